package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"holdfast"
	"holdfast/internal/board"
	"holdfast/internal/view"
)

// homeData is what the first page shows to staff.
type homeData struct {
	page
	// Bad are the checks that do not hold, worst first; Good the rest by host.
	Bad      []board.Check
	Good     []hostRow
	Headline string
	Notes    []string
}

// hostRow folds the checks of one host that hold into one line.
type hostRow struct {
	Host   string
	Checks []board.Check
}

// mostRows is how many rows of bars the page for staff has.
const mostRows = 60

// home is the page with everything on it, worst first.
func (w *Web) home(rw http.ResponseWriter, r *http.Request) {
	v := w.o.View()
	b := w.board(r.Context(), v, w.staffAudience())
	d := homeData{page: w.staffPage(v, b, b.Name), Notes: notes(v)}
	d.Bad, d.Good = sortOut(b.Checks)
	d.Headline, d.Class = headline(v)
	d.Say = d.Headline
	w.render(rw, r, http.StatusOK, "home.html", d)
}

// sortOut puts what does not hold first and folds what does.
func sortOut(checks []board.Check) (bad []board.Check, good []hostRow) {
	at := map[string]int{}
	for _, c := range checks {
		if c.Status != holdfast.Holds {
			bad = append(bad, c)
			continue
		}
		i, ok := at[c.View.Host]
		if !ok {
			i = len(good)
			at[c.View.Host] = i
			good = append(good, hostRow{Host: c.View.Host})
		}
		good[i].Checks = append(good[i].Checks, c)
	}
	slices.SortStableFunc(bad, func(a, b board.Check) int {
		switch {
		case a.Status.Worse(b.Status):
			return -1
		case b.Status.Worse(a.Status):
			return 1
		default:
			return 0
		}
	})
	return bad, good
}

// Bars reports whether the n-th row still gets bars.
func (d homeData) Bars(n int) bool { return n < mostRows }

// headline is the one sentence that a glance must catch.
func headline(v view.View) (sentence, tone string) {
	n := v.Count()
	waiting := 0
	for _, c := range v.Checks {
		if c.Last.At.IsZero() {
			waiting++
		}
	}
	total := len(v.Checks)
	switch {
	case n[holdfast.Broken] > 0:
		return fmt.Sprintf("%d of %d checks broken", n[holdfast.Broken], total), "broken"
	case n[holdfast.Unknown] > waiting:
		return fmt.Sprintf("%d of %d checks unknown", n[holdfast.Unknown]-waiting, total), "unknown"
	case waiting > 0:
		return fmt.Sprintf("%d of %d checks not yet looked at", waiting, total), "unknown"
	case n[holdfast.AtRisk] > 0:
		return fmt.Sprintf("all %d checks answered, %d at risk", total, n[holdfast.AtRisk]), "risk"
	default:
		return fmt.Sprintf("all %d checks hold", total), "holds"
	}
}

// notes are what the monitor must say of itself.
func notes(v view.View) []string {
	var out []string
	if v.Degraded != "" {
		out = append(out, "The journal cannot be written: "+v.Degraded+". Alarms leave from memory; history has a gap.")
	}
	if v.Reload.Failed {
		out = append(out, "The last reload was refused; the config from before goes on. The log names the faults.")
	}
	for _, c := range v.Channels {
		if c.Waiting > 0 && c.LastError != "" {
			out = append(out, fmt.Sprintf("%d notices wait for channel %s: %s", c.Waiting, c.Name, c.LastError))
		}
	}
	for _, s := range v.Silences {
		out = append(out, fmt.Sprintf("Pages of %s are held back until %s (%s: %s).", s.Pattern, s.Until.UTC().Format("2 Jan 15:04 UTC"), s.By, s.Why))
	}
	return append(out, v.Warnings...)
}

// Word is how a check's state is called on the page.
func (d homeData) Word(c board.Check) string {
	if c.Status == holdfast.Broken && c.View.Last.Headline != "" {
		return strings.ToLower(c.View.Last.Headline)
	}
	return c.Word
}
