package front

import (
	"context"
	"io"
	"net"
	"sync"
	"time"
)

// inFlight is how many pieces of a direction may be under way, as the buffers of
// a path would hold them.
const inFlight = 256

// alertRecord is the first byte of a record that carries an alert.
const alertRecord = 21

// forward joins the client with the server; first are bytes of the client that
// were read already.
func (f *Front) forward(ctx context.Context, client net.Conn, first []byte) {
	m := f.manner
	ctx, cancel := context.WithCancel(ctx)
	var work sync.WaitGroup
	defer work.Wait()
	defer cancel()
	defer func() { _ = client.Close() }()
	accepted := time.Now().Add(m.RTT + m.RTT/2)
	sent := make(chan piece, inFlight)
	work.Go(func() { collect(ctx, sent, io.MultiReader(readerOf(first), client), m.RTT/2, accepted) })
	if wait(ctx, time.Until(accepted)) != nil {
		return
	}
	server, err := f.dial(ctx)
	if err != nil {
		react(ctx, client, Reset)
		return
	}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	defer func() { _ = server.Close() }()
	work.Go(func() { deliver(ctx, server, sent); shut(server) })
	if from, ok := m.heard(ctx, server); ok {
		answered := make(chan piece, inFlight)
		work.Go(func() { collect(ctx, answered, from, m.RTT/2, time.Time{}) })
		deliver(ctx, m.out(ctx, client), answered)

	}
}

// heard waits for the first word of the server, and thinks about it; ok is false
// for one that is swallowed.
func (m Manner) heard(ctx context.Context, server io.Reader) (from io.Reader, ok bool) {
	if m.Slow == 0 && !m.NoAlerts {
		return server, true
	}
	one := make([]byte, 1)
	if _, err := io.ReadFull(server, one); err != nil || wait(ctx, m.Slow) != nil {
		return nil, false
	}
	return io.MultiReader(readerOf(one), server), !m.NoAlerts || one[0] != alertRecord
}

// readerOf reads some bytes.
func readerOf(b []byte) io.Reader { return &piece{bytes: b} }

// piece is a run of bytes, and when it arrives.
type piece struct {
	bytes []byte
	due   time.Time
}

// Read implements [io.Reader].
func (p *piece) Read(b []byte) (int, error) {
	if len(p.bytes) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.bytes)
	p.bytes = p.bytes[n:]
	return n, nil
}

// deliver writes pieces when they arrive, until there are no more.
func deliver(ctx context.Context, to io.Writer, pieces <-chan piece) {
	for p := range pieces {
		if wait(ctx, time.Until(p.due)) != nil {
			return
		}
		if len(p.bytes) == 0 {
			continue
		}
		if _, err := to.Write(p.bytes); err != nil {
			return
		}
	}
}

// collect reads pieces and says when each arrives, until the reader ends, whose
// end arrives like a piece.
func collect(ctx context.Context, pieces chan<- piece, from io.Reader, late time.Duration, notBefore time.Time) {
	defer close(pieces)
	buf := make([]byte, 16<<10)
	for {
		n, err := from.Read(buf)
		due := time.Now().Add(late)
		if due.Before(notBefore) {
			due = notBefore
		}
		select {
		case pieces <- piece{append([]byte(nil), buf[:n]...), due}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// shut tells the other side that nothing more comes.
func shut(c net.Conn) {
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
		return
	}
	_ = c.Close()
}

// wait waits, or ends with the context.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
