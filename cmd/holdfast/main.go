// Command holdfast watches what a company promises about its servers: that they
// answer, that only the wanted ports are open, that databases cannot be reached,
// that TLS is as strong as stated. Failures become incidents and are told to
// PagerDuty, Slack, e-mail and webhooks.
//
// main parses and wires; a file a subcommand. Exit codes: 0 all holds or is at
// risk, 1 something is broken, 2 usage or config, 3 nothing is broken but
// something is unknown.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitFine    = 0
	exitBroken  = 1
	exitUsage   = 2
	exitUnknown = 3
)

// exitError ends the command with a code; its text, if any, was meant for people.
type exitError struct {
	code int
	text string
}

// Error implements error.
func (e exitError) Error() string { return e.text }

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := command(stdout, stderr)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var exit exitError
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &exit):
		if exit.text != "" {
			say(stderr, exit.text)
		}
		return exit.code
	default:
		say(stderr, err.Error())
		return exitUsage
	}
}

// say prints a fault as a person should read it.
func say(w io.Writer, text string) {
	_, _ = fmt.Fprintln(w, "holdfast: "+strings.TrimSpace(text)) // nobody is left to tell
}

// command is the tree of subcommands.
func command(stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:   "holdfast",
		Short: "Is what your security statement says true this minute?",
		Long: `Holdfast asks your servers, all the time, whether what you promise about them
is true: uptime, exposed ports, reachable databases, TLS. It tells PagerDuty,
Slack, e-mail and webhooks when something breaks, once, whatever crashes.

First steps:
  holdfast demo               a small estate on this machine, watched live
  holdfast scan YOUR.HOST     look at one of your own hosts, once
  holdfast init YOUR.HOST     write a holdfast.yaml for it
  holdfast run                watch`,
		SilenceUsage: true, SilenceErrors: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: false},
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	for _, make := range subcommands() {
		root.AddCommand(make())
	}
	return root
}

// subcommands lists every command, in the order of a newcomer's days.
func subcommands() []func() *cobra.Command {
	return []func() *cobra.Command{
		demoCommand, scanCommand, initCommand, importCommand, runCommand, checkCommand, validateCommand, configCommand, explainCommand,
		reportCommand, incidentsCommand, ackCommand, silenceCommand, drillCommand, reloadCommand, healthCommand, replayCommand, dbCommand, dashboardsCommand, versionCommand, docsCommand,
	}
}
