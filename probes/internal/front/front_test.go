package front

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/tlswire"
)

// pipes is a listener whose connections are made in memory.
type pipes struct{ calls chan net.Conn }

func newPipes() *pipes { return &pipes{make(chan net.Conn)} }

func (p *pipes) Accept() (net.Conn, error) {
	c, ok := <-p.calls
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (p *pipes) Close() error   { close(p.calls); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// call connects.
func (p *pipes) call() net.Conn {
	here, there := net.Pipe()
	p.calls <- there
	return here
}

// echo is a server that gives back what it gets, at once.
func echo(context.Context) (net.Conn, error) {
	here, there := net.Pipe()
	go func() {
		defer there.Close()
		_, _ = io.Copy(there, there)
	}()
	return here, nil
}

// says returns a server that has one thing to say.
func says(what []byte) Dial {
	return func(context.Context) (net.Conn, error) {
		here, there := net.Pipe()
		go func() {
			defer there.Close()
			go func() { _, _ = io.Copy(io.Discard, there) }()
			_, _ = there.Write(what)
		}()
		return here, nil
	}
}

// exchange writes, and reads as much; it returns when that was, since began.
func exchange(t *testing.T, c net.Conn, began time.Time, text string) time.Duration {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(text))
	if _, err := io.ReadFull(c, got); err != nil || string(got) != text {
		t.Fatalf("%q, %v; want %q", got, err, text)
	}
	return time.Since(began)
}

// TestDistance checks the model of the package's comment.
func TestDistance(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newPipes()
		f := Serve(t.Context(), l, echo, Manner{RTT: 50 * time.Millisecond})
		began := time.Now()
		c := l.call()
		var got []time.Duration
		for _, text := range []string{"hello", "more", "most"} {
			got = append(got, exchange(t, c, began, text))
		}
		if diff := cmp.Diff([]time.Duration{100 * time.Millisecond, 150 * time.Millisecond, 200 * time.Millisecond}, got); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
		_ = c.Close()
		f.Close()
		if diff := cmp.Diff(Counts{All: 1, Most: 1}, f.Counts()); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}
	})
}

// TestManners checks what a client meets.
func TestManners(t *testing.T) {
	t.Parallel()
	alert := []byte{21, 3, 3, 0, 2, 2, 40}
	for name, c := range map[string]struct {
		manner Manner
		behind Dial
		want   []string // of one connection after the other
	}{
		"nothing special":          {Manner{}, says(alert), []string{"\x15\x03\x03\x00\x02\x02\x28 EOF"}},
		"swallows alerts":          {Manner{NoAlerts: true}, says(alert), []string{" EOF"}},
		"no alert, not swallowed":  {Manner{NoAlerts: true}, says([]byte("ok")), []string{"ok EOF"}},
		"too big":                  {Manner{Dislikes: BiggerThan(100, Shut)}, says(alert), []string{" EOF"}},
		"hangs":                    {Manner{Dislikes: BiggerThan(100, Hang)}, says(alert), []string{" timeout"}},
		"not too big":              {Manner{Dislikes: BiggerThan(5000, Shut)}, says([]byte("ok")), []string{"ok EOF"}},
		"too new":                  {Manner{Dislikes: Newer(Until2015(), Shut)}, says(alert), []string{" EOF"}},
		"no 1.3":                   {Manner{Dislikes: Version13(Shut)}, says(alert), []string{" EOF"}},
		"one in three hangs":       {Manner{HangEvery: 3}, says([]byte("ok")), []string{"ok EOF", "ok EOF", " timeout", "ok EOF"}},
		"two a second":             {Manner{Rate: 2}, says([]byte("ok")), []string{"ok EOF", "ok EOF", " EOF"}},
		"dribbles":                 {Manner{Dribble: 400 * time.Millisecond}, says([]byte("okay")), []string{"oka timeout"}},
		"thinks for half a second": {Manner{Slow: time.Second / 2}, says([]byte("ok")), []string{"ok EOF"}},
		"thinks for two":           {Manner{Slow: 2 * time.Second}, says([]byte("ok")), []string{" timeout"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := newPipes()
				f := Serve(t.Context(), l, c.behind, c.manner)
				defer f.Close()
				var got []string
				for range c.want {
					got = append(got, meet(t, l.call()))
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("met (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// meet says hello, and returns what came within a second, and how it ended.
func meet(t *testing.T, c net.Conn) string {
	t.Helper()
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Second))
	hello := tlswire.Hello{Version: tlswire.TLS13, Suites: tlswire.Suites(tlswire.TLS13), Groups: tlswire.Groups(tlswire.TLS13), ServerName: "shop.test"}
	record, err := hello.Record()
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = c.Write(record) }()
	got, err := io.ReadAll(c)
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		return string(got) + " timeout"
	}
	return string(got) + " EOF"
}

// TestHostile checks that a reader of hellos is really put to the test.
func TestHostile(t *testing.T) {
	t.Parallel()
	var hello Hello
	for name, c := range map[string]struct {
		instead func(io.Writer, Hello) error
		least   int
	}{"endless": {Endless, 1 << 20}, "giant": {Giant, 1<<24 - 1<<14}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			here, there := net.Pipe()
			defer here.Close()
			go func() {
				defer there.Close()
				_ = c.instead(there, Hello{Suites: []uint16{0xc02f}})
			}()
			if n, err := io.CopyN(io.Discard, here, int64(c.least)); err != nil {
				t.Errorf("%d bytes, then %v; want %d", n, err, c.least)
			}
		})
	}
	if err := Giant(io.Discard, hello); err == nil {
		t.Error("a hello without suites was answered")
	}
}

// TestBefore checks a front on the loopback, with several clients at once.
func TestBefore(t *testing.T) {
	t.Parallel()
	server, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		for {
			c, err := server.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); _, _ = io.Copy(c, c) }()
		}
	}()
	f, err := Before(t.Context(), server.Addr().String(), Manner{RTT: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan bool)
	const clients = 20
	for range clients {
		go func() {
			defer func() { done <- true }()
			c, err := new(net.Dialer).DialContext(t.Context(), "tcp", f.Address())
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			exchange(t, c, time.Now(), "once")
			exchange(t, c, time.Now(), "twice")
		}()
	}
	for range clients {
		<-done
	}
	f.Close()
	if got := f.Counts(); got.All != clients || got.Open != 0 || got.Most < 1 {
		t.Errorf("counts %+v", got)
	}
}

// FuzzRead checks that no record is too odd.
func FuzzRead(f *testing.F) {
	hello := tlswire.Hello{Version: tlswire.TLS13, Suites: tlswire.Suites(tlswire.TLS13), Groups: tlswire.Groups(tlswire.TLS13)}
	record, err := hello.Record()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(record)
	f.Add(record[:60])
	f.Fuzz(func(t *testing.T, record []byte) {
		if h := read(record); h.Size != len(record) {
			t.Errorf("size %d of %d bytes", h.Size, len(record))
		}
	})
}
