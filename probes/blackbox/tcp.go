package blackbox

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"holdfast/probes/internal/netdial"
)

// tcp is the prober tcp: it connects, and holds the conversation of the module.
func (l *look) tcp(ctx context.Context) error {
	s := &l.Module.TCP
	host, service, err := net.SplitHostPort(l.Target)
	if err != nil {
		return fmt.Errorf("want HOST:PORT as target: %w", err)
	}
	addr, err := l.choose(ctx, host, s.IPProtocol, s.IPProtocolFallback)
	if err != nil {
		return err
	}
	number, err := port(ctx, "tcp", service)
	if err != nil {
		return err
	}
	opened, err := l.connect(ctx, host, number, s.SourceIPAddress, addr)
	if err != nil {
		return err
	}
	defer func() { _ = opened.Close() }() // the probe is over, whatever the close says
	stop := context.AfterFunc(ctx, func() { _ = opened.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	t := &talk{look: l, conn: opened.Conn, host: host}
	if s.TLS {
		if err := t.secure(ctx); err != nil {
			return err
		}
	}
	l.page.set(failedRegex, 0)
	l.page.set(failedBytes, 0)
	return t.hold(ctx, s.QueryResponse)
}

// talk is a conversation over one connection.
type talk struct {
	*look
	conn  net.Conn
	lines *bufio.Scanner
	host  string
}

// secure turns the connection into one of TLS.
func (t *talk) secure(ctx context.Context) error {
	name := t.host
	if t.Hostname != "" {
		name = t.Hostname
	}
	secured, _, err := t.look.secure(ctx, t.conn, t.Module.TCP.TLSConfig.named(t.env.Roots, name))
	if err != nil {
		return err
	}
	t.conn, t.lines = secured, bufio.NewScanner(secured)
	state := secured.ConnectionState()
	t.handshake(&state)
	t.chain()
	return nil
}

// hold goes through the steps.
func (t *talk) hold(ctx context.Context, steps []Step) error {
	if t.lines == nil {
		t.lines = bufio.NewScanner(t.conn)
	}
	for i := range steps {
		if err := t.step(ctx, &steps[i]); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return nil
}

// step awaits, says, and turns to TLS, as far as the step wants it.
func (t *talk) step(ctx context.Context, s *Step) error {
	send := s.Send
	if s.Expect.Regexp != nil {
		var err error
		if send, err = t.await(ctx, s); err != nil {
			return err
		}
	}
	if s.ExpectBytes != "" {
		if err := t.awaitBytes(ctx, s.ExpectBytes); err != nil {
			return err
		}
	}
	if send != "" {
		t.say("said %d bytes", len(send)+1)
		if _, err := io.WriteString(t.conn, send+"\n"); err != nil {
			return netdial.Fail(ctx, "say to", t.Target, err)
		}
	}
	if s.StartTLS {
		return t.secure(ctx)
	}
	return nil
}

// await reads lines until one matches, and returns what is to be said, with the
// match filled in.
func (t *talk) await(ctx context.Context, s *Step) (string, error) {
	for t.lines.Scan() {
		line := t.lines.Bytes()
		t.say("heard %q", t.mask.Words(string(line)))
		match := s.Expect.FindSubmatchIndex(line)
		if match == nil {
			continue
		}
		t.page.set(failedRegex, 0)
		t.info(s, line, match)
		return string(s.Expect.Expand(nil, []byte(s.Send), line, match)), nil
	}
	if err := t.lines.Err(); err != nil {
		return "", netdial.Fail(ctx, "listen to", t.Target, err)
	}
	t.page.set(failedRegex, 1)
	return "", fmt.Errorf("it ended without a line that matches %s", s.Expect.Regexp)
}

// info tells what the expression found, where the step has labels for it.
func (t *talk) info(s *Step, line []byte, match []int) {
	if s.Labels == nil {
		return
	}
	var labels []string
	for _, label := range s.Labels {
		labels = append(labels, label.Name, string(s.Expect.Expand(nil, []byte(label.Value), line, match)))
	}
	t.page.set(expectInfo, 1, labels...)
}

// awaitBytes reads as many bytes as are expected, in one reading as the exporter
// does, and compares them.
func (t *talk) awaitBytes(ctx context.Context, want string) error {
	got := make([]byte, len(want))
	n, err := t.conn.Read(got)
	switch {
	case err != nil:
		return netdial.Fail(ctx, "listen to", t.Target, err)
	case n < len(want):
		return fmt.Errorf("%d bytes came, wanted %d", n, len(want))
	case string(got) != want:
		t.page.set(failedBytes, 1)
		return fmt.Errorf("other bytes came than the %d that are expected", len(want))
	default:
		t.page.set(failedBytes, 0)
		return nil
	}
}
