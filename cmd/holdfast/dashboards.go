package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"holdfast/dashboards"
)

func dashboardsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "dashboards", Short: "Grafana boards and Prometheus rules: export them, and check that they have data",
		Long: `Eight Grafana boards (fleet, target, promises, TLS posture, exposure, incidents and
escalation, weekly view, Holdfast itself) and the Prometheus rules that go with
them, with a test and a page of what to do for each alert.`,
	}
	cmd.AddCommand(dashboardsExportCommand(), dashboardsCheckCommand())
	return cmd
}

func dashboardsExportCommand() *cobra.Command {
	var p dashboards.Places
	cmd := &cobra.Command{
		Use: "export DIR", Short: "Write boards, rules and Grafana's provisioning files below a folder", Args: cobra.ExactArgs(1),
		Long: `Write boards, rules and Grafana's provisioning files below a folder.

  grafana/*.json           the boards: import them, or let Grafana read the folder
  rules/holdfast.yaml      for rule_files: of Prometheus
  rules/holdfast.test.yaml promtool test rules proves each alert
  provisioning/            goes to /etc/grafana/provisioning

Boards find their data source by a variable. The flags fill in addresses for links.`,
		Example: "  holdfast dashboards export /etc/holdfast/dashboards --page https://holdfast.example.com --grafana https://grafana.example.com",
		RunE: func(cmd *cobra.Command, args []string) error {
			written, err := dashboards.Export(args[0], p)
			for _, name := range written {
				fmt.Fprintln(cmd.OutOrStdout(), name)
			}
			return err
		},
	}
	cmd.Flags().StringVar(&p.Page, "page", "", "`address` of Holdfast's own page, for links to the evidence")
	cmd.Flags().StringVar(&p.Grafana, "grafana", "", "`address` of Grafana, for links from alerts to boards")
	cmd.Flags().StringVar(&p.Runbooks, "runbooks", "", "`address` of the folder docs/runbooks, for links from alerts to what to do")
	return cmd
}

func dashboardsCheckCommand() *cobra.Command {
	var dir string
	var all bool
	var span time.Duration
	cmd := &cobra.Command{
		Use: "check URL", Short: "Ask a Prometheus whether each panel has data", Args: cobra.ExactArgs(1),
		Long: `Ask a Prometheus whether each panel has data, as Grafana would ask it, and say which
have none. A panel that says itself what its emptiness means ("no forbidden port
is open") is in order; one that shows nothing, or whose query is refused, is not.
Exit code 1 when any panel is not in order.`,
		Example: "  holdfast dashboards check http://127.0.0.1:9090\n  holdfast dashboards check http://127.0.0.1:9090 --dir /etc/holdfast/dashboards",
		RunE: func(cmd *cobra.Command, args []string) error {
			o := dashboards.Options{Prometheus: args[0], Range: span}
			if dir != "" {
				o.Boards = os.DirFS(dir)
			}
			answers, err := dashboards.Check(cmd.Context(), o)
			if err != nil {
				return err
			}
			return printAnswers(cmd.OutOrStdout(), answers, all)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "check the boards (*.json) below this `folder` instead of those in the program")
	cmd.Flags().BoolVar(&all, "all", false, "list panels with data, too")
	cmd.Flags().DurationVar(&span, "range", time.Hour, "how far drawn panels look back")
	return cmd
}

// printAnswers prints a line a panel, the wrong ones always.
func printAnswers(w io.Writer, answers []dashboards.Answer, all bool) error {
	counts := map[string]int{}
	for _, a := range answers {
		word, detail := verdictOf(a)
		counts[word]++
		if word != "data" || all {
			fmt.Fprintf(w, "%-8s %s: %s%s\n", word, strings.TrimPrefix(a.Board, "Holdfast / "), a.Panel, detail)
		}
	}
	fmt.Fprintf(w, "%d panels: %d with data, %d empty and say why, %d without a word, %d refused\n",
		len(answers), counts["data"], counts["empty"], counts["NOTHING"], counts["ERROR"])
	if slices.ContainsFunc(answers, func(a dashboards.Answer) bool { return !a.Well() }) {
		return exitError{code: exitBroken}
	}
	return nil
}

// verdictOf is a panel's word and what stands behind it.
func verdictOf(a dashboards.Answer) (word, detail string) {
	switch {
	case a.Err != nil:
		return "ERROR", ": " + a.Err.Error()
	case a.Series > 0:
		return "data", fmt.Sprintf(" (%d series)", a.Series)
	case a.Empty != "":
		return "empty", ": " + a.Empty
	default:
		return "NOTHING", ": no data, and no text that says what that means"
	}
}
