package charts

import (
	"math"
	"strconv"
	"time"
)

// scale lays durations along a height, by their size or, where they are too
// unlike, by their logarithm.
type scale struct {
	low, high   time.Duration // at base and at top
	base, top   float64
	logarithmic bool
	marks       []time.Duration
}

// unlike is how many times the median the highest may be before the scale is
// logarithmic.
const unlike = 25

// newScale makes a scale for values up to highest, of which least is a small
// one that should still be seen.
func newScale(least, highest time.Duration, base, top float64) scale {
	s := scale{base: base, top: top}
	if highest <= 0 {
		highest = time.Millisecond
	}
	if least > 0 && highest > unlike*least {
		return s.decades(least, highest)
	}
	step := nice(highest / 4)
	for v := time.Duration(0); ; v += step {
		s.marks = append(s.marks, v)
		if v >= highest {
			s.high = v
			return s
		}
	}
}

// decades marks the powers of ten from below the least to above the highest.
func (s scale) decades(least, highest time.Duration) scale {
	s.logarithmic = true
	s.low = time.Duration(math.Pow(10, math.Floor(math.Log10(float64(least)))))
	for v := s.low; ; v *= 10 {
		s.marks = append(s.marks, v)
		if v >= highest {
			s.high = v
			return s
		}
	}
}

// nice rounds up to 1, 2, 2.5 or 5 times a power of ten.
func nice(d time.Duration) time.Duration {
	power := time.Duration(1)
	for power*10 <= d {
		power *= 10
	}
	for _, tenths := range []int64{10, 20, 25, 50} {
		if step := time.Duration(max(int64(power)*tenths/10, 1)); step >= d {
			return step
		}
	}
	return power * 10
}

// y is how high a duration is.
func (s scale) y(d time.Duration) float64 {
	d = min(max(d, s.low), s.high)
	share := float64(d) / float64(s.high)
	if s.logarithmic {
		share = math.Log(float64(d)/float64(s.low)) / math.Log(float64(s.high)/float64(s.low))
	}
	return s.base - (s.base-s.top)*share
}

// short writes a duration with at most three figures: 43 ms, 1.2 s, 850 µs.
func short(d time.Duration) string {
	switch {
	case d == 0:
		return "0"
	case d < time.Millisecond:
		return figures(float64(d)/float64(time.Microsecond)) + " µs"
	case d < time.Second:
		return figures(float64(d)/float64(time.Millisecond)) + " ms"
	case d < 10*time.Minute:
		return figures(d.Seconds()) + " s"
	default:
		return figures(d.Minutes()) + " min"
	}
}

func figures(v float64) string {
	places := 0
	if v < 10 {
		places = 1
	}
	s := strconv.FormatFloat(v, 'f', places, 64)
	if places == 1 && s[len(s)-1] == '0' {
		s = s[:len(s)-2]
	}
	return s
}
