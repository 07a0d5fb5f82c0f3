package charts

import (
	"fmt"
	"strings"
	"time"
)

// Exposure shows when ports were open, a row a port.
type Exposure struct {
	Title    string
	From, To time.Time
	Ports    []PortRow
}

// PortRow is one port of one address.
type PortRow struct {
	Name    string // "db2:6379 redis"
	Allowed bool   // it may be open
	Spans   []Span // oldest first; what no span covers is not known
}

// Span is a stretch of time in which a port was open or, else, proven closed.
type Span struct {
	From, To time.Time
	Open     bool
}

const portHeight = 12.0

// Picture lays the chart out for a width in CSS pixels.
func (e Exposure) Picture(width float64) *Picture {
	s := newSheet(width, e.Title)
	wide := 0.0
	for _, row := range e.Ports {
		wide = max(wide, s.ruler.width(row.Name, textPx, false))
	}
	wide = min(wide, s.inner()*0.4)
	p := period{from: e.From, to: e.To, left: Margin + wide + 8, right: s.right()}
	s.y += 4
	base := s.y + float64(len(e.Ports))*(portHeight+10)
	top := s.y
	s.timeAxis(p, top, base)
	for i, row := range e.Ports {
		y := top + float64(i)*(portHeight+10) + 5
		s.label(Text, Label{At: Point{Margin, y + portHeight - 2}, Text: s.ruler.fit(row.Name, textPx, false, wide), Size: textPx})
		s.portRow(row, p, y)
	}
	s.legend(s.portKeys(e))
	return s.done(e.Alt(), e.table())
}

// portRow draws the spans of a port, and dots where nothing is known.
func (s *sheet) portRow(row PortRow, p period, y float64) {
	mid, at := y+portHeight/2, p.from
	for _, span := range row.Spans {
		from, to := later(span.From, p.from), earlier(span.To, p.to)
		if !from.Before(to) {
			continue
		}
		s.unknownPort(p.x(at), p.x(from), mid)
		s.span(row, span.Open, p.x(from), p.x(to), mid)
		at = later(at, to)
	}
	s.unknownPort(p.x(at), p.x(p.to), mid)
}

// span draws an open port as a bar, which is full and high where it should be
// closed and hollow where it may be open, and a closed one as a thin line. What
// is open is at least 3 px long: nine minutes of a week are half a pixel.
func (s *sheet) span(row PortRow, open bool, x, end, mid float64) {
	switch long := max(end-x, 3); {
	case !open:
		s.box(Soft, x, mid-0.75, end-x, 1.5)
	case row.Allowed:
		s.hollow(UpInk, columns{x: min(x, s.right()-long), base: mid + 4, w: long, n: 1}, 8)
	default:
		s.box(DownInk, min(x, s.right()-long), mid-portHeight/2, long, portHeight)
	}
}

func (s *sheet) unknownPort(x, end, mid float64) {
	if end-x > 1 {
		s.line(UnknownInk, Stroke{Width: 2, Dash: 2, Gap: 3}, Point{x, mid}, Point{end, mid})
	}
}

// portKeys explain what occurs.
func (s *sheet) portKeys(e Exposure) []key {
	open := func(allowed bool) func(x, base float64) {
		return func(x, base float64) { s.span(PortRow{Allowed: allowed}, true, x, x+sampleWidth, base-4) }
	}
	var bad, good, closed, unknown bool
	for _, row := range e.Ports {
		sum := row.sum(e.From, e.To)
		bad = bad || sum.opened > 0 && !row.Allowed
		good = good || sum.opened > 0 && row.Allowed
		closed = closed || sum.closed > 0
		unknown = unknown || sum.unknown > 0
	}
	var keys []key
	add := func(seen bool, k key) {
		if seen {
			keys = append(keys, k)
		}
	}
	add(bad, key{"open, not allowed", open(false)})
	add(good, key{"open, allowed", open(true)})
	add(closed, key{"closed", func(x, base float64) { s.span(PortRow{}, false, x, x+sampleWidth, base-4) }})
	add(unknown, key{"unknown", func(x, base float64) { s.unknownPort(x, x+sampleWidth, base-4) }})
	return keys
}

// sums are the times of a port within a period.
type sums struct {
	open, closed, unknown time.Duration
	opened                int // how many open spans
	first                 time.Time
}

func (r PortRow) sum(from, to time.Time) sums {
	out := sums{unknown: max(to.Sub(from), 0)}
	for _, span := range r.Spans {
		a, b := later(span.From, from), earlier(span.To, to)
		if !a.Before(b) {
			continue
		}
		out.unknown -= b.Sub(a)
		if !span.Open {
			out.closed += b.Sub(a)
			continue
		}
		if out.opened == 0 {
			out.first = a
		}
		out.open += b.Sub(a)
		out.opened++
	}
	return out
}

// Alt tells of the ports that were open and should not have been, then counts
// the others.
func (e Exposure) Alt() string {
	var bad []string
	allowed, closed := 0, 0
	for _, row := range e.Ports {
		sum := row.sum(e.From, e.To)
		switch {
		case sum.opened > 0 && row.Allowed:
			allowed++
		case sum.opened > 0:
			bad = append(bad, fmt.Sprintf("%s open for %s from %s", row.Name, spokenTime(sum.open), sum.first.Format("2006-01-02 15:04")))
		case sum.unknown == 0:
			closed++
		}
	}
	out := fmt.Sprintf("%s from %s to %s: ", count(len(e.Ports), "port"), e.From.Format(isoDay), e.To.Format(isoDay))
	if len(bad) == 0 {
		bad = []string{"none was open that should not be"}
	}
	out += strings.Join(bad[:min(len(bad), spoken)], "; ")
	if more := len(bad) - spoken; more > 0 {
		out += fmt.Sprintf("; and %d more", more)
	}
	return out + fmt.Sprintf(". %d open as allowed, %d closed all the time, %d not known in full.", allowed, closed, len(e.Ports)-allowed-closed-e.bad())
}

// bad counts the ports that were open and should not have been.
func (e Exposure) bad() int {
	n := 0
	for _, row := range e.Ports {
		if !row.Allowed && row.sum(e.From, e.To).opened > 0 {
			n++
		}
	}
	return n
}

// spokenTime writes a length of time for a sentence: "9 min", "3.5 h", "6 days".
func spokenTime(d time.Duration) string {
	switch {
	case d < time.Minute:
		return short(d)
	case d < 2*time.Hour:
		return figures(d.Minutes()) + " min"
	case d < 48*time.Hour:
		return figures(d.Hours()) + " h"
	default:
		return figures(d.Hours()/24) + " days"
	}
}

func (e Exposure) table() Table {
	t := Table{Head: []string{"port", "from", "until", "state"}}
	for _, row := range e.Ports {
		for _, span := range row.Spans {
			from, to := later(span.From, e.From), earlier(span.To, e.To)
			if !from.Before(to) {
				continue
			}
			word := "closed"
			if span.Open {
				word = "open"
			}
			t.Rows = append(t.Rows, []string{row.Name, from.Format("2006-01-02 15:04"), to.Format("2006-01-02 15:04"), word})
		}
	}
	return t
}
