package web

import (
	"time"

	"holdfast"
	"holdfast/internal/board"
)

// A page of up to wholeChecks checks shows each with its bars. Of more, it shows
// what does not hold, up to mostBad, and one row for each of up to mostGroups
// groups: an overview that must be scrolled for minutes is none, and nobody on a
// telephone should wait for it.
const (
	wholeChecks = 40
	mostBad     = 15
	mostGroups  = 24
)

// recently is how long an incident that has ended stays on the first page.
const recently = 14 * 24 * time.Hour

// overview is what the first page shows to the public.
type overview struct {
	page
	Open, Ended []board.Incident
	Groups      []board.Group // each check in full; empty when folded
	Bad         []board.Check // when folded: what does not hold
	MoreBad     int
	Folded      []row // when folded: one each
	MoreGroups  int
}

// overview makes the first page.
func (s *shelf) overview(b board.Board) overview {
	d := overview{page: s.page(b, "", b.Name), Open: b.Open()}
	for _, i := range b.Incidents {
		if !i.Open() && b.Made.Sub(i.Ended) < recently && len(d.Ended) < 5 {
			d.Ended = append(d.Ended, i)
		}
	}
	if len(b.Checks) <= wholeChecks {
		d.Groups = b.Groups
		return d
	}
	d.fold(b)
	return d
}

// fold shows what does not hold, and the rest by group.
func (d *overview) fold(b board.Board) {
	for _, status := range []holdfast.Status{holdfast.Broken, holdfast.Unknown, holdfast.AtRisk} {
		for _, c := range b.Checks {
			if c.Status == status {
				d.Bad = append(d.Bad, c)
			}
		}
	}
	d.MoreBad = max(len(d.Bad)-mostBad, 0)
	d.Bad = d.Bad[:min(len(d.Bad), mostBad)]
	d.MoreGroups = max(len(b.Groups)-mostGroups, 0)
	for _, g := range b.Groups[:min(len(b.Groups), mostGroups)] {
		d.Folded = append(d.Folded, row{Group: g, Days: g.Days()})
	}
}

// row is a group with its worst of each day, worked out once.
type row struct {
	board.Group
	Days []board.Day
}

// Uneven are the days on which one of the group was not up throughout.
func (r row) Uneven() []board.Day { return board.Uneven(r.Days) }

// linked is a check with the address of its page.
type linked struct {
	C    board.Check
	Link string
}

// Linked gives a check the address of its page.
func (p page) Linked(c board.Check) linked { return linked{C: c, Link: p.CheckLink(c)} }
