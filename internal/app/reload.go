package app

import (
	"context"
	"fmt"
	"time"

	"holdfast/config"
	"holdfast/internal/dropin"
)

// reloadState is what metrics say of the last reload.
type reloadState struct {
	failed bool
	good   time.Time // of the last successful load, the start included
}

// Reload reads the config again. A file with a fault, or one that changes what
// cannot change while running (listen, public, data), is refused whole.
func (a *App) Reload(ctx context.Context) error {
	a.reloading.Lock()
	defer a.reloading.Unlock()
	plan, err := a.load()
	if err == nil {
		err = a.unchangeable(plan)
	}
	var asked *dropin.Handler
	if err == nil {
		asked, err = a.asked(plan)
	}
	if err == nil {
		err = a.guard.set(plan.Vantage)
	}
	a.mu.Lock()
	a.reload.failed = err != nil
	if err == nil {
		a.plan = plan
		a.dropin.Store(asked)
		a.reload.good = time.Now()
	}
	a.mu.Unlock()
	if err != nil {
		a.log.Error("reload refused; the old config goes on", "err", err)
		return err
	}
	a.log.Info("reloaded", "checks", len(plan.Checks), "channels", len(plan.Channels))
	return a.configure(ctx, plan.Channels)
}

// unchangeable refuses a plan that would move the house.
func (a *App) unchangeable(p *config.Plan) error {
	old := a.Plan()
	for _, c := range []struct{ name, was, is string }{
		{"data", old.Data, p.Data}, {"listen", old.Listen, p.Listen}, {"public", old.Public, p.Public},
	} {
		if c.was != c.is {
			return fmt.Errorf("%w: %s: %s changed from %q to %q; stop and start the monitor to move it", ErrUsage, p.File, c.name, c.was, c.is)
		}
	}
	return nil
}
