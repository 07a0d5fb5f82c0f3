package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"holdfast"
	"holdfast/internal/discover"
	"holdfast/internal/web"
)

// listen binds everything that the config names, before anything runs.
func (a *App) listen(ctx context.Context) (err error) {
	var lc net.ListenConfig
	if a.listener, err = lc.Listen(ctx, "tcp", a.plan.Listen); err != nil {
		return fmt.Errorf("listen %s: %w; another process has it? choose another with listen: or HOLDFAST_LISTEN", a.plan.Listen, err)
	}
	if a.plan.Public != "" {
		if a.public, err = lc.Listen(ctx, "tcp", a.plan.Public); err != nil {
			a.closeListeners()
			return fmt.Errorf("public %s: %w", a.plan.Public, err)
		}
	}
	path := filepath.Join(a.plan.Data, "holdfast.sock")
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		a.closeListeners()
		return fmt.Errorf("old control socket: %w", err)
	}
	if a.control, err = lc.Listen(ctx, "unix", path); err != nil {
		a.closeListeners()
		return fmt.Errorf("control socket %s: %w", path, err)
	}
	return os.Chmod(path, 0o600)
}

func (a *App) closeListeners() {
	for _, l := range []net.Listener{a.listener, a.public, a.control} {
		if l != nil {
			_ = l.Close() // closing twice is an error nobody needs
		}
	}
}

// serve runs the three servers: the staff page with metrics, what is public,
// and the control socket.
func (a *App) serve(ctx context.Context, run func(context.Context, string, func(context.Context) error)) {
	w := web.New(web.Options{
		View: a.View, History: a.journal, Past: past{a.journal, func() []holdfast.Window { return a.Plan().Windows }}, Ack: a.ack, Beat: a.beat, Ready: a.ready,
		Metrics: a.metrics.Handler(a.View), Probes: a.metrics.Probes(a.View), Targets: discover.Publish(func() []holdfast.Check { return a.Plan().Checks }), Probe: http.HandlerFunc(a.probe), Log: a.log,
		Password: func() holdfast.Secret { return a.Plan().Password }, Audience: a.audience,
		Static: func() string { return a.Plan().Page.Static }, URL: func() string { return a.Plan().URL },
	})
	run(ctx, "pages", w.Run)
	run(ctx, "page", httpServer(a.listener, a.reports.unsubscribable(w.Staff())))
	if a.public != nil {
		run(ctx, "public", httpServer(a.public, a.reports.unsubscribable(w.Public())))
	}
	run(ctx, "control", httpServer(a.control, a.controlHandler()))
}

// httpServer serves until ctx ends, then lets requests finish for a second.
func httpServer(l net.Listener, h http.Handler) func(context.Context) error {
	return func(ctx context.Context) error {
		s := &http.Server{
			Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute,
			IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		}
		done := make(chan error, 1)
		go func() { done <- s.Serve(l) }()
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
		}
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		return s.Shutdown(stop)
	}
}
