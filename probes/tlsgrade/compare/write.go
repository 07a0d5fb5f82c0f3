package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// write writes the result in a form.
func write(out io.Writer, form string, r Result) error {
	if form == "json" {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	grid := plainGrid
	if form == "markdown" {
		grid = markdownGrid
	}
	for _, s := range r.Scanners {
		if s.Absent != "" {
			fmt.Fprintf(out, "%s takes no part: %s.\n", s.Name, s.Absent)
		}
	}
	if err := grid(out, summary(r)); err != nil {
		return err
	}
	for _, line := range silent(r) {
		fmt.Fprintln(out, line)
	}
	fmt.Fprintln(out)
	return grid(out, differences(r))
}

// head is the first line of the summary.
func head() []string {
	line := []string{"scanner", "version", "servers", "exact"}
	for _, s := range sorts() {
		line = append(line, string(s))
	}
	return append(line, "failed", "connections", "at most", "seconds", "at most")
}

// summary has a line for each scanner: of how many servers all that it says is
// true, of how many it is not in one sort of fact, and what it took.
func summary(r Result) [][]string {
	lines := [][]string{head()}
	for _, s := range r.Scanners {
		if s.Absent == "" {
			lines = append(lines, sum(s, looksOf(r, s.Name)))
		}
	}
	return lines
}

// looksOf are the looks that a scanner took.
func looksOf(r Result, scanner string) []Look {
	var out []Look
	for _, row := range r.Rows {
		for _, l := range row.Looks {
			if l.Scanner == scanner && l.Skipped == "" {
				out = append(out, l)
			}
		}
	}
	return out
}

// sum is the line of one scanner.
func sum(s Scanner, looks []Look) []string {
	exact, failed := 0, 0
	wrong := map[Sort]int{}
	var connections, seconds []float64
	for _, l := range looks {
		if l.exact() {
			exact++
		}
		if l.Failed != "" {
			failed++
		}
		for _, sort := range sorts() {
			if slices.ContainsFunc(l.Differs, func(d Difference) bool { return d.Sort == sort }) {
				wrong[sort]++
			}
		}
		connections, seconds = append(connections, float64(l.Connections)), append(seconds, l.Seconds)
	}
	line := []string{s.Name, s.Version, strconv.Itoa(len(looks)), strconv.Itoa(exact)}
	for _, sort := range sorts() {
		count := "-"
		if slices.Contains(s.Tells, sort) {
			count = strconv.Itoa(wrong[sort])
		}
		line = append(line, count)
	}
	return append(line, strconv.Itoa(failed), number(median(connections)), number(most(connections)), number(median(seconds)), number(most(seconds)))
}

// number is a figure without decimals that say nothing.
func number(x float64) string {
	if x >= 10 || x == float64(int(x)) {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

// median is the middle one, of an even number the lower.
func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[(len(sorted)-1)/2]
}

// most is the greatest, 0 of none.
func most(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	return slices.Max(list)
}

// silent says which sorts of fact a scanner does not tell, and which servers it could
// not be shown.
func silent(r Result) []string {
	var lines []string
	for _, s := range r.Scanners {
		if s.Absent != "" {
			continue
		}
		var parts []string
		for _, sort := range sorts() {
			if !slices.Contains(s.Tells, sort) {
				parts = append(parts, string(sort))
			}
		}
		if len(parts) > 0 {
			lines = append(lines, s.Name+" does not tell: "+strings.Join(parts, ", ")+".")
		}
		lines = append(lines, skipped(r, s.Name)...)
	}
	return lines
}

// skipped says how many servers a scanner was not shown, by reason.
func skipped(r Result, scanner string) []string {
	reasons := map[string]int{}
	for _, row := range r.Rows {
		for _, l := range row.Looks {
			if l.Scanner == scanner && l.Skipped != "" {
				reasons[l.Skipped]++
			}
		}
	}
	var lines []string
	for reason, n := range reasons {
		lines = append(lines, fmt.Sprintf("%s was not shown %d servers: %s.", scanner, n, reason))
	}
	slices.Sort(lines)
	return lines
}

// differences has a line for each thing that is not the truth.
func differences(r Result) [][]string {
	lines := [][]string{{"server", "scanner", "fact", "what it says, and what is true"}}
	for _, row := range r.Rows {
		for _, l := range row.Looks {
			for _, d := range l.Differs {
				lines = append(lines, []string{row.Server.String(), l.Scanner, string(d.Sort), d.Text})
			}
			if l.Failed != "" {
				lines = append(lines, []string{row.Server.String(), l.Scanner, "all", "nothing that can be read: " + l.Failed})
			}
		}
	}
	return lines
}

// plainGrid prints columns for a terminal.
func plainGrid(out io.Writer, lines [][]string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		fmt.Fprintln(w, strings.Join(line, "\t"))
	}
	return w.Flush()
}

// markdownGrid prints a table of Markdown.
func markdownGrid(out io.Writer, lines [][]string) error {
	for i, line := range lines {
		cells := make([]string, len(line))
		for j, cell := range line {
			cells[j] = strings.Join(strings.Fields(strings.ReplaceAll(cell, "|", `\|`)), " ")
		}
		if _, err := fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | ")); err != nil {
			return err
		}
		if i == 0 {
			fmt.Fprintln(out, strings.Repeat("| --- ", len(line))+"|")
		}
	}
	return nil
}
