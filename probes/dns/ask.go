package dns

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"github.com/miekg/dns"

	"holdfast/internal/plain"
	"holdfast/probes/internal/netdial"
)

// maxPatience bounds how long one server is waited for.
const maxPatience = 6 * time.Second

// reply is a server's answer.
type reply struct {
	*dns.Msg
	at               netip.AddrPort
	transport        string // udp, tcp
	connect, request time.Duration
}

// errTruncated is the failure of an answer that did not fit into UDP and could
// not be had over TCP.
var errTruncated = errors.New("the answer does not fit into UDP")

// asker asks servers. It may be used from several goroutines.
type asker struct {
	dial   func(ctx context.Context, network, address string) (net.Conn, error)
	stream bool
}

// ask puts a question to a server: over UDP, over TCP where that is told or the
// answer does not fit, and without EDNS where the server does not know it. Share
// is how many such waits the time that is left must do for. The error is a
// [*netdial.Failure].
func (a asker) ask(ctx context.Context, at netip.AddrPort, q question, share int) (reply, error) {
	end := time.Now().Add(patience(ctx, share))
	r, err := a.once(ctx, at, q, end)
	if err == nil && r.Rcode == dns.RcodeFormatError && r.IsEdns0() == nil && !q.unadorn {
		q.unadorn = true // RFC 6891 §7
		r, err = a.once(ctx, at, q, end)
	}
	return r, err
}

// patience is how long to wait, so that share waits fit into what is left.
func patience(ctx context.Context, share int) time.Duration {
	end, ok := ctx.Deadline()
	if !ok {
		return maxPatience
	}
	return min(maxPatience, time.Until(end)/time.Duration(share))
}

// once asks over the transports.
func (a asker) once(ctx context.Context, at netip.AddrPort, q question, end time.Time) (reply, error) {
	if a.stream {
		return a.over(ctx, "tcp", at, q, end)
	}
	r, err := a.over(ctx, "udp", at, q, end)
	if err != nil || !r.Truncated {
		return r, err
	}
	whole, err := a.over(ctx, "tcp", at, q, end)
	if err != nil {
		f := failure(err)
		return reply{}, &netdial.Failure{
			Doing: "ask", To: at.String(), Class: f.Class, Err: errors.Join(errTruncated, err),
			Came: "the answer over UDP is truncated, and over TCP: " + came(f),
		}
	}
	whole.request += r.connect + r.request
	return whole, nil
}

// came is what came, without the deed.
func came(f *netdial.Failure) string {
	if f.Came != "" {
		return f.Came
	}
	return f.Class.String()
}

// failure returns err as the failure that it is.
func failure(err error) *netdial.Failure {
	if f, ok := errors.AsType[*netdial.Failure](err); ok {
		return f
	}
	return &netdial.Failure{Doing: "ask", To: "the server", Err: err}
}

// over asks over one transport.
func (a asker) over(ctx context.Context, transport string, at netip.AddrPort, q question, end time.Time) (reply, error) {
	within, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	began := time.Now()
	conn, err := a.dial(within, transport, at.String())
	if err != nil {
		return reply{}, netdial.Fail(ctx, "connect to", at.String(), late(err))
	}
	defer func() { _ = conn.Close() }() // the question is over, whatever the close says
	stop := wakes(ctx, conn)
	defer stop()
	r := reply{at: at, transport: transport, connect: time.Since(began)}
	strays := 0
	if transport == "tcp" {
		r.Msg, err = stream(ctx, conn, q.message(), end)
	} else {
		r.Msg, strays, err = datagram(ctx, conn, q.message(), end)
	}
	r.request = time.Since(began) - r.connect
	if err != nil {
		return reply{}, unheard(ctx, at, strays, err)
	}
	return r, nil
}

// late makes the end of our own patience a time-out, which it is.
func late(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return os.ErrDeadlineExceeded
	}
	return err
}

// unheard is the failure of a question that got no answer.
func unheard(ctx context.Context, at netip.AddrPort, strays int, err error) *netdial.Failure {
	f := netdial.Fail(ctx, "ask", at.String(), late(err))
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
	case errors.Is(err, errMalformed):
		f.Class, f.Came = netdial.Closed, plain.Text(err.Error(), 120)
	case errors.Is(err, errStray):
		f.Class, f.Came = netdial.Closed, "the answer to another question"
	case strays > 0 && f.Class == netdial.Timeout:
		f.Came = fmt.Sprintf("no answer in time; %d packets with another id or question were passed over", strays)
	}
	return f
}
