package exposure

import (
	"net/netip"
	"slices"
	"time"

	"holdfast/probes/internal/sweep"
)

// How long an open port is remembered.
const (
	watchLasts = 7 * 24 * time.Hour // as a reason to ask it at every look
	watchMost  = 256                // ports remembered per address
)

// memory is what a check keeps from look to look.
type memory struct {
	print  uint64
	at     time.Time // of the last look
	places map[netip.Addr]*place
}

// place is what is known of one address.
type place struct {
	blocks []block
	owed   float64 // share of a block that the last look did not get to
	seen   []sighting
	open   []uint16 // as of the last look that could see
}

// sighting is a port that was open, and when last.
type sighting struct {
	port uint16
	at   time.Time
}

// block is what the last look at a block's ports saw; the open ones are kept
// apart.
type block struct {
	at       time.Time // zero: never
	closed   uint8
	proven   uint8 // rejected by the target itself
	byHop    uint8 // silent or rejected, and proven by hop in that look
	silent   uint8
	rejected uint8 // rejected by somebody other than the target
	unknown  uint8 // could not be asked
}

// newMemory returns the memory of a check that has not looked yet.
func newMemory(o order) *memory { return &memory{print: o.print, places: map[netip.Addr]*place{}} }

// place returns what is known of an address.
func (m *memory) place(addr netip.Addr, o order) *place {
	p := m.places[addr]
	if p == nil || len(p.blocks) != o.blocks() {
		p = &place{blocks: make([]block, o.blocks())}
		m.places[addr] = p
	}
	return p
}

// keep forgets all addresses but these.
func (m *memory) keep(addrs []netip.Addr) {
	for addr := range m.places {
		if !slices.Contains(addrs, addr) {
			delete(m.places, addr)
		}
	}
}

// setBack moves all stamps when the last look lies in the future: the wall clock
// was set back since. Else what was seen would count as fresh for as long as that,
// and the sweep go round among the few blocks that it has asked since.
func (m *memory) setBack(now time.Time) {
	by := now.Sub(m.at)
	if m.at.IsZero() || by >= 0 {
		return
	}
	m.at = moved(m.at, by)
	for _, p := range m.places {
		for i := range p.seen {
			p.seen[i].at = moved(p.seen[i].at, by)
		}
		for i := range p.blocks {
			p.blocks[i].at = moved(p.blocks[i].at, by)
		}
	}
}

// moved is t moved by d, or none as it was.
func moved(t time.Time, d time.Duration) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(d)
}

// fresh reports whether the block was seen within that time.
func (b block) fresh(now time.Time, within time.Duration) bool {
	return !b.at.IsZero() && now.Sub(b.at) <= within
}

// oldest returns the n blocks that were not seen for longest, never before all.
func (p *place) oldest(n int) []int {
	list := make([]int, len(p.blocks))
	for i := range list {
		list[i] = i
	}
	slices.SortStableFunc(list, func(a, b int) int { return p.blocks[a].at.Compare(p.blocks[b].at) })
	return list[:min(n, len(list))]
}

// firstRound reports whether a first round is still to be finished.
func (p *place) firstRound() bool {
	return slices.ContainsFunc(p.blocks, func(b block) bool { return b.at.IsZero() })
}

// watched returns the ports that were open here lately.
func (p *place) watched() []uint16 {
	list := slices.Clone(p.open)
	for _, s := range p.seen {
		list = append(list, s.port)
	}
	return list
}

// noteOpen takes the open ports of a look: what was open before and was not
// asked now stays.
func (p *place) noteOpen(res sweep.Result, now time.Time) {
	open := slices.DeleteFunc(slices.Clone(p.open), func(port uint16) bool { return res.State(port) != sweep.Unknown })
	open = append(open, res.In(sweep.Open)...)
	slices.Sort(open)
	p.open = slices.Compact(open)
	for _, port := range p.open {
		if res.State(port) == sweep.Open {
			p.sight(port, now)
		}
	}
	p.seen = slices.DeleteFunc(p.seen, func(s sighting) bool { return now.Sub(s.at) > watchLasts })
}

// sight remembers that a port was open.
func (p *place) sight(port uint16, now time.Time) {
	if i := slices.IndexFunc(p.seen, func(s sighting) bool { return s.port == port }); i >= 0 {
		p.seen[i].at = now
	} else if len(p.seen) < watchMost {
		p.seen = append(p.seen, sighting{port, now})
	}
}

// noteBlock takes what a look saw of a block's ports. A block that a look did
// not get through keeps what it was.
func (p *place) noteBlock(b int, list []uint16, s *sight, now time.Time) {
	res := s.res
	out := block{at: now}
	for _, port := range list {
		switch state := res.State(port); {
		case state == sweep.Open:
		case state == sweep.Closed:
			out.closed++
		case state == sweep.Unknown:
			out.unknown++
		case res.Reached(port):
			out.proven++
		case s.hops.Proven(port):
			out.byHop++
		case state == sweep.Rejected:
			out.rejected++
		default:
			out.silent++
		}
	}
	if res.Cut && out.unknown > 0 {
		return
	}
	p.blocks[b] = out
}
