package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"holdfast"
	"holdfast/internal/term"
	"holdfast/internal/vantage"
	"holdfast/internal/watch"
)

func checkCommand() *cobra.Command {
	var file, data, output string
	var strict bool
	cmd := &cobra.Command{
		Use:   "check [NAME...]",
		Short: "Look now and print what is seen",
		Long: `Asks the named checks of the config (all without names; globs such as
'*/exposure' are taken) once, now, and prints the answers, worst first. Nobody is
told and nothing is stored. What heartbeats were heard is asked of the running
monitor, or read from its journal.`,
		RunE: func(cmd *cobra.Command, names []string) error {
			beats := &askedBeats{}
			p, err := plan(file, holdfast.Env{Version: version(), Beats: beats})
			if err != nil {
				return err
			}
			checks, err := choose(p.Checks, names)
			if err != nil {
				return err
			}
			if err := beats.ask(cmd.Context(), first(data, p.Data), checks); err != nil {
				fmt.Fprintln(cmd.ErrOrStderr(), err)
			}
			guard, err := vantage.New(p.Vantage, holdfast.Env{})
			if err != nil {
				return err
			}
			verdicts := lookAtAll(cmd.Context(), checks, guard, p.Vantage.Name)
			if err := printVerdicts(cmd.OutOrStdout(), checks, verdicts, output); err != nil {
				return err
			}
			return exitFor(verdicts, strict)
		},
	}
	configFlag(cmd, &file)
	dataFlag(cmd, &data)
	cmd.Flags().StringVarP(&output, "output", "o", "text", "`form`: text or json")
	cmd.Flags().BoolVar(&strict, "strict", false, "at risk counts as broken in the exit code")
	return cmd
}

// choose returns the checks that the names (or globs) name.
func choose(all []holdfast.Check, names []string) ([]holdfast.Check, error) {
	if len(names) == 0 {
		return all, nil
	}
	var chosen []holdfast.Check
	for _, name := range names {
		before := len(chosen)
		for _, c := range all {
			if (holdfast.Glob(name, c.Name) || holdfast.Glob(name, c.ID)) && !slices.ContainsFunc(chosen, func(o holdfast.Check) bool { return o.ID == c.ID }) {
				chosen = append(chosen, c)
			}
		}
		if len(chosen) == before {
			return nil, fmt.Errorf("no check is called %q; holdfast config show lists them", name)
		}
	}
	return chosen, nil
}

// lookAtAll asks every check once, eight at a time.
func lookAtAll(ctx context.Context, checks []holdfast.Check, guard *vantage.Anchors, name string) []holdfast.Verdict {
	verdicts := make([]holdfast.Verdict, len(checks))
	slots := make(chan struct{}, 8)
	o := watch.AskOptions{Guard: guard, Vantage: name, Answers: &watch.Answers{}, Lag: &watch.Lag{}}
	var all sync.WaitGroup
	for i, c := range checks {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			v := watch.Ask(ctx, c, holdfast.Look{Full: true}, o)
			verdicts[i] = v
		})
	}
	all.Wait()
	return verdicts
}

// printVerdicts prints worst first; holds rows keep their line, people asked.
func printVerdicts(w io.Writer, checks []holdfast.Check, verdicts []holdfast.Verdict, output string) error {
	if output == "json" {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(map[string]any{"version": 1, "checks": verdicts})
	}
	order := make([]int, len(verdicts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case verdicts[a].Status.Worse(verdicts[b].Status):
			return -1
		case verdicts[b].Status.Worse(verdicts[a].Status):
			return 1
		default:
			return 0
		}
	})
	paint := term.For(w)
	for _, i := range order {
		v := verdicts[i]
		fmt.Fprintf(w, "%s  %-32s %s  (%s)\n", paint.Status(v.Status), checks[i].Name, v.Reason, v.Took.Round(time.Millisecond))
		for _, f := range v.Faults {
			fmt.Fprintf(w, "          %s\n", f.Text)
			if f.Fix != "" {
				fmt.Fprintf(w, "          fix: %s\n", f.Fix)
			}
		}
	}
	return nil
}

// exitFor is the exit code that verdicts stand for.
func exitFor(verdicts []holdfast.Verdict, strict bool) error {
	code := exitFine
	for _, v := range verdicts {
		switch {
		case v.Status == holdfast.Broken, strict && v.Status == holdfast.AtRisk:
			return exitError{code: exitBroken}
		case v.Status == holdfast.Unknown:
			code = exitUnknown
		}
	}
	if code != exitFine {
		return exitError{code: code}
	}
	return nil
}
