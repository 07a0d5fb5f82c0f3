package gather_test

import (
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/journal"
	"holdfast/internal/report"
)

// TestCurve wants the steps of a week to tell what was seen in each, to the 2 % of
// a sketch, and the objective that 95 % of the answers missed.
func TestCurve(t *testing.T) {
	t.Parallel()
	d := open(t, at(24, 0, 0))
	d.batch.Setup = &journal.Setup{
		At: at(1, 0, 0), Checks: []holdfast.Check{{ID: "api", Name: "api", Kind: "uptime", Every: time.Hour, FreshFor: 400 * time.Hour, Local: true}},
		Objectives: map[string]history.Objective{"api": {Target: 0.99, Window: 7 * 24 * time.Hour, Within: 110 * time.Millisecond}},
	}
	for day := 16; day <= 22; day++ {
		for hour := range 24 {
			if day == 18 {
				continue // nothing was seen: the curve has a gap
			}
			d.batch.Verdicts = append(d.batch.Verdicts, holdfast.Verdict{
				Check: "api", Vantage: "local", At: at(day, hour, 5), Took: time.Duration(100+hour) * time.Millisecond,
				Finding: finding(holdfast.Holds, nil),
			})
		}
	}
	d.see("api", at(1, 0, 0), finding(holdfast.Holds, nil))
	d.write(t)
	u := week47(t, d.j).Uptime[0]
	if !u.Slow() || u.SLO.Within.Std() != 110*time.Millisecond {
		t.Errorf("95 %% within %s, wanted within %s, slow is %v", u.Latency.P95.Std(), u.SLO.Within.Std(), u.Slow())
	}
	if n := len(u.Latency.Points); n != 6*24 {
		t.Fatalf("%d steps, want one for each hour of six days", n)
	}
	for i, p := range u.Latency.Points {
		want := time.Duration(100+p.At.Hour()) * time.Millisecond
		for _, got := range []report.Seconds{p.P50, p.P95, p.P99} {
			if off := float64(got.Std()-want) / float64(want); off > 0.03 || off < -0.03 {
				t.Errorf("step %d, %s: %s, want about %s", i, p.At, got.Std(), want)
			}
		}
	}
}
