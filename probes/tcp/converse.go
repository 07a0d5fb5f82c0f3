package tcp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/plain"
	"holdfast/probes/internal/netdial"
)

// maxAnswer bounds what is read of an answer.
const maxAnswer = 64 << 10

// converse sends and expects, where the settings ask for it.
func (p *prober) converse(ctx context.Context, conn net.Conn, s *sight) error {
	if len(p.send) == 0 && p.expect == nil {
		return nil
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) }) // wakes the read; a closed connection is awake
	defer stop()
	began := time.Now()
	defer func() { s.answer = time.Since(began) }()
	if len(p.send) > 0 {
		if _, err := conn.Write(p.send); err != nil {
			return netdial.Fail(ctx, "send to", p.target, err)
		}
	}
	if p.expect == nil {
		return nil
	}
	got, err := p.listen(conn)
	s.bytes = len(got)
	if err == nil {
		return nil
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, errFull) {
		return p.unheard(ctx, got, err)
	}
	s.faults = append(s.faults, holdfast.Fault{
		Key: "expect", Status: holdfast.Broken,
		Text: fmt.Sprintf("%s said %s, wanted a match of %q", p.target, p.quote(got), p.expect),
		Fix:  "ask it by hand: nc " + strings.Replace(p.target, ":", " ", 1),
	})
	return nil
}

// errFull ends a reading that has become too long.
var errFull = errors.New("the answer is longer than is read")

// listen reads until the expression matches; the error says why it did not.
func (p *prober) listen(r io.Reader) ([]byte, error) {
	got := make([]byte, 0, 512)
	for {
		if len(got) == maxAnswer {
			return got, errFull
		}
		if len(got) == cap(got) {
			got = append(got, 0)[:len(got)]
		}
		n, err := r.Read(got[len(got):min(cap(got), maxAnswer)])
		got = got[:len(got)+n]
		if n > 0 && p.expect.Match(got) {
			return got, nil
		}
		if err != nil {
			return got, err
		}
	}
}

// unheard is the failure of a reading that did not end; it says what came.
func (p *prober) unheard(ctx context.Context, got []byte, err error) error {
	f := netdial.Fail(ctx, "listen to", p.target, err)
	if len(got) > 0 && f.Class == netdial.Timeout {
		f.Came = fmt.Sprintf("only %s in time, wanted a match of %q", p.quote(got), p.expect)
	}
	return f
}

// quote shows what came, printable and without the secret that was sent.
func (p *prober) quote(got []byte) string {
	if len(got) == 0 {
		return "nothing and closed"
	}
	text := string(got)
	if secret := strings.TrimSpace(string(p.send)); len(secret) >= 4 {
		text = strings.ReplaceAll(text, secret, holdfast.Secret(secret).String())
	}
	return fmt.Sprintf("%q", plain.Text(text, 80))
}
