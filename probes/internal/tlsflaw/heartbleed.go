package tlsflaw

import (
	"context"
	"fmt"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw/mini"
)

// falseHeartbeat claims a payload of 16 bytes and holds none (RFC 6520 §4: it
// must be discarded silently). A vulnerable server answers with 35 bytes.
func falseHeartbeat() []byte { return []byte{1, 0, 16} }

// goodHeartbeat has four bytes of payload and sixteen of padding.
func goodHeartbeat() []byte { return append([]byte{1, 0, 4, 'h', 'o', 'l', 'd'}, make([]byte, 16)...) }

// heartbleed sends a heartbeat that claims more than it holds, and then a good
// one as control.
func heartbleed(ctx context.Context, a *asker) verdict {
	if a.ep.Features.Heartbeat == survey.No {
		return verdict{known: survey.No, how: "the server does not offer heartbeats"}
	}
	w, v, ok := a.way(anySuite())
	if !ok {
		v.remains = "heartbeats in TLS 1.3 are not asked for; no software with this flaw has it"
		return v
	}
	offer := w.offer()
	offer.Heartbeat = true
	c, err := a.start(ctx, offer)
	if err != nil {
		return unknown(err)
	}
	defer func() { _ = c.Close() }()
	if !c.Flight.Heartbeat {
		return verdict{known: survey.No, how: "a hello with the heartbeat extension was sent: the server did not take it up"}
	}
	if err := c.Complete(); err != nil {
		return heartbleedEarly(ctx, a, offer)
	}
	return beat(a, c, "in a session with "+spoken(c.Flight))
}

// heartbleedEarly asks before the keys are agreed on, where a session cannot be
// had. What lies behind the record in a server's memory is then most likely the
// rest of our own hello.
func heartbleedEarly(ctx context.Context, a *asker, offer mini.Offer) verdict {
	c, err := a.start(ctx, offer)
	if err != nil {
		return unknown(err)
	}
	defer func() { _ = c.Close() }()
	return beat(a, c, "before the key exchange with "+spoken(c.Flight))
}

// beat sends the two heartbeats.
func beat(a *asker, c *mini.Conn, where string) verdict {
	sent := where + " a heartbeat of 3 bytes was sent that claims 16 more: "
	if err := c.Send(mini.HeartbeatRecord, falseHeartbeat()); err != nil {
		return unknown(fmt.Errorf("%s%w", sent, err))
	}
	answered := func(r mini.Reaction) bool { return len(r.Heartbeats) > 0 }
	r := c.Listen(a.target.Patience, answered)
	switch {
	case answered(r) && r.Heartbeats[0] > len(falseHeartbeat()):
		return verdict{known: survey.Yes, how: fmt.Sprintf("%s%d bytes came back", sent, r.Heartbeats[0])}
	case r.Refused():
		return verdict{known: survey.No, how: sent + r.String()}
	case !r.Quiet():
		return verdict{how: sent + r.String(), remains: "something between may have ended the connection for the server"}
	}
	return control(a, c, sent)
}

// control sends the good heartbeat after the false one met silence.
func control(a *asker, c *mini.Conn, sent string) verdict {
	if err := c.Send(mini.HeartbeatRecord, goodHeartbeat()); err != nil {
		return unknown(fmt.Errorf("%ssilence; then a good one: %w", sent, err))
	}
	r := c.Listen(a.target.Patience, func(r mini.Reaction) bool { return len(r.Heartbeats) > 0 })
	switch {
	case len(r.Heartbeats) > 0 && r.Heartbeats[0] == len(goodHeartbeat()):
		return verdict{known: survey.No, how: sent + "silence, while a good one was answered"}
	case len(r.Heartbeats) > 0 && r.Heartbeats[0] > len(falseHeartbeat()): // the answer to the false one came late
		return verdict{known: survey.Yes, how: fmt.Sprintf("%s%d bytes came back", sent, r.Heartbeats[0])}
	default:
		return verdict{how: sent + "silence; but a good one met " + r.String() + " too"}
	}
}
