package charts

import "time"

// period is a stretch of time laid along a line.
type period struct {
	from, to    time.Time
	left, right float64
}

// x is where a time is; what is outside is at the nearer end.
func (p period) x(t time.Time) float64 {
	whole := p.to.Sub(p.from)
	if whole <= 0 {
		return p.left
	}
	share := float64(t.Sub(p.from)) / float64(whole)
	return p.left + (p.right-p.left)*min(max(share, 0), 1)
}

// tick is a mark of the axis.
type tick struct {
	at   time.Time
	text string
}

// ticks are the hours or midnights, in the zone of from, that are far enough
// apart for their text of the given width.
func (p period) ticks(width float64) []tick {
	room := (p.right - p.left) / (width + 10) // how many there may be
	if room < 1 || !p.from.Before(p.to) {
		return nil
	}
	least := time.Duration(float64(p.to.Sub(p.from)) / room)
	for _, hours := range []int{1, 3, 6, 12} {
		if step := time.Duration(hours) * time.Hour; step >= least && p.to.Sub(p.from) <= 48*time.Hour {
			return p.every(0, hours, "15:04")
		}
	}
	for _, days := range []int{1, 2, 7, 14, 28, 91, 365} {
		if time.Duration(days)*24*time.Hour >= least {
			return p.every(days, 0, "01-02")
		}
	}
	return nil
}

// every lists the marks from the first midnight on.
func (p period) every(days, hours int, layout string) []tick {
	y, m, d := p.from.Date()
	var all []tick
	for i := 0; ; i++ {
		at := time.Date(y, m, d+i*days, i*hours, 0, 0, 0, p.from.Location())
		if at.After(p.to) {
			return all
		}
		if !at.Before(p.from) {
			all = append(all, tick{at, at.Format(layout)})
		}
	}
}

// timeAxis draws the marks of a period below y, and its hairlines up to top.
func (s *sheet) timeAxis(p period, top, y float64) {
	end := 0.0
	for _, t := range p.ticks(s.ruler.width("00-00", smallPx, false)) {
		x := p.x(t.at)
		s.box(Grid, x, top, 1, y-top)
		w := s.ruler.width(t.text, smallPx, false) / 2
		at := min(max(x, Margin+w), s.right()-w)
		if at-w < end+6 {
			continue
		}
		end = at + w
		s.small(Point{at, y + smallPx + 4}, Middle, t.text)
	}
	s.y = y + smallPx + 6
}
