package tlsflaw

import (
	"context"
	"fmt"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw/mini"
	"holdfast/probes/internal/tlswire"
)

// Alerts by which a server says that it tried to decrypt (RFC 5246 §7.2.2).
const (
	badRecordMAC     tlswire.Alert = 20
	decryptionFailed tlswire.Alert = 21
	recordOverflow   tlswire.Alert = 22
	decryptError     tlswire.Alert = 51
)

// ccsInjection sends a ChangeCipherSpec before any key was agreed on. A sound
// server refuses it at once; one with the flaw waits, and tries to decrypt what
// comes next, with keys that everybody knows.
func ccsInjection(ctx context.Context, a *asker) verdict {
	w, v, ok := a.oldWay(anySuite())
	if !ok {
		return v
	}
	v = earlyCCS(ctx, a, w)
	if v.how == closedOnCCS { // once more: any connection may be closed once
		v = earlyCCS(ctx, a, w)
		if v.how == closedOnCCS {
			return verdict{known: survey.No, how: closedOnCCS + ", twice"}
		}
	}
	return v
}

const (
	sentCCS     = "a ChangeCipherSpec was sent before the key exchange: "
	closedOnCCS = sentCCS + "the server closed the connection"
)

// earlyCCS makes one try.
func earlyCCS(ctx context.Context, a *asker, w way) verdict {
	c, err := a.start(ctx, w.offer())
	if err != nil {
		return unknown(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.Send(mini.ChangeCipherSpec, []byte{1}); err != nil {
		return unknown(fmt.Errorf("%s%w", sentCCS, err))
	}
	r := c.Listen(a.target.Patience, mini.Reaction.Refused)
	switch {
	case r.Refused():
		return verdict{known: survey.No, how: sentCCS + r.String()}
	case len(r.Said) == 0 && r.End == mini.Closed:
		return verdict{how: closedOnCCS}
	case !r.Quiet():
		return verdict{how: sentCCS + r.String()}
	}
	return afterCCS(a, c)
}

// afterCCS sends a record of zeros to a server that let the early
// ChangeCipherSpec pass: the alert tells whether it reads in the clear.
func afterCCS(a *asker, c *mini.Conn) verdict {
	const sent = sentCCS + "silence; then a record of 64 zeros: "
	if err := c.Send(mini.HandshakeRecord, make([]byte, 64)); err != nil {
		return unknown(fmt.Errorf("%s%w", sent, err))
	}
	r := c.Listen(a.target.Patience, mini.Reaction.Refused)
	switch {
	case !r.Refused():
		return verdict{how: sent + r.String()}
	case r.Alert == badRecordMAC, r.Alert == decryptionFailed, r.Alert == recordOverflow, r.Alert == decryptError:
		return verdict{known: survey.Yes, how: sent + r.String() + ": the server tried to decrypt it"}
	default:
		return verdict{known: survey.No, how: sent + r.String()}
	}
}
