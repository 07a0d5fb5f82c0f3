// Package statement rolls checks up into promises.
//
// A published security statement is a list of sentences. Each sentence is as
// good as the worst of the checks that prove it, and no better: one check that
// could not look makes the whole sentence Unknown, because nobody knows whether
// it is true this minute. A sentence that no check proves is not false; it is
// unproven, and said to be so. "Since when" follows from the members: a broken
// sentence has been broken since its first member broke, one that holds has
// held since its last member came round.
package statement

import (
	"slices"
	"time"

	"holdfast"
)

// Member is one check of a promise with what is known of it now.
type Member struct {
	Check  string // ID
	Name   string
	Status holdfast.Status
	Since  time.Time // of Status; zero when there was no look yet
	Seen   time.Time // start of the last look
	Reason string
	Looked bool // false: not yet looked
}

// State is a promise now.
type State struct {
	Promise  holdfast.Promise
	Status   holdfast.Status
	Proven   bool // false: no check belongs to it
	Since    time.Time
	Verified time.Time // when the oldest of its members was last looked at
	Members  []Member  // worst first
}

// Word is how the state is called on pages and in reports.
func (s State) Word() string {
	switch {
	case !s.Proven:
		return "unproven"
	case s.Status == holdfast.Unknown && slices.ContainsFunc(s.Members, func(m Member) bool { return !m.Looked }):
		return "not yet looked"
	default:
		return s.Status.String()
	}
}

// Roll gives the state of each promise from all members.
func Roll(promises []holdfast.Promise, all []Member) []State {
	states := make([]State, 0, len(promises))
	for _, p := range promises {
		states = append(states, one(p, members(p, all)))
	}
	return states
}

// members returns the checks that a promise's patterns name, worst first.
func members(p holdfast.Promise, all []Member) []Member {
	var mine []Member
	for _, m := range all {
		if slices.ContainsFunc(p.Checks, func(pattern string) bool { return holdfast.Glob(pattern, m.Name) || holdfast.Glob(pattern, m.Check) }) {
			mine = append(mine, m)
		}
	}
	slices.SortStableFunc(mine, func(a, b Member) int {
		switch {
		case a.Status.Worse(b.Status):
			return -1
		case b.Status.Worse(a.Status):
			return 1
		default:
			return 0
		}
	})
	return mine
}

// one rolls up a single promise.
func one(p holdfast.Promise, mine []Member) State {
	s := State{Promise: p, Members: mine, Proven: len(mine) > 0}
	statuses := make([]holdfast.Status, len(mine))
	for i, m := range mine {
		statuses[i] = m.Status
		if i == 0 || m.Seen.Before(s.Verified) {
			s.Verified = m.Seen
		}
	}
	s.Status = holdfast.Worst(statuses...)
	s.Since = since(s.Status, mine)
	return s
}

// since is the start of the present state: of good news the last member to come
// round counts, of bad news the first to fall.
func since(status holdfast.Status, mine []Member) time.Time {
	var at time.Time
	for _, m := range mine {
		if m.Status != status || m.Since.IsZero() {
			continue
		}
		later := m.Since.After(at)
		if at.IsZero() || later == (status == holdfast.Holds) {
			at = m.Since
		}
	}
	return at
}
