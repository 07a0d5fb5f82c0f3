package heartbeat

import (
	"context"
	"errors"
	"fmt"
	"time"

	"holdfast"
)

// prober judges the silence of one job.
type prober struct {
	check         string
	token         holdfast.Secret
	period, grace time.Duration
	beats         holdfast.Beats
	clock         func() time.Time
}

// newProber reads the settings.
func newProber(env holdfast.Env, decode func(into any) error) (holdfast.Prober, error) {
	s := defaults()
	if err := decode(s); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return &prober{
		check: env.Check, token: s.Token, period: s.Period.Std(), grace: s.Grace.Std(),
		beats: env.Beats, clock: env.Clock,
	}, nil
}

// Token returns the secret that routes /beat/TOKEN to this check. It is for the
// listener, and for nobody to print.
func (p *prober) Token() string { return p.token.Reveal() }

// Target names what is listened for; the token is no part of it.
func (p *prober) Target() string { return "heartbeat every " + holdfast.FormatDuration(p.period) }

// Host returns nothing: the calls may come from anywhere.
func (p *prober) Host() string { return "" }

// Probe implements [holdfast.Prober].
func (p *prober) Probe(ctx context.Context, _ holdfast.Look) (holdfast.Finding, error) {
	if err := ctx.Err(); err != nil {
		return holdfast.Finding{}, fmt.Errorf("listen for the beat of %s: %w", p.check, err)
	}
	if p.beats == nil {
		return holdfast.Finding{}, errors.New("no beat can arrive here: only the running monitor listens for heartbeats")
	}
	last, since := p.beats.Last(p.check)
	return p.judge(p.clock(), last, since), nil
}

// judge says what the time of the last beat means, for somebody who has been
// able to hear one since then.
func (p *prober) judge(now, last, since time.Time) holdfast.Finding {
	var f holdfast.Finding
	allowed := p.period + p.grace
	age := max(0, now.Sub(last)) // a beat from the future came before the clock was set back
	heard := now.Sub(since)
	switch {
	case !last.IsZero() && age <= allowed:
		f.Status = holdfast.Holds
		f.Reason = fmt.Sprintf("last beat %s ago, wanted one every %s", span(age), p.wanted())
	case since.IsZero() || heard < allowed:
		f.Status, f.Headline = holdfast.Unknown, "COULD NOT LOOK"
		f.Reason = p.deaf(last, since, heard)
	default:
		f.Headline = "SILENT"
		f.Faults = []holdfast.Fault{{Key: "silent", Status: holdfast.Broken, Text: p.silence(last, age, heard), Fix: "look at the job: did it run, did it finish, can it reach this monitor?"}}
		f.Reason = f.Faults[0].Text
		f.Judge()
	}
	if !last.IsZero() {
		f.Measures = []holdfast.Measure{{Name: "beat_age_seconds", Value: age.Seconds()}, {Name: "last_beat_timestamp_seconds", Value: float64(last.UnixMilli()) / 1000}}
	}
	return f
}

// deaf explains why silence proves nothing yet.
func (p *prober) deaf(last, since time.Time, heard time.Duration) string {
	before := "no beat yet"
	if !last.IsZero() {
		before = "last beat " + stamp(last)
	}
	if since.IsZero() {
		return before + "; nobody listens for beats now, so silence proves nothing: is holdfast run going, with public: in its config?"
	}
	left := p.period + p.grace - heard
	return fmt.Sprintf("%s; listening only since %s, silence means something in %s", before, stamp(since), span(left))
}

// silence tells how long it has been quiet.
func (p *prober) silence(last time.Time, age, heard time.Duration) string {
	if last.IsZero() {
		return fmt.Sprintf("no beat in the %s since this monitor listens, wanted one every %s", span(heard), p.wanted())
	}
	return fmt.Sprintf("no beat for %s (last %s), wanted one every %s", span(age), stamp(last), p.wanted())
}

// wanted is the period with its grace.
func (p *prober) wanted() string {
	return holdfast.FormatDuration(p.period) + " (" + holdfast.FormatDuration(p.grace) + " grace)"
}

// span prints a stretch of time without needless precision.
func span(d time.Duration) string {
	if d >= time.Hour {
		return holdfast.FormatDuration(d.Truncate(time.Minute))
	}
	return holdfast.FormatDuration(d.Truncate(time.Second))
}

// stamp prints a moment.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
