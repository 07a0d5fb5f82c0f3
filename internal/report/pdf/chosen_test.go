package pdf

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/charts"
	"holdfast/internal/report"
)

func TestPortsBetweenTheirMoves(t *testing.T) {
	t.Parallel()
	d := sample(1)
	d.Period.Zone = "UTC"
	got, ok := ports(d, mostPorts)
	from, to := d.Period.From, d.Period.To
	want := []charts.PortRow{
		{Name: "203.0.113.40 6379/tcp", Spans: []charts.Span{{From: from, To: at(17, 3, 4)}, {From: at(17, 3, 4), To: at(17, 3, 13), Open: true}, {From: at(17, 3, 13), To: to}}},
		{Name: "203.0.113.12 8080/tcp", Spans: []charts.Span{{From: at(21, 9, 0), To: to, Open: true}}},
		{Name: "203.0.113.10 443/tcp", Allowed: true, Spans: []charts.Span{{From: from, To: to, Open: true}}},
	}
	if diff := cmp.Diff(want, got.Ports); diff != "" || !ok {
		t.Errorf("worth a picture: %t; (-want +got):\n%s", ok, diff)
	}
	d.Exposure.Moves, d.Exposure.Open = nil, d.Exposure.Open[:1]
	if _, ok := ports(d, mostPorts); ok {
		t.Error("one port that is open as wanted is worth a picture")
	}
}

func TestBarDays(t *testing.T) {
	t.Parallel()
	got := barDays([]report.Day{
		{Date: "2026-11-20", Word: "none"},
		{Date: "tomorrow", Word: "up"},
		{Date: "2026-11-21", Word: "fine"},
		{Date: "2026-11-22", Word: "down", Times: report.Times{Down: sec(17 * time.Minute)}},
	})
	day := func(n int) time.Time { return at(n, 0, 0) }
	want := []charts.Day{{Date: day(20), State: charts.Absent}, {Date: day(21), State: charts.Unknown}, {Date: day(22), State: charts.Down, Note: "17m0s down"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCurvesAndSteps(t *testing.T) {
	t.Parallel()
	d := sample(8)
	if got := curves(d, 2); len(got) != 2 || len(got[0].Points) != 161 {
		t.Errorf("%d curves, want 2 of 161 points", len(got))
	}
	if got := steps(d, 3); len(got) != 1 || got[0].Title != "host000.example.com: TLS grade" {
		t.Errorf("grades that moved: %+v, want the first server's", got)
	}
}
