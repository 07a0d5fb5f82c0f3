package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/go-co-op/gocron/v2"
)

// chores is how often the clocks are compared and, while the vantage is blind,
// its anchors are asked again.
const chores = 5 * time.Second

// lastWait is how long looks that were cut short may take to end.
const lastWait = 2 * time.Second

// Run asks the checks until ctx ends. Then nothing more starts, the looks in
// flight get Drain to end, and what is left is cut short and counted as missed.
// It returns nil after an orderly end. A Watch runs once.
func (w *Watch) Run(ctx context.Context) error {
	base, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	if err := w.start(base); err != nil {
		return err
	}
	<-ctx.Done()
	err := errors.Join(w.stop(), w.drain(cut))
	cut()
	if w.sentry != nil {
		w.sentry.settle()
	}
	return err
}

// start hands the checks to gocron and lets it run.
func (w *Watch) start(base context.Context) error {
	w.setting.Lock()
	defer w.setting.Unlock()
	cron, err := gocron.NewScheduler(
		gocron.WithClock(w.clock),
		gocron.WithLocation(time.UTC),
		gocron.WithLogger(warnings{w.o.Log}),
		gocron.WithStopTimeout(lastWait),
	)
	if err != nil {
		return fmt.Errorf("make a scheduler: %w", err)
	}
	if w.base != nil {
		return errors.Join(errors.New("watch: Run was called twice"), cron.Shutdown())
	}
	w.cron, w.base = cron, base
	if w.sentry != nil {
		w.sentry.within(base)
	}
	w.open.Store(true)
	cron.Start()
	return errors.Join(w.arrange(), w.firstLooks(w.all()), w.keepHouse())
}

// keepHouse arranges the chores.
func (w *Watch) keepHouse() error {
	_, err := w.cron.NewJob(gocron.DurationJob(chores), gocron.NewTask(func(ctx context.Context) {
		w.step.check()
		if w.sentry != nil && w.sentry.isBlind() {
			w.sentry.Sight(ctx)
		}
	}), w.noPanic())
	if err != nil {
		return fmt.Errorf("schedule the chores: %w", err)
	}
	return nil
}

// stop ends all scheduling. The tasks in flight only start looks, so they end at
// once.
func (w *Watch) stop() error {
	w.setting.Lock()
	defer w.setting.Unlock()
	w.open.Store(false)
	if err := w.cron.Shutdown(); err != nil {
		return fmt.Errorf("stop the scheduler: %w", err)
	}
	return nil
}

// drain waits for the looks in flight, and cuts them short when they take too
// long.
func (w *Watch) drain(cut context.CancelFunc) error {
	for _, p := range []*pool{w.light, w.heavy} {
		for _, r := range p.close() {
			w.abandon(r, errStopped)
		}
	}
	if w.idle(w.o.Drain) {
		return nil
	}
	cut()
	if w.idle(lastWait) {
		return nil
	}
	_, light, _ := w.light.state()
	_, heavy, _ := w.heavy.state()
	return fmt.Errorf("%d looks did not end within %s of being told to", light+heavy, lastWait)
}

// idle waits until nothing runs, for so long at most.
func (w *Watch) idle(limit time.Duration) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for _, p := range []*pool{w.light, w.heavy} {
		select {
		case <-p.idle:
		case <-timer.C:
			return false
		}
	}
	return true
}

// all returns the entries.
func (w *Watch) all() []*entry {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return slices.Collect(maps.Values(w.entries))
}

// warnings is gocron's logger: it passes on what went wrong, and not that a
// scheduler has started.
type warnings struct{ log *slog.Logger }

func (warnings) Debug(string, ...any)            {}
func (warnings) Info(string, ...any)             {}
func (w warnings) Warn(msg string, args ...any)  { w.log.Warn(msg, args...) }  //nolint:sloglint // gocron's words
func (w warnings) Error(msg string, args ...any) { w.log.Error(msg, args...) } //nolint:sloglint // gocron's words
