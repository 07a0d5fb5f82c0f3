package board

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// Hours is how many hours a check's page shows, this one included.
const Hours = 36

// Detail is what is shown of one check alone.
type Detail struct {
	Hours   []Hour   // [Hours] of them, oldest first
	Changes []Change // newest first
}

// Hour is what one hour of a check counted.
type Hour struct {
	At                          time.Time // its start
	Looks, Bad, Unknown, Missed int
	// P50, P95 and Max are of the looks that got a good answer; zero when none
	// did.
	P50, P95, Max time.Duration
}

// Change is a moment from which on a check was seen in another way.
type Change struct {
	At       time.Time
	Status   holdfast.Status
	Headline string
	Reason   string
}

// State is what the hour's bar shows, by the same order as a day's; an hour in
// which nobody looked is Blind.
func (h Hour) State() history.State {
	switch {
	case h.Looks == 0:
		return history.Blind
	case h.Bad > 0:
		return history.Down
	case h.Unknown > 0 || h.Missed > 0:
		return history.Unknown
	default:
		return history.Up
	}
}

// Text tells the hour in words.
func (h Hour) Text() string {
	head := h.At.UTC().Format("2 Jan 15:04") + ": "
	if h.Looks == 0 && h.Missed == 0 {
		return head + "no look"
	}
	return head + fmt.Sprintf("%d looks, %d broken, %d unknown, %d missing", h.Looks, h.Bad, h.Unknown, h.Missed)
}

// Line is a curve of latency: hours that follow one another are joined, and one
// without a good answer leaves a gap.
type Line struct {
	P50, P95 string        // paths, one unit an hour wide and Tall high
	Top      time.Duration // what the upper edge stands for
}

// Tall is how high a curve is, in units of its drawing.
const Tall = 30

// Draw makes the curve of the hours; ok is false when there is nothing to draw.
func Draw(hours []Hour) (l Line, ok bool) {
	for _, h := range hours {
		l.Top = max(l.Top, h.P95, h.P50)
	}
	if l.Top == 0 {
		return l, false
	}
	l.P50 = curve(hours, l.Top, func(h Hour) time.Duration { return h.P50 })
	l.P95 = curve(hours, l.Top, func(h Hour) time.Duration { return h.P95 })
	return l, true
}

// curve is one path through the hours' middles.
func curve(hours []Hour, top time.Duration, of func(Hour) time.Duration) string {
	var b strings.Builder
	joined := false
	for i, h := range hours {
		v := of(h)
		if v == 0 {
			joined = false
			continue
		}
		y := Tall - float64(v)/float64(top)*(Tall-2)
		point := strconv.FormatFloat(float64(i)+0.5, 'f', -1, 64) + " " + strconv.FormatFloat(y, 'f', 1, 64)
		if joined {
			b.WriteString("L" + point)
		} else {
			b.WriteString("M" + point + "h.01") // a lone hour is a dot
		}
		joined = true
	}
	return b.String()
}

// Slow tells the latency of the hours in one sentence, empty when nothing got a
// good answer.
func Slow(hours []Hour) string {
	var mid, high []time.Duration
	var worst time.Duration
	for _, h := range hours {
		if h.P50 > 0 {
			mid, high = append(mid, h.P50), append(high, h.P95)
		}
		worst = max(worst, h.Max)
	}
	if len(mid) == 0 {
		return ""
	}
	return fmt.Sprintf("Half of the looks took at most %s to %s in each hour, 95 %% at most %s to %s; the slowest %s",
		Millis(slices.Min(mid)), Millis(slices.Max(mid)), Millis(slices.Min(high)), Millis(slices.Max(high)), Millis(worst))
}

// Millis is a latency as people say it.
func Millis(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
	case d >= 10*time.Millisecond:
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	default:
		return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 1, 64) + " ms"
	}
}
