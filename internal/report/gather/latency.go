package gather

import (
	"context"
	"time"

	"holdfast/internal/history/sketch"
	"holdfast/internal/report"
)

const (
	// curves is how many services have a curve: those that head the list. A
	// report of five hundred would carry eighty thousand numbers else.
	curves = 3
	// mostPoints is how many steps a curve has at most: an hour each in a week.
	mostPoints = 200
)

// latencies gives the services that head the list the steps of their curves.
func (g *gathering) latencies(ctx context.Context, s Counted) error {
	left := curves
	for i := range g.d.Uptime {
		u := &g.d.Uptime[i]
		if u.Latency == nil || left == 0 {
			continue
		}
		left--
		hours, err := s.HourLatencies(ctx, u.Check, g.d.Period.From, g.d.Period.To)
		if err != nil {
			return err
		}
		step := stepOf(g.d.Period.To.Sub(g.d.Period.From))
		sums := map[time.Time]*sketch.Sketch{}
		var order []time.Time
		for _, h := range hours {
			at := g.d.Period.From.Add(h.At.Sub(g.d.Period.From).Truncate(step))
			if sums[at] == nil {
				sums[at] = &sketch.Sketch{}
				order = append(order, at)
			}
			sums[at].Merge(h.Latency)
		}
		for _, at := range order {
			sum := sums[at]
			u.Latency.Points = append(u.Latency.Points, report.LatencyPoint{At: at, P50: whole(sum.Quantile(0.5)), P95: whole(sum.Quantile(0.95)), P99: whole(sum.Quantile(0.99))})
		}
	}
	return nil
}

// stepOf is how wide the steps of a curve are.
func stepOf(period time.Duration) time.Duration {
	for _, hours := range []int{1, 2, 3, 4, 6, 8, 12} {
		if step := time.Duration(hours) * time.Hour; period/step <= mostPoints {
			return step
		}
	}
	days := int(period/mostPoints/(24*time.Hour)) + 1
	return time.Duration(days) * 24 * time.Hour
}
