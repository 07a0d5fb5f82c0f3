package pki

import (
	"context"
	"errors"
	"sync"
	"time"

	"holdfast/probes/internal/survey"
)

// How long an answer of the network is kept at most, and a failure.
const (
	keepAnswer  = time.Hour
	keepFailure = 10 * time.Minute
)

// askingTime is how long all questions about one chain may take together.
const askingTime = 15 * time.Second

var errAskingTime = errors.New("the time for asking about one chain is over")

// asking gives a look its time for the network.
func asking(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, askingTime, errAskingTime)
}

// lasting tells whether a failure was the other side's: it is not when the look
// itself was called off.
func lasting(ctx context.Context) bool {
	return ctx.Err() == nil || errors.Is(context.Cause(ctx), errAskingTime)
}

// note is what the network said of a chain.
type note struct {
	answer survey.Known
	text   string
	until  time.Time
}

// notes keep what the network said, so that the nodes behind one name do not
// cost its authority a question each. The mutex guards all fields.
type notes struct {
	mu   sync.Mutex
	said map[string]note
}

func newNotes() *notes { return &notes{said: make(map[string]note)} }

// get returns what is noted and not too old; a clock that stepped back forgets.
func (n *notes) get(what string, now time.Time) *note {
	n.mu.Lock()
	defer n.mu.Unlock()
	x, ok := n.said[what]
	if !ok || now.After(x.until) || x.until.Sub(now) > keepAnswer {
		return nil
	}
	return &x
}

func (n *notes) put(what string, x note) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.said[what] = x
}
