package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"holdfast"
	"holdfast/internal/journal"
	"holdfast/internal/term"
)

func incidentsCommand() *cobra.Command {
	var f clientFlags
	var all bool
	var limit int
	var output string
	cmd := &cobra.Command{
		Use:   "incidents [INCIDENT]",
		Short: "List open incidents, or tell the story of one",
		Long: `Lists the open incidents (with --all also those that ended), newest first. With
an incident's number or ID: what was seen, who was told when, and what each
receiver answered. Reads the journal, so it works while the monitor runs and
while it does not.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := dataDir(f.config, f.data)
			if err != nil {
				return err
			}
			j, err := journal.OpenReadOnly(cmd.Context(), dir)
			if err != nil {
				return err
			}
			defer func() { _ = j.Close() }()
			if len(args) == 1 {
				return tellIncident(cmd, j, args[0], output)
			}
			list, err := j.Incidents(cmd.Context(), journal.IncidentQuery{Open: !all, Limit: limit})
			if err != nil {
				return err
			}
			return listIncidents(cmd.OutOrStdout(), list, output)
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "also those that ended")
	cmd.Flags().IntVar(&limit, "limit", 50, "how many at the most")
	cmd.Flags().StringVarP(&output, "output", "o", "text", "`form`: text or json")
	return cmd
}

// listIncidents prints one line an incident.
func listIncidents(w io.Writer, list []holdfast.Incident, output string) error {
	if output == "json" {
		return asJSON(w, map[string]any{"version": 1, "incidents": list})
	}
	if len(list) == 0 {
		fmt.Fprintln(w, "no open incident")
		return nil
	}
	paint := term.For(w)
	for _, i := range list {
		state := "open " + short(i.Lasted(time.Now()))
		switch {
		case !i.Open():
			state = "lasted " + short(i.Lasted(time.Now()))
		case !i.Acked.IsZero():
			state += ", taken by " + i.AckedBy
		case i.Held:
			state += ", held back"
		}
		fmt.Fprintf(w, "#%-5d %s  %s: %s  (%s)\n", i.Number, i.Since.UTC().Format("2006-01-02 15:04:05"), paint.As(colour(i), i.Headline), oneLine(i.Check, i.Reason), state)
	}
	return nil
}

// colour is the state an incident is painted in: grey once it is over.
func colour(i holdfast.Incident) holdfast.Status {
	if i.Open() {
		return i.Status
	}
	return holdfast.Holds
}

// oneLine names the check unless the reason does.
func oneLine(check, reason string) string { return check + ": " + reason }

// short is a duration as people say it.
func short(d time.Duration) string {
	switch {
	case d >= time.Hour:
		return holdfast.FormatDuration(d.Round(time.Minute))
	default:
		return holdfast.FormatDuration(d.Round(time.Second))
	}
}

// tellIncident prints the whole story of one incident.
func tellIncident(cmd *cobra.Command, j *journal.Journal, id, output string) error {
	inc, told, err := j.Incident(cmd.Context(), id)
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if output == "json" {
		return asJSON(w, map[string]any{"version": 1, "incident": inc, "told": told})
	}
	fmt.Fprintf(w, "#%d  %s: %s\n", inc.Number, inc.Headline, inc.Reason)
	fmt.Fprintf(w, "check     %s (%s, %s)\n", inc.Check, inc.Class, inc.Severity)
	fmt.Fprintf(w, "since     %s, confirmed %s (%s)\n", stamp(inc.Since), stamp(inc.Opened), inc.Looks)
	for _, f := range inc.Faults {
		fmt.Fprintf(w, "fault     %s: %s\n", f.Key, f.Text)
	}
	if !inc.Acked.IsZero() {
		fmt.Fprintf(w, "taken     %s by %s\n", stamp(inc.Acked), inc.AckedBy)
	}
	if inc.Open() {
		fmt.Fprintf(w, "open      %s so far\n", short(inc.Lasted(time.Now())))
	} else {
		fmt.Fprintf(w, "resolved  %s, lasted %s %s\n", stamp(inc.Resolved), short(inc.Lasted(inc.Resolved)), inc.Cause)
	}
	for _, d := range told {
		fmt.Fprintf(w, "told      %-10s %-12s %s\n", d.Notice.Channel, d.Notice.Step, story(d))
	}
	return nil
}

// stamp is a moment in UTC.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// asJSON prints one indented document.
func asJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
