package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"holdfast"
	"holdfast/config"
	"holdfast/internal/courier"
	"holdfast/internal/desk"
	"holdfast/internal/dropin"
	"holdfast/internal/journal"
	"holdfast/internal/metrics"
	"holdfast/internal/view"
	"holdfast/internal/watch"
)

// Options say what to run.
type Options struct {
	// Config is the file to read; reload reads it again.
	Config string
	// Load reads it; the command line hands over config.Load with its kinds.
	Load func(path string, env holdfast.Env) (*config.Plan, error)
	// Env is what kinds may use of the world; Beats is filled in here.
	Env holdfast.Env
	// Listen and Data override the config when not empty.
	Listen, Data string
	Log          *slog.Logger
	Version      string
	// Now is the wall clock, which may step; nil is time.Now.
	Now func() time.Time
	// Hook is called at named points, for tests that kill the process there.
	Hook func(point string)
	// Ready is called once everything runs, with the page's address.
	Ready func(address string)
	// Told hears of every event that people would want to see in a terminal.
	Told func(Event)
}

// App is one running monitor.
type App struct {
	o       Options
	log     *slog.Logger
	journal *journal.Journal
	desk    *desk.Desk
	courier *courier.Courier
	watch   *watch.Watch
	guard   *guard
	reports *Reporter
	metrics *metrics.Metrics
	beats   *lateBeats
	started time.Time
	mended  []holdfast.Channel // whose settings are not those of the last process

	listener, public, control net.Listener

	// objectives are the error budgets as of a moment ago; nil is not counted yet.
	objectives atomic.Pointer[[]view.Objective]

	// dropin answers /probe; nil where the config has no probe section.
	dropin atomic.Pointer[dropin.Handler]

	reloading sync.Mutex // held for the whole of a reload: one at a time
	mu        sync.Mutex // guards plan and reload
	// plan is what runs now.
	plan   *config.Plan
	reload reloadState
}

// ErrUsage marks faults that are the operator's to mend: exit code 2.
var ErrUsage = errors.New("cannot start")

// New reads the config, takes the data directory, binds the listeners and
// restores what is known. Nothing is asked of anybody yet.
func New(ctx context.Context, o Options) (*App, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	a := &App{o: o, log: o.Log, beats: &lateBeats{}, started: time.Now(), metrics: metrics.New()}
	plan, err := a.load()
	if err != nil {
		return nil, err
	}
	a.plan = plan
	asked, err := a.asked(plan)
	if err != nil {
		return nil, err
	}
	a.dropin.Store(asked)
	if a.journal, err = journal.Open(ctx, plan.Data, journal.Options{Log: o.Log, Hook: o.Hook, Now: o.Now, Keep: keep(plan)}); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUsage, err)
	}
	if err := a.listen(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", ErrUsage, err), a.journal.Close())
	}
	if err := a.wire(ctx); err != nil {
		a.closeListeners()
		return nil, errors.Join(err, a.journal.Close())
	}
	return a, nil
}

// load reads the config with this app's world and applies the overrides.
func (a *App) load() (*config.Plan, error) {
	env := a.o.Env
	env.Beats = a.beats
	if env.Now == nil {
		env.Now = a.o.Now
	}
	env.Version = a.o.Version
	env.Log = a.log
	plan, err := a.o.Load(a.o.Config, env)
	if err != nil {
		return nil, err
	}
	if a.o.Listen != "" {
		plan.Listen = a.o.Listen
	}
	if a.o.Data != "" {
		plan.Data = a.o.Data
	}
	return plan, guarded(plan)
}

// guarded refuses a staff page beyond loopback that nothing guards. The config
// checks its own listen:; this holds for an override as well.
func guarded(p *config.Plan) error {
	host, _, err := net.SplitHostPort(p.Listen)
	if err != nil {
		return fmt.Errorf("%w: listen %q: %w", ErrUsage, p.Listen, err)
	}
	addr, err := netip.ParseAddr(host)
	if host == "localhost" || err == nil && addr.IsLoopback() || p.Password != "" || p.Insecure {
		return nil
	}
	return fmt.Errorf("%w: %s is reached from other machines, and nothing guards the staff page; write password: file:PATH into %s, or insecure: true if anybody may see it", ErrUsage, p.Listen, p.File)
}

// Run watches until ctx ends, then stops in order.
func (a *App) Run(ctx context.Context) error {
	defer a.closeAll()
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	var rooms sync.WaitGroup
	failed := make(chan error, 8)
	run := func(ctx context.Context, name string, f func(context.Context) error) {
		rooms.Go(func() {
			if err := f(ctx); err != nil && ctx.Err() == nil {
				failed <- fmt.Errorf("%s: %w", name, err)
			}
		})
	}
	run(work, "desk", a.desk.Run)
	run(work, "courier", a.courier.Run)
	if err := a.configure(work, a.mended); err != nil {
		stopWork()
		rooms.Wait()
		return err
	}
	watching, stopWatching := context.WithCancel(ctx)
	defer stopWatching()
	watched := make(chan struct{})
	rooms.Go(func() {
		defer close(watched)
		if err := a.watch.Run(watching); err != nil && watching.Err() == nil {
			failed <- fmt.Errorf("watch: %w", err)
		}
	})
	a.serve(work, run)
	a.tell()
	notifySystemd("READY=1")
	run(work, "watchdog", a.watchdog)
	run(work, "reports", a.reports.Run)
	run(work, "care", a.care)
	run(work, "objectives", a.reckon)
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	notifySystemd("STOPPING=1")
	stopWatching()
	<-watched // running looks drain before the desk closes
	stopWork()
	rooms.Wait()
	return err
}

// tell says that everything runs.
func (a *App) tell() {
	plan := a.Plan()
	a.log.Info("watching", "checks", len(plan.Checks), "channels", len(plan.Channels), "page", a.Address(), "data", plan.Data)
	for _, w := range plan.Warnings {
		a.log.Warn(w.Text, "place", w.Path)
	}
	if a.o.Ready != nil {
		a.o.Ready(a.Address())
	}
}

// Address is where the page is, as a URL.
func (a *App) Address() string { return "http://" + a.listener.Addr().String() }

// Plan is the config that runs now.
func (a *App) Plan() *config.Plan {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.plan
}

// closeAll gives back listeners and data directory.
func (a *App) closeAll() {
	a.closeListeners()
	if err := a.journal.Close(); err != nil {
		a.log.Error("the journal did not close cleanly", "err", err)
	}
}
