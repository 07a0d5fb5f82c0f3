package charts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Latency shows how long answers took.
type Latency struct {
	Title    string
	From, To time.Time
	// SLO is the time that is promised; 0 is none.
	SLO    time.Duration
	Points []LatencyPoint // oldest first
}

// LatencyPoint is a stretch of time with its percentiles. One without answers
// is left out: the line has a gap where two points are further apart than
// usual.
type LatencyPoint struct {
	At            time.Time
	P50, P95, P99 time.Duration
}

// curve is one percentile and how it is drawn.
type curve struct {
	name  string
	share string
	ink   Ink
	with  Stroke
	of    func(LatencyPoint) time.Duration
}

// curves are the percentiles, the highest first so that the lower lie upon it;
// one that is nowhere known is left out.
func (l Latency) curves() []curve {
	all := []curve{
		{"p99", "99 %", HighestInk, Stroke{Width: 1.5, Dash: 1.5, Gap: 2}, func(p LatencyPoint) time.Duration { return p.P99 }},
		{"p95", "95 %", HighInk, Stroke{Width: 1}, func(p LatencyPoint) time.Duration { return p.P95 }},
		{"p50", "half of the answers", MedianInk, Stroke{Width: 2.5}, func(p LatencyPoint) time.Duration { return p.P50 }},
	}
	return slices.DeleteFunc(all, func(c curve) bool {
		return len(l.Points) > 0 && !slices.ContainsFunc(l.Points, func(p LatencyPoint) bool { return c.of(p) > 0 })
	})
}

const plotHeight = 120.0

// sloStroke is the line of what is promised.
func sloStroke() Stroke { return Stroke{Width: 1.5, Dash: 6, Gap: 4} }

// Picture lays the chart out for a width in CSS pixels.
func (l Latency) Picture(width float64) *Picture {
	s := newSheet(width, l.Title)
	s.y += 6
	top, base := s.y, s.y+plotHeight
	v := l.scale(base, top)
	p := period{from: l.From, to: l.To, left: s.durationAxis(v), right: s.right()}
	s.timeAxis(p, top, base)
	runs := l.runs()
	for _, c := range l.curves() {
		for _, run := range runs {
			s.curve(c, run, p, v)
		}
	}
	if l.SLO > 0 {
		s.line(DownInk, sloStroke(), Point{p.left, v.y(l.SLO)}, Point{p.right, v.y(l.SLO)})
	}
	if len(l.Points) == 0 {
		s.small(Point{(p.left + p.right) / 2, (top + base) / 2}, Middle, "no answer in this time")
	}
	s.legend(s.latencyKeys(l, v))
	return s.done(l.Alt(), l.table())
}

// scale fits all percentiles and the SLO.
func (l Latency) scale(base, top float64) scale {
	highest := l.SLO
	for _, p := range l.Points {
		highest = max(highest, p.P50, p.P95, p.P99)
	}
	return newScale(l.median(func(p LatencyPoint) time.Duration { return p.P50 }), highest, base, top)
}

// durationAxis writes the marks at the left and draws their hairlines; it
// returns where the plot begins.
func (s *sheet) durationAxis(v scale) float64 {
	var wide float64
	for _, m := range v.marks {
		wide = max(wide, s.ruler.width(short(m), smallPx, false))
	}
	left := Margin + wide + 6
	for _, m := range v.marks {
		s.box(Grid, left, v.y(m), s.right()-left, 1)
		s.small(Point{left - 6, v.y(m) + 4}, End, short(m))
	}
	return left
}

// slower orders points by their highest percentile.
func slower(a, b LatencyPoint) int {
	return cmp.Or(cmp.Compare(a.P99, b.P99), cmp.Compare(a.P95, b.P95), cmp.Compare(a.P50, b.P50))
}

// runs cuts the points where there is a gap: more than two and a half times the
// median distance.
func (l Latency) runs() [][]LatencyPoint {
	if len(l.Points) == 0 {
		return nil
	}
	var steps []time.Duration
	for i := 1; i < len(l.Points); i++ {
		steps = append(steps, l.Points[i].At.Sub(l.Points[i-1].At))
	}
	usual := middle(steps)
	var runs [][]LatencyPoint
	start := 0
	for i, step := range steps {
		if step > usual*5/2 {
			runs, start = append(runs, l.Points[start:i+1]), i+1
		}
	}
	return append(runs, l.Points[start:])
}

// curve draws one percentile of a run; a lone point is a dot.
func (s *sheet) curve(c curve, run []LatencyPoint, p period, v scale) {
	points := make([]Point, len(run))
	for i, at := range run {
		points[i] = Point{p.x(at.At), v.y(c.of(at))}
	}
	if len(points) == 1 {
		s.area(c.ink, octagon(points[0], 2)...)
		return
	}
	s.line(c.ink, c.with, points...)
}

// latencyKeys explain the lines, with the median of each.
func (s *sheet) latencyKeys(l Latency, v scale) []key {
	var keys []key
	add := func(text string, ink Ink, with Stroke) {
		keys = append(keys, key{text, func(x, base float64) {
			s.line(ink, with, Point{x, base - 4}, Point{x + sampleWidth, base - 4})
		}})
	}
	for _, c := range slices.Backward(l.curves()) {
		text := c.name
		if len(l.Points) > 0 {
			text += " " + short(l.median(c.of))
		}
		add(text, c.ink, c.with)
	}
	if l.SLO > 0 {
		add("SLO "+short(l.SLO), DownInk, sloStroke())
	}
	if v.logarithmic {
		keys = append(keys, key{"each line is ten times the one below", func(x, base float64) {
			for i := range 3 {
				s.box(Soft, x, base-1-float64(i)*4, sampleWidth, 1)
			}
		}})
	}
	return keys
}

func (l Latency) median(of func(LatencyPoint) time.Duration) time.Duration {
	all := make([]time.Duration, len(l.Points))
	for i, p := range l.Points {
		all[i] = of(p)
	}
	return middle(all)
}

// middle is the upper median, and 0 of nothing.
func middle(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// Alt tells the usual times, the worst moment, and how often the SLO was missed.
func (l Latency) Alt() string {
	span := fmt.Sprintf("%s to %s", l.From.Format(isoDay), l.To.Format(isoDay))
	if len(l.Points) == 0 {
		return "Latency from " + span + ": no answer in this time."
	}
	var out strings.Builder
	fmt.Fprintf(&out, "Latency from %s, medians of %s:", span, count(len(l.Points), "interval"))
	var shares []string
	for _, c := range slices.Backward(l.curves()) {
		shares = append(shares, fmt.Sprintf("%s within %s", c.share, short(l.median(c.of))))
	}
	out.WriteString(" " + strings.Join(shares, ", "))
	worst := slices.MaxFunc(l.Points, slower)
	fmt.Fprintf(&out, "; slowest at %s with a %s of %s", worst.At.Format("2006-01-02 15:04"), l.curves()[0].name, short(l.curves()[0].of(worst)))
	if l.SLO > 0 {
		fmt.Fprintf(&out, "; the 95th percentile kept the SLO of %s in %d of %d", short(l.SLO), l.within(), len(l.Points))
	}
	if gaps := len(l.runs()) - 1; gaps > 0 {
		fmt.Fprintf(&out, "; %s without answers", count(gaps, "gap"))
	}
	return out.String() + "."
}

// within counts the points whose 95th percentile kept the SLO.
func (l Latency) within() int {
	n := 0
	for _, p := range l.Points {
		if p.P95 <= l.SLO {
			n++
		}
	}
	return n
}

// maxRows bounds a picture's table.
const maxRows = 200

// table lists the points; of more than 200 it keeps of every few the slowest.
func (l Latency) table() Table {
	t := Table{Head: []string{"time", "p50", "p95", "p99"}}
	few := (len(l.Points) + maxRows - 1) / maxRows
	for group := range slices.Chunk(l.Points, max(few, 1)) {
		p := slices.MaxFunc(group, slower)
		t.Rows = append(t.Rows, []string{p.At.Format("2006-01-02 15:04"), short(p.P50), short(p.P95), short(p.P99)})
	}
	return t
}
