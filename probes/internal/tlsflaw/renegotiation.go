package tlsflaw

import (
	"context"
	"errors"
	"fmt"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw/mini"
)

// renegotiation plays a client of before RFC 5746: whoever attacks chooses what
// he says, so it is not enough that the server knows better.
func renegotiation(ctx context.Context, a *asker) verdict {
	w, v, ok := a.oldWay(anySuite())
	if !ok {
		return v
	}
	offer := w.offer()
	offer.Legacy = true
	c, err := a.session(ctx, offer)
	var refusal *mini.AlertError
	switch {
	case errors.As(err, &refusal):
		return strict(ctx, a, w, err)
	case err != nil:
		return unknown(err)
	}
	defer func() { _ = c.Close() }()
	return again(a, c, offer)
}

// strict looks whether a server that refused a client without RFC 5746 takes
// one with it.
func strict(ctx context.Context, a *asker, w way, refusal error) verdict {
	c, err := a.session(ctx, w.offer())
	if err != nil {
		return unknown(err)
	}
	_ = c.Close() // it has told what it should
	return verdict{known: survey.No, how: fmt.Sprintf("a client that does not know RFC 5746 is refused (%v), one that does is not", refusal)}
}

// again sends the second hello.
func again(a *asker, c *mini.Conn, offer mini.Offer) verdict {
	sent := "in a session with " + spoken(c.Flight) + " a second ClientHello without RFC 5746 was sent: "
	offer.ServerName = a.ep.ServerName
	if err := c.Again(offer); err != nil {
		return unknown(fmt.Errorf("%s%w", sent, err))
	}
	return answerTo(a, c, sent)
}

// answerTo hears what becomes of a second hello.
func answerTo(a *asker, c *mini.Conn, sent string) verdict {
	r := c.Listen(a.target.Patience, func(r mini.Reaction) bool { return r.Hello || r.Refused() || r.NoRenegotiation })
	switch {
	case r.Hello:
		return verdict{known: survey.Yes, how: sent + "the server answered it with a ServerHello"}
	case r.Refused(), r.NoRenegotiation:
		return verdict{known: survey.No, how: sent + r.String()}
	case r.Gone(): // it was encrypted: only the server can have known what it was
		return verdict{known: survey.No, how: sent + r.String()}
	case r.End == mini.Garbage: // Exim goes on in the clear: the session is over
		return verdict{known: survey.No, how: sent + r.String(), remains: "whether what came was the server's"}
	case !r.Quiet():
		return verdict{how: sent + r.String()}
	}
	return ignored(a, c, sent)
}

// ignored looks whether a server that did not answer the second hello is still
// there to answer.
func ignored(a *asker, c *mini.Conn, sent string) verdict {
	r := goodbye(a, c)
	switch {
	case r.Hello:
		return verdict{known: survey.Yes, how: sent + "the server answered it with a ServerHello"}
	case r.Gone() || r.Refused():
		return verdict{
			known: survey.No, how: sent + "silence, while the end of the session was answered with " + r.String(),
			remains: fmt.Sprintf("an answer later than %s", a.target.Patience),
		}
	default:
		return verdict{how: sent + "silence"}
	}
}

// goodbye ends a session in good form (RFC 5246 §7.2.1) and listens once more.
func goodbye(a *asker, c *mini.Conn) mini.Reaction {
	if err := c.Send(mini.AlertRecord, []byte{1, 0}); err != nil {
		return mini.Reaction{End: mini.Reset}
	}
	return c.Listen(a.target.Patience, nil)
}
