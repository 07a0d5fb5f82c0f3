package hops

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Result is what a search showed.
type Result struct {
	// Path is the control's way and Witness its deepest hop that counts; its
	// Depth is 0 when there is none.
	Path    Path
	Witness Hop
	// Why says why not every silent port of the job is proven, as a clause; empty
	// when all are.
	Why string
	// Unfinished is true when nothing speaks against the others: the look ended
	// while proofs were still being found, and the next one goes on.
	Unfinished bool
	// Count is how many of the job's silent ports are proven, Asked how many
	// there were, and SYNs how many were sent.
	Count, Asked, SYNs int

	proven map[uint16]time.Time
}

// Proven reports whether a silent port of the job is proven to be dropped
// beyond the witness's arrival: our own way out carries it.
func (r Result) Proven(port uint16) bool { return !r.proven[port].IsZero() }

// Text says what the proofs rest on: "SYNs to them get to hop 9 of 11
// (203.0.113.1), as those to 443 do".
func (r Result) Text() string {
	place := strings.Replace(r.Witness.String(), " (", fmt.Sprintf(" of %d (", r.Path.Length), 1)
	return fmt.Sprintf("SYNs to them get to %s, as those to %d do", place, r.Path.Control)
}

// result gathers what the book knows of the job's ports.
func (s *search) result() Result {
	r := Result{Path: s.book.path, Witness: s.witness, Asked: len(s.job.Silent), SYNs: int(min(s.sent.Load(), int64(s.job.Most))), proven: map[uint16]time.Time{}}
	for _, port := range s.job.Silent {
		if s.witness.Depth > 0 && s.book.proven.fresh(port, s.now()) {
			r.proven[port] = s.book.proven.at(port)
		}
	}
	r.Count = len(r.proven)
	if r.Count < r.Asked {
		r.Why = s.why(r.Asked - r.Count)
		r.Unfinished = s.cut != nil && s.settled > 0 && !s.anyStopped() && len(s.answered) == 0
	}
	return r
}

// why says why so many ports are not proven.
func (s *search) why(n int) string {
	switch {
	case s.cut != nil && s.witness.Depth == 0:
		return s.cut.Error()
	case s.book.why != "":
		return s.book.why
	case s.book.far != "" && s.anyStopped():
		return s.book.far
	case len(s.answered) > 0:
		return fmt.Sprintf("port %d answered when it was asked again", s.answered[0])
	case s.cut != nil:
		return fmt.Sprintf("%d of %d not shown yet: %v", n, len(s.job.Silent), s.cut)
	default:
		return fmt.Sprintf("%s tells too rarely", s.witness)
	}
}

// anyStopped reports whether a silent port did not arrive, now or just before.
func (s *search) anyStopped() bool {
	return slices.ContainsFunc(s.job.Silent, func(port uint16) bool { return s.book.stopped.within(port, s.now(), refused) })
}
