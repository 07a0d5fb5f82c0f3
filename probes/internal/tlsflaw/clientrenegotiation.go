package tlsflaw

import (
	"context"

	"holdfast/probes/internal/survey"
)

// clientRenegotiation begins a renegotiation in the way of RFC 5746. It is safe
// from a third party, and yet a lever: a client makes the server sign again and
// again within one connection, under any limit of connections (CVE-2011-1473).
// Most servers have refused it since; some libraries leave it on.
func clientRenegotiation(ctx context.Context, a *asker) verdict {
	w, v, ok := a.oldWay(anySuite())
	if !ok {
		return v
	}
	if a.ep.Features.SecureRenegotiation == survey.No {
		return verdict{known: survey.No, how: "the server does not know RFC 5746; whether it renegotiates without is told by " + survey.InsecureRenegotiation}
	}
	offer := w.offer()
	c, err := a.session(ctx, offer)
	if err != nil {
		return unknown(err)
	}
	defer func() { _ = c.Close() }()
	sent := "in a session with " + spoken(c.Flight) + " a second ClientHello with RFC 5746 was sent: "
	if !c.Flight.Renegotiation {
		return verdict{known: survey.No, how: "a handshake was made with " + spoken(c.Flight) + ", and the server did not say that it knows RFC 5746"}
	}
	offer.ServerName, offer.Slim = a.ep.ServerName, a.slim()
	if err := c.Renew(offer); err != nil {
		return unknown(err)
	}
	return answerTo(a, c, sent)
}
