package watch

import (
	"hash/fnv"
	"io"
	"time"
)

// tick is the finest grain of start times: all slots begin at multiples of it,
// so that slots of different intervals share wake-ups.
const tick = 100 * time.Millisecond

// grid is the series of due times offset, offset+every, offset+2·every … since
// 1970. Checks of one grid are asked together.
type grid struct{ every, offset time.Duration }

// gridOf returns the grid of a check: its phase is a hash of its ID, rounded
// down to a slot.
func gridOf(id string, every time.Duration) grid {
	return grid{every, phase(id, every).Truncate(slotWidth(every))}
}

// slotWidth is a hundredth of the interval, in whole ticks and at least one.
func slotWidth(every time.Duration) time.Duration {
	return max(tick, (every/100 + tick - 1).Truncate(tick))
}

// width is the time over which the looks of one due time may be spread: that of
// a slot, or what is left of the interval for the last one.
func (g grid) width() time.Duration { return min(slotWidth(g.every), g.every-g.offset) }

// index returns the number of the last due time that is not after t.
func (g grid) index(t time.Time) int64 {
	since := t.UnixNano() - int64(g.offset)
	n := since / int64(g.every)
	if since%int64(g.every) < 0 {
		n--
	}
	return n
}

// at returns the due time with that number.
func (g grid) at(index int64) time.Time {
	return time.Unix(0, index*int64(g.every)+int64(g.offset)).UTC()
}

// next returns the first due time after t.
func (g grid) next(t time.Time) time.Time { return g.at(g.index(t) + 1) }

// near reports whether a due time is within the tolerance of t.
func (g grid) near(t time.Time, tolerance time.Duration) bool {
	return !g.next(t.Add(-tolerance - 1)).After(t.Add(tolerance))
}

// phase spreads IDs evenly over a span; it depends on nothing but the ID, and
// must never change: it decides when each check is asked.
func phase(id string, span time.Duration) time.Duration {
	if span <= 0 {
		return 0
	}
	h := fnv.New64a()
	_, _ = io.WriteString(h, id)
	return time.Duration(mix(h.Sum64()) % uint64(span)) //nolint:gosec // below span, which is positive
}

// mix is the finaliser of MurmurHash3: FNV alone leaves IDs that differ in their
// last letter close together.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
