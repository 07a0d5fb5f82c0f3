package simulate

import (
	"hash/fnv"
	"math"
	"slices"
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// failedTook is how long a look takes that finds the target down.
const failedTook = 80 * time.Millisecond

// chance is a number from 0 to 1 that belongs to a check and a time.
func chance(check string, at time.Time) float64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(check)) // never fails
	x := h.Sum64() ^ uint64(at.UnixMilli())
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11) / (1 << 53)
}

// latency is how long a good look takes: 40 to 180 ms, now and then a second.
func latency(check string, at time.Time) time.Duration {
	c := chance(check, at)
	ms := 40 + 140*c*c
	if c > 0.995 {
		ms = 400 + 120_000*(c-0.995)
	}
	return time.Duration(math.Round(ms*1000)) * time.Microsecond
}

// in reports whether a time lies in one of the spans.
func in(spans []history.Span, at time.Time) bool {
	for _, s := range spans {
		if ms := at.UnixMilli(); ms >= s.From && ms < s.To {
			return true
		}
	}
	return false
}

// grid is the times at which a check is due while a monitor runs. A check's
// first look is at a phase of its own; looks start up to 9 ms late.
func (s Script) grid(c holdfast.Check) []time.Time {
	phase := time.Duration(chance(c.ID, s.Start) * float64(c.Every)).Truncate(time.Millisecond)
	var out []time.Time
	for at := s.Start.Add(phase); at.Before(s.End); at = at.Add(c.Every) {
		late := time.Duration(chance(c.ID+"/late", at)*9) * time.Millisecond
		if began := at.Add(late); !in(s.Off, began) && began.Before(s.End) {
			out = append(out, began)
		}
	}
	return out
}

// episode is what is wrong with a check at a time, the last one told counts.
func (s Script) episode(check string, at time.Time) (Episode, bool) {
	for _, v := range slices.Backward(s.Episodes) {
		if e := v; e.Check == check && !at.Before(e.From) && at.Before(e.To) {
			return e, true
		}
	}
	return Episode{}, false
}

// look is what a monitor sees of a check.
func (s Script) look(c holdfast.Check, at time.Time, relook, blip bool) holdfast.Verdict {
	v := holdfast.Verdict{Check: c.ID, Vantage: Vantage, At: at, Took: latency(c.ID, at), Relook: relook}
	v.Finding = holdfast.Finding{Status: holdfast.Holds, Reason: "200 in " + v.Took.Round(time.Millisecond).String()}
	for _, f := range s.Facts {
		if f.Check == c.ID && !at.Before(f.At) {
			v.Facts = f.Facts
		}
	}
	e, wrong := s.episode(c.ID, at)
	switch {
	case in(s.Blind, at) && !c.Local:
		v.Blind, v.Took = true, failedTook
		v.Finding = holdfast.Finding{Status: holdfast.Unknown, Reason: "no anchor answers"}
	case wrong:
		v.Status, v.Headline, v.Reason = e.Is, e.Headline, e.Reason
		if e.Fault != "" {
			v.Faults = []holdfast.Fault{{Key: e.Fault, Status: e.Is, Text: e.Reason}}
		}
		if e.Is != holdfast.AtRisk {
			v.Took = failedTook
		}
	case blip:
		v.Status, v.Headline, v.Reason, v.Took = holdfast.Broken, "DOWN", "connection reset", failedTook
		v.Faults = []holdfast.Fault{{Key: "connect", Status: holdfast.Broken, Text: "connection reset"}}
	}
	return v
}
