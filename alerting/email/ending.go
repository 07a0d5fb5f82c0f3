package email

import (
	"errors"
	"net/textproto"

	"holdfast"
)

// ending is how a conversation with the server ended.
type ending struct {
	outcome holdfast.Outcome
	stage   string   // what we were doing
	words   string   // what came: the server's words or the error
	refused []string // recipients left out, with the server's words
}

// code is the server's reply code in an error, zero where there was no reply.
func code(err error) int {
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		return reply.Code
	}
	return 0
}

// early judges an error before anything was offered to the server: whatever it
// is, it may be over in a minute.
func early(stage string, err error) *ending {
	return &ending{outcome: holdfast.OutcomeRetry, stage: stage, words: err.Error()}
}

// judged judges an error by its reply: 5xx is for good, 4xx for now. Without a
// reply the outcome is lost.
func judged(stage string, err error, lost holdfast.Outcome) ending {
	e := ending{outcome: lost, stage: stage, words: err.Error()}
	switch reply := code(err); {
	case reply >= 500:
		e.outcome = holdfast.OutcomeRefused
	case reply >= 400:
		e.outcome = holdfast.OutcomeRetry
	}
	return e
}
