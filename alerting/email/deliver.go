package email

import (
	"fmt"

	"github.com/wneessen/go-mail/smtp"

	"holdfast"
)

// deliver hands the message over. With leave, recipients that are refused for
// now are left out; else they hold the message back.
func (s *session) deliver(raw []byte, leave bool) ending {
	if err := s.client.Mail("<" + s.channel.from.Address + ">"); err != nil {
		return judged("MAIL FROM", err, holdfast.OutcomeRetry)
	}
	asked := s.recipients()
	if e := asked.verdict(leave); e != nil {
		return *e
	}
	e := s.data(raw)
	e.refused = asked.left()
	return e
}

// asked are the recipients, by the server's answer.
type asked struct {
	taken        int
	later, never []string // refused for now, for good; with the server's words
	lost         *ending  // the connection broke
}

// recipients names every recipient to the server.
func (s *session) recipients() asked {
	var a asked
	for _, to := range s.channel.to {
		err := s.client.Rcpt("<" + to.Address + ">")
		switch reply := code(err); {
		case err == nil:
			a.taken++
		case reply >= 500:
			a.never = append(a.never, to.Address+" ("+err.Error()+")")
		case reply >= 400:
			a.later = append(a.later, to.Address+" ("+err.Error()+")")
		default:
			e := judged("RCPT TO", err, holdfast.OutcomeRetry)
			a.lost = &e
			return a
		}
	}
	return a
}

// verdict is the end of the conversation if the message is not to be sent now.
func (a asked) verdict(leave bool) *ending {
	switch {
	case a.lost != nil:
		return a.lost
	case a.taken == 0 && len(a.later) == 0:
		return &ending{outcome: holdfast.OutcomeRefused, stage: "RCPT TO", words: "every recipient refused", refused: a.left()}
	case a.taken == 0 || (len(a.later) > 0 && !leave):
		return &ending{outcome: holdfast.OutcomeRetry, stage: "RCPT TO", words: "not now", refused: a.left()}
	default:
		return nil
	}
}

// left are all recipients that did not get it.
func (a asked) left() []string { return append(append([]string(nil), a.never...), a.later...) }

// data sends the message itself. Up to the final dot a failure means that
// nothing was taken; after it, only the server's answer tells.
func (s *session) data(raw []byte) ending {
	w, err := s.client.Data()
	if err != nil {
		return judged("DATA", err, holdfast.OutcomeRetry)
	}
	if _, err := w.Write(raw); err != nil {
		return judged("sending the message", err, holdfast.OutcomeRetry)
	}
	err = w.Close()
	reply := code(err)
	if err != nil && (reply < 200 || reply > 299) {
		return dotted(err, reply)
	}
	words := "taken"
	if closer, ok := w.(*smtp.DataCloser); ok {
		words = fmt.Sprintf("taken (%s)", closer.ServerResponse())
	}
	return ending{outcome: holdfast.OutcomeAccepted, stage: "after the final dot", words: words}
}

// dotted judges a failure after the final dot. A 50x there speaks of the syntax
// of commands (RFC 5321 §4.2.1), which a message has not: the server, or
// something before it, is confused, and nothing is said against the message.
func dotted(err error, reply int) ending {
	e := judged("after the final dot", err, holdfast.OutcomeUnknown)
	if reply >= 500 && reply < 510 {
		e.outcome = holdfast.OutcomeRetry
	}
	return e
}
