package report_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/report"
)

func TestDues(t *testing.T) {
	t.Parallel()
	dublin, err := time.LoadLocation("Europe/Dublin")
	if err != nil {
		t.Fatal(err)
	}
	weekly := report.Timetable{Kind: report.Week, Day: time.Monday, At: 7 * time.Hour, Zone: dublin}
	now := time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name         string
		table        report.Timetable
		after, until time.Time
		want         []string
	}{
		{"none yet", weekly, now.Add(-time.Hour), now, nil},
		{"one", weekly, now.AddDate(0, 0, -3), now, []string{"2026-11-23T07:00:00Z 2026-W47"}},
		{"to the minute", weekly, time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC), now, nil},
		{"two missed, one of them in summer time", weekly, time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC), time.Date(2026, 10, 27, 0, 0, 0, 0, time.UTC), []string{"2026-10-19T06:00:00Z 2026-W42", "2026-10-26T07:00:00Z 2026-W43"}},
		{"off for a year", weekly, now.AddDate(-1, 0, 0), now, []string{"2026-11-02T07:00:00Z 2026-W44", "2026-11-09T07:00:00Z 2026-W45", "2026-11-16T07:00:00Z 2026-W46", "2026-11-23T07:00:00Z 2026-W47"}},
		{"month", report.Timetable{Kind: report.Month, At: time.Hour}, now.AddDate(0, -1, 0), now, []string{"2026-11-01T01:00:00Z 2026-10"}},
		{"quarter", report.Timetable{Kind: report.Quarter}, now.AddDate(0, -6, 0), now, []string{"2026-07-01T00:00:00Z 2026-Q2", "2026-10-01T00:00:00Z 2026-Q3"}},
	} {
		var got []string
		for _, d := range c.table.Dues(c.after, c.until) {
			got = append(got, d.At.Format(time.RFC3339)+" "+d.Period.Name)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	if next := weekly.Next(now); next.At.Format(time.RFC3339) != "2026-11-30T07:00:00Z" || next.Period.Name != "2026-W48" {
		t.Errorf("next %v", next)
	}
}
