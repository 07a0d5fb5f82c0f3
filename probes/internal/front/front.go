// Package front stands before a real server in tests and benchmarks, and makes it
// as far away, or as ill-mannered, as servers on the Internet are.
//
// # Distance
//
// On a loopback nothing takes time, and what costs most of a look, the round
// trips, cannot be seen there. A front adds them in user space, so that no
// privilege and no kernel module is needed. What it models, for a round trip of R
// and a connection that the client begins at 0:
//
//	0        the client's connect begins, and succeeds at once (see below)
//	R        when it would have succeeded
//	1.5 R    the server accepts; what the client has sent arrives
//	2 R      the server's first answer arrives, if it was given at once
//
// and after that every byte is R/2 late in either direction, in order. A TCP proxy
// cannot delay the kernel's own answer to a SYN; instead the first byte bears the
// round trip of connecting, so that the sum is right for every connection that
// waits for an answer. Wrong are the measured time of connecting (it shows 0) and
// the time of a refused connection. Bandwidth, loss and the slow start of TCP are
// not modelled: a chain of more than ten segments would cost a round trip more.
//
// # Manners
//
// A [Manner] besides says what is wrong with the server: hellos that are too big
// or too new are dropped, connections that come too fast are reset, some of them
// hang, alerts are swallowed, bytes dribble. [Endless] and [Giant] answer in the
// server's place, without end and with a certificate of 16 megabytes.
package front

import (
	"context"
	"net"
	"sync"
	"time"
)

// Front is one front. It may be asked for its counts while it works.
type Front struct {
	listener net.Listener
	dial     Dial
	manner   Manner
	stop     context.CancelFunc
	work     sync.WaitGroup

	mu     sync.Mutex // protects what follows
	counts Counts
	recent []time.Time // the latest connections, for the rate limit
}

// Dial opens a connection to the server behind.
type Dial func(ctx context.Context) (net.Conn, error)

// Counts are the connections that came.
type Counts struct {
	// All are those that were ever opened, Open those open now, Most the most
	// that were open at once.
	All, Open, Most int
}

// Serve puts a front before what dial reaches, until Close or until the context
// ends; only Close waits for the end. The listener is the
// front's from now on.
func Serve(ctx context.Context, listener net.Listener, dial Dial, manner Manner) *Front {
	ctx, cancel := context.WithCancel(ctx)
	f := &Front{listener: listener, dial: dial, manner: manner, stop: cancel}
	f.work.Go(func() { f.accept(ctx) })
	return f
}

// Before puts a front before a TCP server, on a free port of 127.0.0.1.
func Before(ctx context.Context, server string, manner Manner) (*Front, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return Serve(ctx, listener, func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", server)
	}, manner), nil
}

// Address is where it listens.
func (f *Front) Address() string { return f.listener.Addr().String() }

// Counts are the connections so far.
func (f *Front) Counts() Counts {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.counts
}

// Close ends it with all connections, and waits for that.
func (f *Front) Close() {
	f.stop()
	_ = f.listener.Close()
	f.work.Wait()
}

// accept takes connections until the listener is closed.
func (f *Front) accept(ctx context.Context) {
	for {
		client, err := f.listener.Accept()
		if err != nil {
			return
		}
		n, late := f.enter()
		f.work.Go(func() {
			defer f.leave()
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			defer context.AfterFunc(ctx, func() { _ = client.Close() })()
			f.serve(ctx, client, n, late)
			_ = client.Close()
		})
	}
}

// enter counts a connection, and reports whether it is one too many for the rate.
func (f *Front) enter() (n int, late bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts.All++
	f.counts.Open++
	f.counts.Most = max(f.counts.Most, f.counts.Open)
	if f.manner.Rate == 0 {
		return f.counts.All, false
	}
	now := time.Now()
	for len(f.recent) > 0 && now.Sub(f.recent[0]) >= time.Second {
		f.recent = f.recent[1:]
	}
	if len(f.recent) >= f.manner.Rate {
		return f.counts.All, true
	}
	f.recent = append(f.recent, now)
	return f.counts.All, false
}

// leave counts a connection that has ended.
func (f *Front) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts.Open--
}
