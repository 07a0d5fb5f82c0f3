package app

import (
	"bytes"
	"net/mail"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/history"
	"holdfast/internal/history/simulate"
	"holdfast/internal/journal"
	"holdfast/internal/report"
	"holdfast/internal/report/gather"
	"holdfast/internal/report/pdf"
	"holdfast/internal/report/picture"
)

// TestReportsEqualTheTruth makes the reports of weeks, months, a quarter and a
// range from a journal whose truth is known, wants their numbers equal to it, and
// recomputes each of them from each of its forms.
func TestReportsEqualTheTruth(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("simulates fourteen weeks")
	}
	dir, end := t.TempDir(), time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)
	script := simulate.NewScript(14, end)
	if err := script.Write(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	j, err := journal.OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	truth := script.Truth()
	for _, name := range []string{"2026-W34", "2026-W39", "2026-W40", "2026-07", "2026-08", "2026-09", "2026-Q3", "2026-08-12..2026-09-20"} {
		t.Run(name, func(t *testing.T) {
			p, err := report.ParsePeriod(name, end, time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			again := func() *report.Document {
				d, err := gather.Document(t.Context(), j, gather.Wish{Period: p, Made: end.Add(7 * time.Hour), Version: "test"})
				if err != nil {
					t.Fatal(err)
				}
				return d
			}
			d := again()
			trueUptime(t, d, truth)
			trueIncidents(t, d, truth)
			truePorts(t, d, truth)
			for form, data := range forms(t, d) {
				told, err := report.Extract(data, pdf.Embedded)
				if err != nil {
					t.Fatalf("%s: %v", form, err)
				}
				if differ, err := report.Compare(told, again()); err != nil || len(differ) > 0 {
					t.Errorf("%s: %v %v", form, differ, err)
				}
			}
		})
	}
}

// within are the true times of a check in a period, by clipping its timeline.
func within(truth simulate.Truth, check string, from, to time.Time) (sum history.Times) {
	for _, s := range truth.Spans[check] {
		ms := s.Within(history.Between(from, to)).Length()
		switch s.State {
		case history.Up:
			sum.Up += ms
		case history.Down:
			sum.Down += ms
		case history.AtRisk:
			sum.AtRisk += ms
		case history.Maintenance:
			sum.Maintenance += ms
		case history.Blind:
			sum.Blind += ms
		case history.Unknown:
			sum.Unknown += ms
		}
	}
	return sum
}

// trueUptime compares times, budgets and burn rates.
func trueUptime(t *testing.T, d *report.Document, truth simulate.Truth) {
	t.Helper()
	from, to := d.Period.From, d.Period.To
	if len(d.Uptime) == 0 {
		t.Error("the report tells of no service")
	}
	for i := range d.Uptime {
		u := &d.Uptime[i]
		want := within(truth, u.Check, from, to)
		ms := func(s report.Seconds) int64 { return s.Std().Milliseconds() }
		got := history.Times{Up: ms(u.Times.Up), Down: ms(u.Times.Down), AtRisk: ms(u.Times.AtRisk), Unknown: ms(u.Times.Unknown), Maintenance: ms(u.Times.Maintenance), Blind: ms(u.Times.Blind)}
		got.Unknown -= max(0, truth.Start.Sub(from).Milliseconds()) // before anything was watched
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-truth +report):\n%s", u.Check, diff)
		}
		o, aimed := truth.Objective[u.Check]
		if aimed != (u.SLO != nil) {
			t.Errorf("%s: has an objective: %v, the report says %v", u.Check, aimed, u.SLO != nil)
		}
		if !aimed || u.SLO == nil {
			continue
		}
		budget := o.Budget(within(truth, u.Check, to.Add(-o.Window), to))
		burn, _ := o.Burn(want)
		if off := burn - u.SLO.Burn; u.SLO.Left.Std() != budget.Left || u.SLO.Spent.Std() != budget.Spent || off > 1e-6 || off < -1e-6 {
			t.Errorf("%s: %s spent, %s left, burn rate %v; truth %s, %s, %v", u.Check, u.SLO.Spent.Std(), u.SLO.Left.Std(), u.SLO.Burn, budget.Spent, budget.Left, burn)
		}
	}
}

// told is an incident as truth and report both tell it.
type told struct {
	Check    string
	Headline string
	Since    time.Time
	Opened   time.Time
	Until    time.Time
	Page     time.Duration
	AckedBy  string
	Acked    time.Time
}

// trueIncidents compares the incidents that opened in the period as they stood at
// its end: when, for how long, the seconds to the page, who took them.
func trueIncidents(t *testing.T, d *report.Document, truth simulate.Truth) {
	t.Helper()
	want, got := map[string]told{}, map[string]told{}
	for _, i := range truth.Incidents {
		if i.Opened.Before(d.Period.From) || !i.Opened.Before(d.Period.To) {
			continue
		}
		one := told{Check: i.Check, Headline: i.Headline, Since: i.Since, Opened: i.Opened, Until: i.Until, AckedBy: i.AckedBy, Acked: i.Acked}
		if i.Until.After(d.Period.To) {
			one.Until = time.Time{}
		}
		if i.Acked.After(d.Period.To) {
			one.Acked, one.AckedBy = time.Time{}, ""
		}
		if !i.Told.IsZero() {
			one.Page = i.Told.Sub(i.Opened)
		}
		want[i.Check+i.Opened.String()] = one
	}
	for _, i := range d.Incidents {
		if i.Opened.Before(d.Period.From) {
			continue
		}
		one := told{Check: i.Check, Headline: i.Headline, Since: i.Since, Opened: i.Opened, Until: i.Until, AckedBy: i.AckedBy, Acked: i.Acked}
		if i.Page != nil {
			one.Page = i.Page.Std()
		}
		got[i.Check+i.Opened.String()] = one
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("incidents (-truth +report):\n%s", diff)
	}
}

// truePorts compares the ports that opened and closed.
func truePorts(t *testing.T, d *report.Document, truth simulate.Truth) {
	t.Helper()
	want, got := map[string]time.Time{}, map[string]time.Time{}
	inside := func(at time.Time) bool { return !at.Before(d.Period.From) && at.Before(d.Period.To) }
	for _, p := range truth.Ports {
		if inside(p.First) && p.First.Sub(truth.Start) > time.Hour {
			want["opened "+p.Element] = p.First
		}
		if !p.Ended.IsZero() && inside(p.Ended) {
			want["closed "+p.Element] = p.Ended
		}
	}
	for _, m := range d.Exposure.Moves {
		if m.At.Sub(truth.Start) > time.Hour {
			got[m.Move+" "+m.Port] = m.At
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ports (-truth +report):\n%s", diff)
	}
}

// forms are all those that a report can be verified from.
func forms(t *testing.T, d *report.Document) map[string][]byte {
	t.Helper()
	var page, data bytes.Buffer
	if err := d.HTML(&page, picture.Drawings(d)...); err != nil {
		t.Fatal(err)
	}
	if err := d.JSON(&data); err != nil {
		t.Fatal(err)
	}
	printed, err := PrintReport(d)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := picture.Charts(d)
	if err != nil {
		t.Fatal(err)
	}
	letter, err := report.EML(d, report.Letter{From: &mail.Address{Address: "a@lab.invalid"}, To: &mail.Address{Address: "b@lab.invalid"}, Charts: drawn, PDF: printed})
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"html": page.Bytes(), "json": data.Bytes(), "pdf": printed, "eml": letter}
}
