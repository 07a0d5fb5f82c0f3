package app

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"holdfast/config"
	"holdfast/internal/desk"
	"holdfast/internal/history"
	"holdfast/internal/incident"
	"holdfast/internal/journal"
)

// careEvery is how often the journal's housekeeping looks for work.
const careEvery = 10 * time.Minute

// aliveEvery is how often the journal is told that the monitor runs.
const aliveEvery = time.Minute

// care keeps the journal in order while the monitor runs: it packs old looks,
// makes the days that are over, and says every minute that somebody watches.
func (a *App) care(ctx context.Context) error {
	alive, tidy := time.NewTicker(aliveEvery), time.NewTicker(careEvery)
	defer alive.Stop()
	defer tidy.Stop()
	a.tidy(ctx)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-alive.C:
			a.alive(ctx)
		case <-tidy.C:
			a.tidy(ctx)
		}
	}
}

// wall is the wall clock.
func (a *App) wall() time.Time {
	if a.o.Now != nil {
		return a.o.Now()
	}
	return time.Now()
}

// alive writes down that the monitor runs.
func (a *App) alive(ctx context.Context) {
	now := strconv.FormatInt(a.wall().UnixMilli(), 10)
	if err := a.journal.Commit(ctx, journal.Batch{Meta: map[string]string{journal.AliveKey: now}}); err != nil && ctx.Err() == nil {
		a.log.Warn("the journal could not be told that the monitor runs", "err", err)
	}
}

// tidy does the journal's housekeeping. What it could not do waits for the next
// time; watching goes on.
func (a *App) tidy(ctx context.Context) {
	if err := a.journal.Prune(ctx, a.wall()); err != nil && ctx.Err() == nil {
		a.log.Error("the journal's housekeeping waits", "err", err)
	}
}

// keep is how long the journal keeps what a plan says.
func keep(p *config.Plan) journal.Keep {
	return journal.Keep(p.History)
}

// record writes down what the config says from now on.
func (a *App) record(ctx context.Context, p *config.Plan) {
	s := setup(p)
	s.At = a.wall()
	if err := a.journal.Commit(ctx, journal.Batch{Setup: &s}); err != nil {
		a.log.Error("what the config says could not be written into the history; watching goes on", "err", err)
	}
}

// setup is what history needs of a plan.
func setup(p *config.Plan) journal.Setup {
	return journal.Setup{
		Config: p.Hash, Vantage: p.Vantage.Name, Checks: p.Checks, Windows: p.Windows, Promises: p.Promises,
		Renames: p.Renames, Objectives: objectives(p),
	}
}

// objectives are the plan's as history reckons with them.
func objectives(p *config.Plan) map[string]history.Objective {
	out := make(map[string]history.Objective, len(p.Objectives))
	for check, o := range p.Objectives {
		out[check] = history.Objective(o)
	}
	return out
}

// derivedKey is the key of the meta value that says that the history of an older
// journal has been derived from its events.
const derivedKey = "history"

// derive gives a journal of an older version, which kept no transitions, those
// that its events lead to: the book is told all of them anew.
func (a *App) derive(ctx context.Context) error {
	done, err := a.journal.Meta(ctx, derivedKey)
	if err != nil || done != "" {
		return err
	}
	book := incident.New(a.journal.Instance())
	record := desk.NewRecorder(book)
	batch := journal.Batch{Meta: map[string]string{derivedKey: "1"}}
	var setups []journal.Setup
	err = a.journal.Events(ctx, func(e journal.Event) error {
		var event incident.Event
		if err := json.Unmarshal(e.Body, &event); err != nil {
			return err
		}
		book.Apply(event)
		batch.Transitions = append(batch.Transitions, record.Changes(book, book.Save())...)
		if r := event.Rules; r != nil {
			setups = append(setups, journal.Setup{At: event.At, Vantage: r.Vantage, Checks: r.Checks, Windows: r.Windows, Promises: r.Promises})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range setups {
		if err := a.journal.Commit(ctx, journal.Batch{Setup: &setups[i]}); err != nil {
			return err
		}
	}
	if batch.Gaps, err = a.journal.Silences(ctx); err != nil {
		return err
	}
	return a.journal.Commit(ctx, batch)
}
