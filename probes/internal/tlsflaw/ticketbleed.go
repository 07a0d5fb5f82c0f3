package tlsflaw

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw/mini"
)

// shortID is the length of the session id that goes with a ticket: one byte
// less than the longest, so that a server which fills it up gives away one.
const shortID = 31

// ticketbleed takes a session ticket and gives it back with a session id of
// another length than the server expects; RFC 5077 §3.4 wants it echoed as it is.
func ticketbleed(ctx context.Context, a *asker) verdict {
	if a.ep.Features.SessionTickets == survey.No {
		return verdict{known: survey.No, how: "the server gives no session tickets"}
	}
	w, v, ok := a.way(anySuite())
	if !ok {
		return v
	}
	offer := w.offer()
	offer.Tickets = true
	c, err := a.session(ctx, offer)
	if err != nil {
		return unknown(err)
	}
	_ = c.Close() // the ticket is all that was wanted
	if len(c.Ticket) == 0 {
		return verdict{known: survey.No, how: "a handshake that asks for a session ticket was made with " + spoken(c.Flight) + ": none was given"}
	}
	offer.Ticket = c.Ticket
	return echo(ctx, a, offer)
}

// echo resumes the session and measures the session id that comes back.
func echo(ctx context.Context, a *asker, offer mini.Offer) verdict {
	offer.SessionID = make([]byte, shortID)
	_, _ = rand.Read(offer.SessionID) // never fails
	c, err := a.start(ctx, offer)
	if err != nil {
		return unknown(fmt.Errorf("a session ticket was given back: %w", err))
	}
	defer func() { _ = c.Close() }()
	back := c.Flight.SessionID
	length, same := len(back), bytes.HasPrefix(back, offer.SessionID)
	clear(back)
	sent := fmt.Sprintf("a session ticket was given back with a session id of %d bytes: ", shortID)
	switch {
	case same && length > shortID:
		return verdict{known: survey.Yes, how: fmt.Sprintf("%sit came back with %d", sent, length)}
	case same:
		return verdict{known: survey.No, how: sent + "it came back as it was"}
	default:
		return verdict{how: sent + "the server did not go on with that session"}
	}
}
