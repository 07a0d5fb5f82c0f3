package watch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast"
)

// doubt weighs a finding before it counts. Whatever it changes becomes Unknown.
func (o *AskOptions) doubt(ctx context.Context, c *holdfast.Check, v *holdfast.Verdict, began time.Time, err error) {
	if v.Silence || timedOut(err) {
		if lag := o.Lag.Worst(began, began.Add(v.Took)); lag > tolerable(c) {
			v.Late = true
			discard(v, "COULD NOT LOOK", fmt.Sprintf("this monitor was short of CPU (lag %s); the late answer proves nothing: %s", lag.Round(time.Millisecond), v.Reason))
			return
		}
	}
	if c.Local {
		return // our own machine and network need no way out, and prove nothing of it
	}
	if failing(v.Status) {
		o.weigh(ctx, c, v, began)
	}
	if err == nil && !v.Blind && !v.Silence && v.Status != holdfast.Unknown {
		o.Answers.heard(c.Host, began.Add(v.Took))
	}
}

// tolerable is the lag above which a time-out says nothing about its target.
func tolerable(c *holdfast.Check) time.Duration { return min(deadline(c)/4, 250*time.Millisecond) }

// failing reports whether the anchors are to be asked.
func failing(s holdfast.Status) bool { return s == holdfast.Broken || s == holdfast.Unknown }

// weigh asks whether a failure may be our own.
func (o *AskOptions) weigh(ctx context.Context, c *holdfast.Check, v *holdfast.Verdict, began time.Time) {
	sight, known := o.sight(ctx, c, began)
	silent := v.Silence && v.Status == holdfast.Broken
	switch {
	case known && sight.Configured && !sight.Answered:
		v.Blind = true
		discard(v, "BLIND", fmt.Sprintf("no anchor of vantage %s answered (%s); what was seen of %s proves nothing: %s",
			name(o.Vantage), sight.Text, c.Target, v.Reason))
	case known && sight.Configured:
		// an anchor answered in the same window: the failure is the target's
	case !known && silent:
		discard(v, "COULD NOT LOOK", fmt.Sprintf("%s; the anchors did not answer within %s, so whose fault it is cannot be told", v.Reason, budget(c)))
	case silent && !o.Answers.other(c.Host, time.Now().Add(-max(c.Every, time.Minute))):
		discard(v, "COULD NOT LOOK", v.Reason+"; no anchor is configured, so whose fault it is cannot be told (vantage: anchors)")
	}
}

// sight asks the guard how the vantage's anchors do. False means that it did not
// say so in the time that there is.
func (o *AskOptions) sight(ctx context.Context, c *holdfast.Check, began time.Time) (Sight, bool) {
	if o.Guard == nil {
		return Sight{}, true
	}
	ctx, cancel := context.WithTimeout(ctx, budget(c))
	defer cancel()
	if s, ok := o.Guard.(*sentry); ok {
		return s.since(ctx, began)
	}
	s := o.Guard.Sight(ctx)
	return s, s.Answered || ctx.Err() == nil
}

// budget is how long a failed look may ask the anchors: what its deadline leaves
// of the interval, but at least half a second and at most 3 s.
func budget(c *holdfast.Check) time.Duration {
	if c.Every <= 0 {
		return sightLasts
	}
	return min(max(c.Every/5, time.Second/2), sightLasts)
}

// discard makes a verdict Unknown. Its faults stay, as parts that could not be
// looked at, so that their keys are not taken for repaired.
func discard(v *holdfast.Verdict, headline, reason string) {
	v.Status, v.Headline, v.Reason = holdfast.Unknown, headline, reason
	faults := make([]holdfast.Fault, 0, len(v.Faults))
	for _, f := range v.Faults {
		f.Status = holdfast.Unknown
		faults = append(faults, f)
	}
	v.Faults = slices.Clip(faults)
	if len(faults) == 0 {
		v.Faults = nil
	}
}

// name is how a vantage is called in a sentence.
func name(vantage string) string {
	if strings.TrimSpace(vantage) == "" {
		return "local"
	}
	return vantage
}
