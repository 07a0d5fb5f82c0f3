package post

import (
	"context"
	"log/slog"
	"time"

	"holdfast"
	"holdfast/internal/journal"
)

// Store keeps letters.
type Store interface {
	// Letters returns with an empty period those that have not ended.
	Letters(ctx context.Context, period string) ([]journal.Letter, error)
	// SaveLetter stores how far one is; it is on disk when it returns.
	SaveLetter(ctx context.Context, l journal.Letter) error
	// Unsubscribed returns who wants no more, by address in lower case.
	Unsubscribed(ctx context.Context) (map[string]time.Time, error)
}

// Carrier hands a finished mail to a mail server, once.
type Carrier interface {
	Carry(ctx context.Context, to string, mail []byte) holdfast.Receipt
}

// Options are what an office needs. Store and Carrier have no default.
type Options struct {
	Store Store
	// Carrier returns who carries the letters of a channel; false when the
	// config has no such channel any more.
	Carrier func(channel string) (Carrier, bool)
	Log     *slog.Logger     // nil discards
	Now     func() time.Time // nil is time.Now
	// Hook is called at named points so that tests can end the process there:
	// "report-mid-send" once an attempt is marked, "report-before-receipt" once
	// the server has answered and nothing is stored yet.
	Hook func(point string)
}

// Office sends what is owed. Its methods may be called from any goroutine.
type Office struct {
	o    Options
	wake chan struct{}
}

// New makes an office.
func New(o Options) *Office {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Hook == nil {
		o.Hook = func(string) {}
	}
	return &Office{o: o, wake: make(chan struct{}, 1)}
}

// Wake says that letters may be due: call it after each that was owed.
func (o *Office) Wake() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// longestNap bounds the wait between two looks at what is owed, since wall
// clocks may be set back.
const longestNap = 5 * time.Minute

// Run sends until ctx ends. An attempt that was begun is brought to its end.
func (o *Office) Run(ctx context.Context) error {
	for {
		wait := o.Round(ctx)
		timer := time.NewTimer(min(max(wait, 100*time.Millisecond), longestNap))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		case <-o.wake:
			timer.Stop()
		}
	}
}

// Round makes one attempt at every letter that is due, and returns how long
// until the next one is.
func (o *Office) Round(ctx context.Context) time.Duration {
	letters, err := o.o.Store.Letters(ctx, "")
	if err != nil {
		o.o.Log.Error("what reports are owed cannot be read", "err", err)
		return longestNap
	}
	gone, err := o.o.Store.Unsubscribed(ctx)
	if err != nil {
		o.o.Log.Error("who wants no reports cannot be read", "err", err)
		return longestNap
	}
	next := longestNap
	for i := range letters {
		if ctx.Err() != nil {
			return next
		}
		l := o.send(ctx, letters[i], gone)
		if !l.State.Ended() {
			next = min(next, l.Next.Sub(o.o.Now()))
		}
	}
	return next
}
