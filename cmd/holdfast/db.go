package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"holdfast/internal/history/simulate"
	"holdfast/internal/journal"
)

func dbCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "db",
		Short: "Look after the journal: size, vacuum, backup, export",
		Long: `The journal is one SQLite file, holdfast.db in the data directory. A running
monitor packs looks after two hours, makes a row of each day, and deletes what is
older than it is kept: single looks, hours and what was sent 400 days, unless
history: in the config says otherwise; days, changes, incidents and events for
ever.

A file that is damaged or that a newer Holdfast wrote is refused with exit code 2
and left as it is: nothing here repairs evidence.`,
	}
	cmd.AddCommand(dbSizeCommand(), dbVacuumCommand(), dbBackupCommand(), dbExportCommand(), dbSimulateCommand())
	return cmd
}

// withJournal opens a journal to be read, hands it over and closes it.
func withJournal(cmd *cobra.Command, f clientFlags, do func(*journal.Journal) error) error {
	dir, err := dataDir(f.config, f.data)
	if err != nil {
		return err
	}
	j, err := journal.OpenReadOnly(cmd.Context(), dir)
	if err != nil {
		return err
	}
	return errors.Join(do(j), j.Close())
}

func dbSizeCommand() *cobra.Command {
	var f clientFlags
	var output string
	cmd := &cobra.Command{
		Use: "size", Short: "Say what each table takes of the disk", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withJournal(cmd, f, func(j *journal.Journal) error { return printSizes(cmd, j, output) })
		},
	}
	f.add(cmd)
	cmd.Flags().StringVarP(&output, "output", "o", "text", "`form`: text or json")
	return cmd
}

// printSizes prints a line a table.
func printSizes(cmd *cobra.Command, j *journal.Journal, output string) error {
	s, err := j.Sizes(cmd.Context())
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if output == "json" {
		return asJSON(w, map[string]any{"version": 1, "size": s})
	}
	fmt.Fprintf(w, "%-14s %12s %12s\n", "table", "rows", "bytes")
	for _, t := range s.Tables {
		fmt.Fprintf(w, "%-14s %12d %12d\n", t.Table, t.Rows, t.Bytes)
	}
	fmt.Fprintf(w, "%-14s %12s %12d\n", "free pages", "", s.Free)
	fmt.Fprintf(w, "%-14s %12s %12d\n", "on disk", "", s.File)
	return nil
}

func dbVacuumCommand() *cobra.Command {
	var f clientFlags
	cmd := &cobra.Command{
		Use:   "vacuum",
		Short: "Rewrite the file without its free pages",
		Long: `Rewrites the journal without the pages that deleted rows have left. The monitor
must be stopped, and the disk needs room for a second copy. It is never needed:
free pages are used again.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := dataDir(f.config, f.data)
			if err != nil {
				return err
			}
			return vacuum(cmd, dir)
		},
	}
	f.add(cmd)
	return cmd
}

// vacuum rewrites a journal that is there already.
func vacuum(cmd *cobra.Command, dir string) error {
	before, err := journal.OpenReadOnly(cmd.Context(), dir) // never makes one
	if err != nil {
		return err
	}
	if err := before.Close(); err != nil {
		return err
	}
	j, err := journal.Open(cmd.Context(), dir, journal.Options{})
	if err != nil {
		return err
	}
	if err := errors.Join(j.Vacuum(cmd.Context()), j.Close()); err != nil {
		return err
	}
	fmt.Fprintln(cmd.OutOrStdout(), "the journal was rewritten without free pages")
	return nil
}

func dbBackupCommand() *cobra.Command {
	var f clientFlags
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a consistent copy while the monitor runs",
		Long: `Writes the journal as it is at one moment into a new FILE, while the monitor goes
on, then opens the copy and checks every page of it. To restore it, stop the
monitor and put it into an empty data directory as holdfast.db.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withJournal(cmd, f, func(j *journal.Journal) error {
				if err := j.Backup(cmd.Context(), args[0]); err != nil {
					return err
				}
				info, err := os.Stat(args[0])
				if err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %d bytes, every page checked\n", args[0], info.Size())
				}
				return err
			})
		},
	}
	f.add(cmd)
	return cmd
}

// dbSimulateCommand makes a journal to try reports and pages on.
func dbSimulateCommand() *cobra.Command {
	var weeks int
	var dir, truth, end string
	cmd := &cobra.Command{
		Use: "simulate", Short: "Write a journal whose truth is known", Args: cobra.NoArgs, Hidden: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			last, err := endOf(end)
			if err != nil {
				return err
			}
			if weeks < 1 || weeks > 520 {
				return fmt.Errorf("--weeks %d: want 1 to 520", weeks)
			}
			if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
				return fmt.Errorf("--data %s is not empty: a simulated journal wants a directory of its own", dir)
			}
			script := simulate.NewScript(weeks, last)
			if err := script.Write(cmd.Context(), dir); err != nil {
				return err
			}
			return writeTruth(truth, script.Truth())
		},
	}
	cmd.Flags().IntVar(&weeks, "weeks", 8, "how many weeks")
	cmd.Flags().StringVar(&dir, "data", "", "data `directory` to make")
	cmd.Flags().StringVar(&truth, "truth", "", "`file` for the truth, as JSON")
	cmd.Flags().StringVar(&end, "end", "", "the Monday (UTC) at whose beginning it ends (default: the last one)")
	for _, name := range []string{"data", "truth"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag is of this function
		}
	}
	return cmd
}

// endOf is the date, or the last Monday.
func endOf(date string) (time.Time, error) {
	if date != "" {
		return time.Parse(time.DateOnly, date)
	}
	now := time.Now().UTC()
	return now.Truncate(24*time.Hour).AddDate(0, 0, -(int(now.Weekday())+6)%7), nil
}

// writeTruth writes it down.
func writeTruth(file string, t simulate.Truth) error {
	body, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(body, '\n'), 0o600)
}
