package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"runtime/debug"

	"github.com/spf13/cobra"

	"holdfast"
	"holdfast/alerting"
	"holdfast/config"
	"holdfast/internal/discover"
	"holdfast/probes"
)

// catalogue is all kinds that this binary has.
func catalogue() config.Catalogue {
	return config.Catalogue{Probes: probes.All(), Channels: alerting.All()}
}

// loadConfig reads a config with all kinds.
func loadConfig(path string, env holdfast.Env) (*config.Plan, error) {
	return config.Load(path, config.Options{Catalogue: catalogue(), Env: env, Discover: discover.New(nil, "")})
}

// watchedLists is loadConfig for the monitor itself: lists are kept, and changed
// is told when one is another than before. data overrides the config's directory.
func watchedLists(changed chan<- struct{}, data string) func(string, holdfast.Env) (*config.Plan, error) {
	lists := discover.New(func() {
		select {
		case changed <- struct{}{}:
		default: // it will look anyway
		}
	}, data)
	return func(path string, env holdfast.Env) (*config.Plan, error) {
		return config.Load(path, config.Options{Catalogue: catalogue(), Env: env, Discover: lists})
	}
}

// configFlag adds -c to a command.
func configFlag(cmd *cobra.Command, into *string) {
	cmd.Flags().StringVarP(into, "config", "c", "", "config `file` (default: $HOLDFAST_CONFIG, ./holdfast.yaml, /etc/holdfast/holdfast.yaml)")
}

// dataFlag adds --data to a command.
func dataFlag(cmd *cobra.Command, into *string) {
	cmd.Flags().StringVar(into, "data", "", "data `directory` of the monitor (default: the config's)")
}

// findConfig returns the named file, or the first that exists of the usual places.
func findConfig(named string) (string, error) {
	if named != "" {
		return named, nil
	}
	if env := os.Getenv("HOLDFAST_CONFIG"); env != "" {
		return env, nil
	}
	for _, path := range []string{"holdfast.yaml", "/etc/holdfast/holdfast.yaml"} {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return "", errors.New("no config: looked for ./holdfast.yaml, /etc/holdfast/holdfast.yaml and $HOLDFAST_CONFIG; write one with: holdfast init YOUR.HOST")
}

// plan finds and reads the config.
func plan(named string, env holdfast.Env) (*config.Plan, error) {
	path, err := findConfig(named)
	if err != nil {
		return nil, err
	}
	return loadConfig(path, env)
}

// dataDir is where the monitor of this config keeps its journal.
func dataDir(configFile, data string) (string, error) {
	if data != "" {
		return data, nil
	}
	p, err := plan(configFile, holdfast.Env{Version: version()})
	if err != nil {
		return "", err
	}
	return p.Data, nil
}

// version is what the build says of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// whoami is who gives an order, for the record.
func whoami() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return fmt.Sprintf("uid %d", os.Getuid())
}
