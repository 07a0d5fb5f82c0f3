package tlsflaw

import (
	"cmp"
	"context"
	"net"
	"time"
)

// Defaults of a [Target].
const (
	// Budget is the most connections that one [Ask] makes. A sound server that
	// offers everything costs 22; rows that are seen twice cost 10 more.
	Budget = 34
	// Gap lies between the end of one connection and the next.
	Gap = 250 * time.Millisecond
	// Timeout is the longest that one connection lasts.
	Timeout = 10 * time.Second
	// Patience is how long a server may be silent before that is an answer.
	Patience = time.Second
)

// Target is a server to be asked, and what it may be asked to bear.
type Target struct {
	// Dial opens a connection on which TLS is spoken next: a STARTTLS has been
	// done. It must heed the context.
	Dial func(ctx context.Context) (net.Conn, error)
	// Clock tells when a flaw was asked for; nil is [time.Now].
	Clock func() time.Time
	// Budget, Gap, Timeout and Patience are the constants of their names when 0.
	Budget                 int
	Gap, Timeout, Patience time.Duration
}

// complete fills in the defaults.
func (t Target) complete() Target {
	t.Budget = cmp.Or(t.Budget, Budget)
	t.Gap = cmp.Or(t.Gap, Gap)
	t.Timeout = cmp.Or(t.Timeout, Timeout)
	t.Patience = cmp.Or(t.Patience, Patience)
	if t.Clock == nil {
		t.Clock = time.Now
	}
	return t
}
