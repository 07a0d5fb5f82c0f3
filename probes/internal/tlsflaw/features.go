package tlsflaw

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw/mini"
	"holdfast/probes/internal/tlswire"
)

// features asks for what is no flaw and needs a session all the same.
func (a *asker) features(ctx context.Context) {
	if a.ep.Error != "" {
		return
	}
	f := &a.ep.Features
	if known := a.resumes(ctx); known != survey.Unknown {
		f.SessionResumption = known
	}
	if f.FallbackSCSV == survey.Unknown {
		f.FallbackSCSV = a.honoursFallback(ctx)
	}
}

// Recall copies into an endpoint what an earlier [Ask] wrote into another one of
// the same server, where nobody has asked anew.
func Recall(was, is *survey.Endpoint) {
	for _, f := range []struct{ from, to *survey.Known }{
		{&was.Features.SessionResumption, &is.Features.SessionResumption},
		{&was.Features.FallbackSCSV, &is.Features.FallbackSCSV},
	} {
		if *f.to == survey.Unknown {
			*f.to = *f.from
		}
	}
}

// resumeTries is how often a session's id is offered again: behind one address
// may be several processes of which one knows the session.
const resumeTries = 2

// resumes makes a session without a ticket, ends it in good form, and offers its
// id again. Yes is a flight that goes on with it; No is a new session each time,
// or none to go on with. TLS 1.3 has no session ids, whatever its field of that
// name holds.
func (a *asker) resumes(ctx context.Context) survey.Known {
	w, v, ok := a.oldWay(anySuite())
	if !ok {
		return v.known
	}
	c, err := a.session(ctx, w.offer())
	if err != nil {
		return survey.Unknown
	}
	goodbye(a, c) // without it OpenSSL forgets the session (RFC 5246 §7.2.1)
	_ = c.Close() // the session is over
	if len(c.Flight.SessionID) == 0 {
		return survey.No
	}
	for range resumeTries {
		if known := a.resume(ctx, w, c.Flight); known != survey.No {
			return known
		}
	}
	return survey.No
}

// resume offers an id once.
func (a *asker) resume(ctx context.Context, w way, first mini.Flight) survey.Known {
	offer := mini.Offer{Version: first.Version, Suites: w.suites, SessionID: first.SessionID}
	c, err := a.start(ctx, offer)
	if err != nil {
		return survey.Unknown
	}
	_ = c.Close() // how it begins is all that was wanted
	return survey.Is(c.Flight.Resumed && bytes.Equal(c.Flight.SessionID, first.SessionID))
}

// The signal of RFC 7507, which stands among the suites, and the alert by which
// it is honoured.
const (
	fallbackSCSV          tlswire.Suite = 0x5600
	inappropriateFallback tlswire.Alert = 86
)

// honoursFallback says in a version that is not the best that a better one was
// tried before. A server with one version has nothing to fall back to.
func (a *asker) honoursFallback(ctx context.Context) survey.Known {
	w, ok := a.second()
	if !ok {
		return survey.Unknown
	}
	offer := w.offer()
	offer.Suites = append(slices.Clone(offer.Suites), fallbackSCSV)
	c, err := a.start(ctx, offer)
	var refusal *mini.AlertError
	switch {
	case err == nil && c.Flight.Version == w.version:
		_ = c.Close() // the answer is there
		return survey.No
	case err == nil:
		_ = c.Close() // an answer to another question
		return survey.Unknown
	case errors.As(err, &refusal) && refusal.Alert == inappropriateFallback:
		return survey.Yes
	default:
		return survey.Unknown
	}
}

// second is the newest version below the best one, with its suites; false where
// there is none from TLS 1.0 to 1.2.
func (a *asker) second() (way, bool) {
	best, ok := a.ep.Best()
	if !ok {
		return way{}, false
	}
	for _, v := range []tlswire.Version{tlswire.TLS12, tlswire.TLS11, tlswire.TLS10} {
		if p := a.ep.Protocol(v); v < best.Version && p.Offered == survey.Yes && len(p.Suites) > 0 {
			return way{v, p.Suites}, true
		}
	}
	return way{}, false
}
