package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"time"

	"holdfast"
)

// AskOptions are what one look needs of its surroundings. The zero value asks
// without any doubt about the monitor itself, and calls no silence a failure.
type AskOptions struct {
	// Vantage is the name that the verdict carries.
	Vantage string
	// Guard asks the vantage's anchors; nil means that none are configured.
	Guard Guard
	// Answers knows which hosts answered lately; looks that share it vouch for
	// each other where there is no anchor.
	Answers *Answers
	// Lag knows whether this process was short of CPU; nil never doubts it.
	Lag *Lag
	// Log gets the stack of a probe that panicked; nil discards.
	Log *slog.Logger
	// Now is the wall clock; nil is time.Now.
	Now func() time.Time
}

// Ask puts the check's question once and returns what the answer is worth. It
// ends at the check's deadline (the lesser of Timeout and 80 % of Every), however
// often the prober is wrong: an error, a panic or a doubt becomes Unknown with
// its reason. Faults that the check's exceptions accept count as AtRisk.
func Ask(ctx context.Context, c holdfast.Check, look holdfast.Look, o AskOptions) holdfast.Verdict {
	o.Lag.begin()
	defer o.Lag.end()
	v, _ := o.ask(ctx, &c, look, time.Now())
	return v
}

// ask is Ask; took says whether the look took place and proves something, so
// that the next look should know of it.
func (o *AskOptions) ask(ctx context.Context, c *holdfast.Check, look holdfast.Look, began time.Time) (v holdfast.Verdict, took bool) {
	v = holdfast.Verdict{Check: c.ID, Vantage: o.Vantage, At: o.wall(began)}
	found, err := o.probe(ctx, c, look, began.Add(deadline(c)))
	v.Took = time.Since(began)
	v.Finding = complete(found, err).Accept(c.Accepted, v.At)
	o.doubt(ctx, c, &v, began, err)
	if took = err == nil && !v.Blind && !v.Late; !took {
		v.State = look.State // what the kind remembers outlives a look that was none
	}
	return v, took
}

// probe calls the prober with its deadline, and turns a panic into an error.
func (o *AskOptions) probe(ctx context.Context, c *holdfast.Check, look holdfast.Look, end time.Time) (f holdfast.Finding, err error) {
	defer func() {
		if p := recover(); p != nil {
			o.log().Error("a probe panicked", "check", c.ID, "kind", c.Kind, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			f, err = holdfast.Finding{}, fmt.Errorf("the probe panicked: %v", p)
		}
	}()
	until := lookUntil(ctx, end)
	defer until.stop()
	return c.Prober.Probe(until, look) //nolint:contextcheck // until is made of ctx
}

// complete returns the finding of a look that ended so. A reason is never empty.
func complete(f holdfast.Finding, err error) holdfast.Finding {
	if err != nil {
		return holdfast.CouldNotLook(err)
	}
	if f.Reason == "" {
		f.Reason = "the probe gave no reason"
	}
	return f
}

// deadline is how long a look may take: its timeout, at most 80 % of the
// interval, so that what is asked afterwards (the anchors) still fits in; 10 s
// where neither is known.
func deadline(c *holdfast.Check) time.Duration {
	limit := c.Every / 5 * 4
	switch {
	case c.Timeout > 0 && (limit <= 0 || c.Timeout < limit):
		return c.Timeout
	case limit > 0:
		return limit
	default:
		return 10 * time.Second
	}
}

// timedOut reports whether the error says that something did not answer in time.
func timedOut(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}

// wall returns the wall time of this moment, which time.Now has just given.
func (o *AskOptions) wall(moment time.Time) time.Time {
	if o.Now != nil {
		moment = o.Now()
	}
	return moment.UTC().Round(0)
}

func (o *AskOptions) log() *slog.Logger {
	if o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Log
}
