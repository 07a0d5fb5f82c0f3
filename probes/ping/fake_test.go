package ping

import (
	"net/netip"
	"os"
	"sync"
	"time"

	"holdfast/probes/internal/echo"
)

// target is the host of the tests.
func target() netip.Addr { return netip.MustParseAddr("192.0.2.1") }

// event is a message that comes some time after a request.
type event struct {
	after   time.Duration
	seq     int // relative to the request
	from    string
	problem string
	change  func(data []byte) []byte
}

// fakeLine is a line on which a script answers.
type fakeLine struct {
	script func(seq int) ([]event, error)
	comes  chan echo.Heard

	mu    sync.Mutex // protects all below
	end   time.Time
	moved chan struct{}
}

func newFakeLine(script func(seq int) ([]event, error)) *fakeLine {
	return &fakeLine{script: script, comes: make(chan echo.Heard, 100), moved: make(chan struct{})}
}

func (l *fakeLine) Send(seq int, data []byte) error {
	events, err := l.script(seq)
	for _, e := range events {
		h := echo.Heard{From: target(), Seq: seq + e.seq, Data: data, Hops: 60, Problem: e.problem}
		if e.from != "" {
			h.From = netip.MustParseAddr(e.from)
		}
		if e.change != nil {
			h.Data = e.change(append([]byte(nil), data...))
		}
		time.AfterFunc(e.after, func() { l.comes <- h })
	}
	return err
}

func (l *fakeLine) Receive() (echo.Heard, error) {
	for {
		l.mu.Lock()
		end, moved := l.end, l.moved
		l.mu.Unlock()
		late := time.NewTimer(time.Until(end))
		select {
		case h := <-l.comes:
			late.Stop()
			return h, nil
		case <-late.C:
			return echo.Heard{}, os.ErrDeadlineExceeded
		case <-moved:
			late.Stop()
		}
	}
}

func (l *fakeLine) Until(t time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end = t
	close(l.moved)
	l.moved = make(chan struct{})
	return nil
}

func (l *fakeLine) Close() error { return nil }
