package report_test

import (
	"testing"
	"time"

	"holdfast/internal/report"
)

func TestParsePeriod(t *testing.T) {
	t.Parallel()
	dublin, err := time.LoadLocation("Europe/Dublin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC)
	for _, c := range []struct{ text, name, from, to string }{
		{"week", "2026-W47", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"},
		{"month", "2026-10", "2026-09-30T23:00:00Z", "2026-11-01T00:00:00Z"},
		{"quarter", "2026-Q3", "2026-06-30T23:00:00Z", "2026-09-30T23:00:00Z"},
		{"2026-W13", "2026-W13", "2026-03-23T00:00:00Z", "2026-03-29T23:00:00Z"},
		{"2026-W01", "2026-W01", "2025-12-29T00:00:00Z", "2026-01-05T00:00:00Z"},
		{"2026-W53", "2026-W53", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z"},
		{"2026-10", "2026-10", "2026-09-30T23:00:00Z", "2026-11-01T00:00:00Z"},
		{"2026-Q4", "2026-Q4", "2026-09-30T23:00:00Z", "2027-01-01T00:00:00Z"},
		{"2026-11-01..2026-11-02", "2026-11-01..2026-11-02", "2026-11-01T00:00:00Z", "2026-11-03T00:00:00Z"},
		{"now", "7 days to 2026-11-24 13:00:00", "2026-11-17T13:00:00Z", "2026-11-24T13:00:00Z"},
		{"fortnight", "", "", ""},
		{"2026-11-02..2026-11-01", "", "", ""},
		{"2026-13", "", "", ""},
		{"x..y", "", "", ""},
	} {
		p, err := report.ParsePeriod(c.text, now, dublin)
		if c.name == "" {
			if err == nil {
				t.Errorf("%s was taken as %v", c.text, p)
			}
			continue
		}
		if err != nil || p.Name != c.name || p.From.Format(time.RFC3339) != c.from || p.To.Format(time.RFC3339) != c.to {
			t.Errorf("%s: %v (%v), want %s %s %s", c.text, p, err, c.name, c.from, c.to)
		}
	}
}
