package app

import (
	"context"
	"fmt"
	"time"

	"holdfast"
	"holdfast/config"
	"holdfast/internal/courier"
	"holdfast/internal/desk"
	"holdfast/internal/incident"
	"holdfast/internal/journal"
	"holdfast/internal/watch"
)

// wire restores the book and makes the rooms that run.
func (a *App) wire(ctx context.Context) error {
	if err := a.derive(ctx); err != nil {
		return fmt.Errorf("derive the history of an older journal: %w", err)
	}
	looks, err := a.journal.LastLooks(ctx)
	if err != nil {
		return err
	}
	book, err := a.restore(ctx)
	if err != nil {
		return err
	}
	a.mended = changed(book.Channels(), a.plan.Channels)
	beats, err := a.journal.Beats(ctx)
	if err != nil {
		return err
	}
	a.courier = courier.New(courier.Options{Store: a.journal, Log: a.log, Now: a.o.Now, Hook: a.o.Hook, Observe: a.observeDelivery, Instance: a.journal.Instance()})
	if a.guard, err = newGuard(a.plan.Vantage, a.o.Env); err != nil {
		return fmt.Errorf("%w: %w", ErrUsage, err)
	}
	a.watch, err = watch.New(watch.Options{
		Sink: a.take, Memory: memory(looks), Guard: a.guard, Vantage: a.plan.Vantage.Name, Missed: a.missed,
		Stepped: a.stepped, Blind: a.blind, Log: a.log, Now: a.o.Now, Observe: a.observeLook,
	})
	if err != nil {
		return err
	}
	a.desk = desk.New(desk.Options{
		Ledger: a.journal, Messenger: a.courier, Relooker: a.watch, Book: book, Instance: a.journal.Instance(),
		Epoch: a.journal.Epoch(), LastSeq: a.journal.LastSeq(), Looks: verdicts(looks), Beats: beats, Now: a.o.Now, Log: a.log,
	})
	a.beats.set(a.desk.Beats())
	a.reports = &Reporter{
		Journal: a.journal, Plan: a.Plan, Log: a.log, Now: a.wall, Version: a.o.Version, Look: a.watch.LookFull, Started: a.wall(), Hook: a.o.Hook,
	}
	return a.reports.Open(ctx)
}

// restore brings the book back as the last commit left it.
func (a *App) restore(ctx context.Context) (*incident.Book, error) {
	saved, err := a.journal.LoadState(ctx)
	if err != nil {
		return nil, err
	}
	if len(saved) == 0 {
		return incident.New(a.journal.Instance()), nil
	}
	return incident.Restore(a.journal.Instance(), saved)
}

// configure hands the plan to everybody who keeps a part of it. What the mended
// channels refused is offered to them again.
func (a *App) configure(ctx context.Context, mended []holdfast.Channel) error {
	plan := a.Plan()
	a.courier.SetChannels(plan.Channels)
	a.journal.Retain(keep(plan))
	a.record(ctx, plan) // first: a renamed check must not be met under its new name before
	if err := a.desk.Configure(ctx, rules(plan), a.offers(ctx, mended)...); err != nil {
		a.log.Error("the config could not be written into the journal; watching goes on", "err", err)
	}
	return a.watch.Set(plan.Checks)
}

// rules are what the book needs of a plan.
func rules(p *config.Plan) incident.Rules {
	return incident.Rules{
		Checks: p.Checks, Routes: p.Routes, Windows: p.Windows, Channels: p.Channels, Promises: p.Promises,
		Vantage: p.Vantage.Name, Page: p.URL, Renames: p.Renames,
	}
}

// memory is the watch's way to the last looks of the process before.
func memory(looks map[string]journal.Look) func(string) (watch.Memory, bool) {
	return func(check string) (watch.Memory, bool) {
		l, ok := looks[check]
		return watch.Memory{Prev: l.Verdict.Finding, State: l.State, At: l.Verdict.At}, ok
	}
}

func verdicts(looks map[string]journal.Look) map[string]holdfast.Verdict {
	out := make(map[string]holdfast.Verdict, len(looks))
	for id, l := range looks {
		out[id] = l.Verdict
	}
	return out
}

// take hands a verdict on to desk and metrics.
func (a *App) take(v holdfast.Verdict) {
	a.desk.Verdict(v)
	a.metrics.ObserveVerdict(v)
	if a.o.Told != nil {
		a.o.Told(Event{At: time.Now(), Verdict: &v})
	}
}

// missed counts a due run that could not start: a gap, never uptime.
func (a *App) missed(check, why string) {
	a.log.Warn("a due look could not start", "check", check, "why", why)
	a.metrics.ObserveMissed(check)
	a.desk.Missed(check)
}

// observeLook counts how late a look began and how long it took.
func (a *App) observeLook(delay, took time.Duration, check holdfast.Check) {
	a.metrics.ObserveLook(check, delay, took)
}

// stepped says that the wall clock moved by itself. The desk sees it too, and
// records it as an event that moves the book's deadlines along.
func (a *App) stepped(by time.Duration) {
	a.log.Warn("the wall clock was stepped; schedules are not touched by it", "by", by)
}

// blind tells the book that this vantage lost or found its anchors.
func (a *App) blind(blind bool, why string) {
	a.log.Warn("own network", "blind", blind, "why", why)
	a.metrics.ObserveBlind(blind)
	a.order("blind", incident.Event{Kind: incident.EventBlind, Blind: blind, Reason: why})
}

// order gives the book an event of the house's own; a failed commit is kept and
// tried again by the desk, so that there is nothing to do but say so.
func (a *App) order(what string, e incident.Event) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	go func() {
		defer cancel()
		if err := a.desk.Tell(ctx, e); err != nil {
			a.log.Error("an event waits for the disk", "event", what, "err", err)
		}
	}()
}
