package hops

import (
	"slices"
	"time"
)

// How long and how often nothing is asked anew.
const (
	refused  = 10 * time.Minute // a way without a witness, a port that did not arrive
	muteMost = 3                // looks in a row in which the witness did not tell of the control
)

// book is what is known of the way to one address.
type book struct {
	path   Path
	traced time.Time
	why    string // why there is no witness
	mute   int    // looks since the witness told of anything
	proven times
	// stopped are ports that did not arrive where the control does, and far is
	// how far one of them got, in words.
	stopped times
	far     string
}

// forget voids the proofs of ports.
func (b *book) forget(list []uint16) {
	for _, port := range list {
		b.proven.drop(port)
	}
}

// take adopts a new trace. Proofs stay when it is of the way that is known; so
// do hops that did not tell this time, unless they have not for long.
func (b *book) take(p Path, now time.Time) {
	same := b.path.Length > 0 && b.path.sameWay(p)
	if !same {
		b.proven, b.stopped, b.far = times{}, times{}, ""
	}
	if same && b.mute < muteMost && now.Sub(b.traced) < Lasts {
		b.path = b.path.join(p)
		return
	}
	b.path, b.traced, b.mute = p, now, 0
}

// wanting returns the ports to ask: without a proof of the last day, and not
// stopped just now; in their order.
func (b *book) wanting(list []uint16, now time.Time) []uint16 {
	return slices.DeleteFunc(slices.Clone(list), func(port uint16) bool {
		return b.proven.fresh(port, now) || b.stopped.within(port, now, refused)
	})
}

// oldest returns the n proven ports of a list whose proofs are oldest.
func (b *book) oldest(list []uint16, n int, now time.Time) []uint16 {
	have := slices.DeleteFunc(slices.Clone(list), func(port uint16) bool { return !b.proven.fresh(port, now) })
	slices.SortStableFunc(have, func(x, y uint16) int { return b.proven.at(x).Compare(b.proven.at(y)) })
	return have[:min(n, len(have))]
}

// times remembers a time for each of many ports, 64 together, in seconds: all
// 65,535 take a quarter of a megabyte.
type times struct {
	pages map[uint16]*[64]uint32
}

// at returns a port's time, zero for none.
func (t times) at(port uint16) time.Time {
	page := t.pages[port/64]
	if page == nil || page[port%64] == 0 {
		return time.Time{}
	}
	return time.Unix(int64(page[port%64]), 0).UTC()
}

// fresh reports whether a port's time is of the last day.
func (t times) fresh(port uint16, now time.Time) bool { return t.within(port, now, Lasts) }

// within reports whether a port's time is no older than that. One that lies
// ahead, because the clock was set back, counts for nothing.
func (t times) within(port uint16, now time.Time, most time.Duration) bool {
	at := t.at(port)
	age := now.Sub(at)
	return !at.IsZero() && age < most && age > -time.Minute
}

// set notes a port's time.
func (t *times) set(port uint16, at time.Time) {
	if t.pages == nil {
		t.pages = map[uint16]*[64]uint32{}
	}
	if t.pages[port/64] == nil {
		t.pages[port/64] = &[64]uint32{}
	}
	t.pages[port/64][port%64] = uint32(at.Unix()) //nolint:gosec // until 2106
}

// drop forgets a port's time.
func (t *times) drop(port uint16) {
	if page := t.pages[port/64]; page != nil {
		page[port%64] = 0
	}
}
