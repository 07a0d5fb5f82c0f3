package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"holdfast/internal/incident"
	"holdfast/internal/journal"
)

func replayCommand() *cobra.Command {
	var f clientFlags
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Derive all incidents anew from the journal's events, and compare",
		Long: `Reads every event that was ever judged, in order, hands them to a fresh book and
compares what it then knows with what the journal has stored. They must agree: a
difference means that the journal was changed by somebody else, or a fault in
Holdfast.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := dataDir(f.config, f.data)
			if err != nil {
				return err
			}
			j, err := journal.OpenReadOnly(cmd.Context(), dir)
			if err != nil {
				return err
			}
			defer func() { _ = j.Close() }()
			return replay(cmd, j)
		},
	}
	f.add(cmd)
	return cmd
}

// replay runs the events and reports what differs.
func replay(cmd *cobra.Command, j *journal.Journal) error {
	stored, err := j.LoadState(cmd.Context())
	if err != nil {
		return err
	}
	book := incident.New(j.Instance())
	derived := map[string][]byte{}
	events := 0
	err = j.Events(cmd.Context(), func(e journal.Event) error {
		var event incident.Event
		if err := json.Unmarshal(e.Body, &event); err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
		events++
		book.Apply(event)
		for key, body := range book.Save() {
			if body == nil {
				delete(derived, key)
			} else {
				derived[key] = body
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	differ := differences(stored, derived)
	for _, key := range differ {
		fmt.Fprintf(cmd.OutOrStdout(), "differs: %s\n  stored  %s\n  derived %s\n", key, stored[key], derived[key])
	}
	if len(differ) > 0 {
		return exitError{code: exitBroken, text: fmt.Sprintf("%s of %d differ from what %d events say", plural(len(differ), "entry"), len(stored), events)}
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d events give the same %d entries as stored\n", events, len(stored))
	return nil
}

// differences lists the keys that are not the same on both sides.
func differences(a, b map[string][]byte) []string {
	var keys []string
	for key, body := range a {
		if !bytes.Equal(body, b[key]) {
			keys = append(keys, key)
		}
	}
	for key := range b {
		if _, ok := a[key]; !ok {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}
