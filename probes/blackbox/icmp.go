package blackbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"time"

	"holdfast/internal/names"
	"holdfast/probes/internal/echo"
)

const (
	// maxEcho is the largest payload.
	maxEcho = echo.MaxPayload
	// echoSize is the payload when the module does not say.
	echoSize = 28
)

// icmp is the prober icmp: one echo request.
func (l *look) icmp(ctx context.Context) error {
	s := &l.Module.ICMP
	for _, phase := range []string{"resolve", "setup", "rtt"} {
		l.page.set(names.ProbeICMPDuration, 0, "phase", phase)
	}
	start := time.Now()
	addr, err := l.choose(ctx, l.Target, s.IPProtocol, s.IPProtocolFallback)
	if err != nil {
		return err
	}
	l.page.set(names.ProbeICMPDuration, time.Since(start).Seconds(), "phase", "resolve")
	start = time.Now()
	line, err := open(s, addr)
	if err != nil {
		return err
	}
	defer func() { _ = line.Close() }() // the probe is over, whatever the close says
	stop := context.AfterFunc(ctx, func() { _ = line.Until(time.Unix(1, 0)) })
	defer stop()
	l.page.set(names.ProbeICMPDuration, time.Since(start).Seconds(), "phase", "setup")
	return l.echo(line, s.PayloadSize)
}

// open opens the first sort of socket that this machine lets.
func open(s *ICMP, addr netip.Addr) (*echo.Line, error) {
	o := echo.Options{Target: addr.WithZone(""), Whole: s.DontFragment, Hops: s.TTL}
	if s.SourceIPAddress != "" {
		o.Source = netip.MustParseAddr(s.SourceIPAddress) // checked when it was read
	}
	var failures []error
	for _, o.Socket = range []echo.Socket{echo.Datagram, echo.Raw} {
		line, err := echo.Open(o)
		if err == nil {
			return line, nil
		}
		failures = append(failures, err)
	}
	return nil, errors.Join(failures...)
}

// echo sends the request and waits for its reply, until the context's end wakes
// the waiting.
func (l *look) echo(line *echo.Line, size int) error {
	if size == 0 {
		size = echoSize
	}
	data := make([]byte, size)
	_, _ = rand.Read(data[:min(size, echoSize)]) // never fails (crypto/rand)
	const number = 1
	start := time.Now()
	if err := line.Send(number, data); err != nil {
		return fmt.Errorf("send an echo request to %s: %w", l.Target, err)
	}
	for {
		heard, err := line.Receive()
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return errors.New("no echo reply came in time")
		case err != nil:
			return fmt.Errorf("wait for an echo reply: %w", err)
		case heard.Problem != "":
			return fmt.Errorf("%s says: %s", heard.From, heard.Problem)
		case heard.Seq != number || !bytes.Equal(heard.Data, data):
			continue
		}
		l.page.set(names.ProbeICMPDuration, time.Since(start).Seconds(), "phase", "rtt")
		if heard.Hops > 0 {
			l.page.set(names.ProbeICMPHops, float64(heard.Hops))
		}
		l.say("an echo reply came from %s", heard.From)
		return nil
	}
}
