package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"holdfast"
	"holdfast/internal/app"
)

// clientFlags are those of commands that speak to a running monitor.
type clientFlags struct{ config, data string }

func (f *clientFlags) add(cmd *cobra.Command) {
	configFlag(cmd, &f.config)
	dataFlag(cmd, &f.data)
}

// client finds the monitor's socket.
func (f *clientFlags) client() (*app.Client, error) {
	dir, err := dataDir(f.config, f.data)
	if err != nil {
		return nil, err
	}
	return app.NewClient(dir), nil
}

func ackCommand() *cobra.Command {
	var f clientFlags
	var by string
	cmd := &cobra.Command{
		Use: "ack INCIDENT", Short: "Take an open incident: its ladder and reminders stop", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := f.client()
			if err != nil {
				return err
			}
			if err := c.Ack(cmd.Context(), strings.TrimPrefix(args[0], "#"), by); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "acknowledged %s by %s; everybody who was told is told so\n", args[0], by)
			return nil
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&by, "by", whoami(), "who takes it")
	return cmd
}

func silenceCommand() *cobra.Command {
	var f clientFlags
	var why, by, end string
	cmd := &cobra.Command{
		Use:   "silence PATTERN DURATION --why TEXT",
		Short: "Hold back pages of some checks for a while; recoveries and looks go on",
		Example: `  holdfast silence 'db*.example.com/*' 2h --why "moving the rack"
  holdfast silence --end K7PQ2MZA`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := f.client()
			if err != nil {
				return err
			}
			if end != "" {
				return c.Unsilence(cmd.Context(), end, by)
			}
			s, err := newSilence(args, why, by)
			if err != nil {
				return err
			}
			taken, fit, err := c.Silence(cmd.Context(), s)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "silent until %s (%s): %s. End it: holdfast silence --end %s\n",
				taken.Until.Format("2006-01-02 15:04 MST"), plural(len(fit), "check"), brief(fit), taken.ID)
			return nil
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&why, "why", "", "why; the record and the page show it (required)")
	cmd.Flags().StringVar(&by, "by", whoami(), "who asks for it")
	cmd.Flags().StringVar(&end, "end", "", "end the silence with this `ID` now")
	return cmd
}

// newSilence makes a silence of the words given.
func newSilence(args []string, why, by string) (holdfast.Silence, error) {
	if len(args) != 2 {
		return holdfast.Silence{}, errors.New("silence wants a pattern and a duration: holdfast silence 'db*' 2h --why \"moving the rack\"")
	}
	if why == "" {
		return holdfast.Silence{}, errors.New("silence wants --why: whoever reads the page at 03:00 must know it")
	}
	length, err := holdfast.ParseDuration(args[1])
	if err != nil {
		return holdfast.Silence{}, err
	}
	now := time.Now().UTC()
	return holdfast.Silence{Pattern: args[0], From: now, Until: now.Add(length), By: by, Why: why}, nil
}

// brief names the first few.
func brief(names []string) string {
	if len(names) <= 5 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:5], ", "), len(names)-5)
}

func drillCommand() *cobra.Command {
	var f clientFlags
	cmd := &cobra.Command{
		Use: "drill [CHANNEL...]", Short: "Send a marked message through the whole path and show what became of it",
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := f.client()
			if err != nil {
				return err
			}
			names, sent, err := c.Drill(cmd.Context(), args, whoami())
			if err != nil {
				return err
			}
			return printDrill(cmd, names, sent)
		},
	}
	f.add(cmd)
	return cmd
}

// printDrill prints one line a channel, and fails unless all have taken it.
func printDrill(cmd *cobra.Command, names []string, sent []holdfast.Delivery) error {
	failed := 0
	for _, name := range names {
		line := "no answer yet; it is on disk and will be tried again"
		ok := false
		for _, d := range sent {
			if d.Notice.Channel == name {
				ok = d.State == holdfast.DeliveryDone
				line = story(d)
			}
		}
		if !ok {
			failed++
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%-12s %s\n", name, line)
	}
	if failed > 0 {
		return exitError{code: exitBroken, text: fmt.Sprintf("%d of %s did not take the drill", failed, plural(len(names), "channel"))}
	}
	return nil
}

// story says what became of one delivery.
func story(d holdfast.Delivery) string {
	line := d.State.String()
	if d.State == holdfast.DeliveryDone && !d.Done.IsZero() {
		line = fmt.Sprintf("taken after %s", d.Done.Sub(d.Notice.At).Round(time.Millisecond))
	}
	if d.Attempts > 1 {
		line += fmt.Sprintf(", %d attempts", d.Attempts)
	}
	if d.Answer != "" {
		line += ": " + d.Answer
	}
	return line
}

func reloadCommand() *cobra.Command {
	var f clientFlags
	cmd := &cobra.Command{
		Use: "reload", Short: "Make the running monitor read its config again", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := f.client()
			if err != nil {
				return err
			}
			if err := c.Reload(cmd.Context()); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), "reloaded")
			return nil
		},
	}
	f.add(cmd)
	return cmd
}

func healthCommand() *cobra.Command {
	var f clientFlags
	cmd := &cobra.Command{
		Use: "health", Short: "Say whether the monitor on this data directory writes and watches (for containers)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := f.client()
			if err != nil {
				return err
			}
			if err := c.Health(cmd.Context()); err != nil {
				return exitError{code: exitBroken, text: err.Error()}
			}
			fmt.Fprintln(cmd.OutOrStdout(), "healthy")
			return nil
		},
	}
	f.add(cmd)
	return cmd
}
