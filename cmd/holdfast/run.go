package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"holdfast"
	"holdfast/internal/app"
)

func runCommand() *cobra.Command {
	var file, data, listen, logFormat string
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Watch, until told to stop",
		Long: `Watches all checks of the config, tells the channels, serves page and metrics.
SIGHUP reads the config again (a file with a fault is refused whole and the old
one goes on); SIGTERM drains and stops.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := findConfig(file)
			if err != nil {
				return err
			}
			log := logger(cmd.ErrOrStderr(), logFormat)
			changed := make(chan struct{}, 1)
			dir := first(data, os.Getenv("HOLDFAST_DATA"))
			a, err := app.New(cmd.Context(), app.Options{
				Config: path, Load: watchedLists(changed, dir), Env: holdfast.Env{Pace: app.NewPace()}, Log: log, Version: version(),
				Listen: first(listen, os.Getenv("HOLDFAST_LISTEN")), Data: dir, Hook: crashHook(),
			})
			if err != nil {
				return err
			}
			beFrugal(len(a.Plan().Checks))
			ctx, stop := context.WithCancel(cmd.Context())
			defer stop()
			go reloadOnHangup(ctx, a)
			go reloadOnChange(ctx, a, changed)
			return a.Run(ctx)
		},
	}
	configFlag(cmd, &file)
	dataFlag(cmd, &data)
	cmd.Flags().StringVar(&listen, "listen", "", "`address` of page and metrics (default: the config's)")
	cmd.Flags().StringVar(&logFormat, "log", "text", "log `format`: text or json")
	return cmd
}

// reloadOnHangup reloads at each SIGHUP; a refusal is logged by the app.
func reloadOnHangup(ctx context.Context, a *app.App) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
			_ = a.Reload(ctx)
		}
	}
}

// reloadOnChange reloads when a list of targets changed.
func reloadOnChange(ctx context.Context, a *app.App, changed <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			_ = a.Reload(ctx) // a refusal is logged by the app
		}
	}
}

// logger writes to w as people or machines read it.
func logger(w io.Writer, format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// first returns the first non-empty value.
func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
