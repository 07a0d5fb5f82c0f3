package websocket

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"holdfast/internal/plain"
	"holdfast/probes/internal/netdial"
)

// ear remembers what was heard.
type ear struct {
	matched bool
	last    []byte // the last message that did not match
}

// converse pings, and says and hears what the settings want.
func (p *prober) converse(ctx context.Context, t *talk, s *sight) error {
	var e ear
	if p.ping {
		token := []byte(rand.Text()[:8])
		began := time.Now()
		err := t.pong(token, func(message []byte) { p.greeting(&e, message) })
		s.ping = time.Since(began)
		if err != nil {
			return p.unheard(ctx, "wait for the pong of", &e, err)
		}
	}
	if len(p.send) == 0 && p.expect == nil {
		return nil
	}
	began := time.Now()
	defer func() { s.reply = time.Since(began) }()
	if len(p.send) > 0 {
		if err := t.say(opText, p.send); err != nil {
			return netdial.Fail(ctx, "send to", p.target, err)
		}
	}
	if p.expect == nil {
		return nil
	}
	return p.await(ctx, t, &e)
}

// greeting takes a message that came before anything was said: it is a reply
// only where nothing will be.
func (p *prober) greeting(e *ear, message []byte) {
	if p.expect == nil || len(p.send) > 0 {
		return
	}
	e.matched = e.matched || p.expect.Match(message)
	e.last = message
}

// await reads messages until one matches.
func (p *prober) await(ctx context.Context, t *talk, e *ear) error {
	for !e.matched {
		came, err := t.next()
		switch {
		case err != nil:
			return p.unheard(ctx, "listen to", e, err)
		case came.op == opPong:
		default:
			e.matched, e.last = p.expect.Match(came.data), came.data
		}
	}
	return nil
}

// unheard is the failure of a talk that ended too early. Where messages came and
// none was as wanted, the last of them is told.
func (p *prober) unheard(ctx context.Context, doing string, e *ear, err error) error {
	odd, isOdd := errors.AsType[*oddity](err)
	f := netdial.Fail(ctx, doing, p.target, err)
	ended := isOdd && (odd.key == "close" || odd.key == "message") || !isOdd && f.Class == netdial.Closed
	switch {
	case e.last != nil && ended:
		return &oddity{
			key: "expect", text: fmt.Sprintf("it ended without a message that matches %q; the last", plain.Text(p.expect.String(), 80)), said: string(e.last),
			fix: "open it by hand (websocat " + p.target + ") and compare",
		}
	case isOdd:
		return err
	case e.last != nil && f.Class == netdial.Timeout:
		f.Came = fmt.Sprintf("no message in time that matches %q; the last%s", plain.Text(p.expect.String(), 80), p.said(string(e.last)))
	case f.Class == netdial.Timeout && strings.HasPrefix(doing, "wait"):
		f.Came = "it opened, but no pong came in time"
	case f.Class == netdial.Timeout:
		f.Came = "it opened, but no message came in time"
	}
	return f
}

// said shows the server's own words at the end of a sentence.
func (p *prober) said(words string) string {
	if words = p.shown(words); words == "" {
		return ""
	}
	return fmt.Sprintf(": %q", words)
}

// shown is the server's own words, printable and without our secrets.
func (p *prober) shown(words string) string { return plain.Text(p.mask.Words(words), 120) }
