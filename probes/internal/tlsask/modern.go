package tlsask

import (
	"context"
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// modern asks TLS 1.3.
type modern struct {
	*door
	offer
	suitesLeft []tlswire.Suite
	groupsLeft []tlswire.Group
}

// enumerate13 finds all suites and groups of TLS 1.3. A hello without a key share
// makes the server name its choice of both, which are then taken off both lists.
// first, when not nil, is a reply of this version to a hello with all suites.
func (d *door) enumerate13(ctx context.Context, first *reply) *modern {
	v := tlswire.TLS13
	m := &modern{door: d, offer: offer{version: v}, suitesLeft: tlswire.Suites(v), groupsLeft: tlswire.Groups(v)}
	if first != nil && m.take(*first) {
		m.strike(*first)
	}
	m.both(ctx)
	if m.offered == survey.Unknown {
		m.offered = noUnless(m.err)
		m.complete = m.err == nil
		return m
	}
	m.restOfGroups(ctx)
	m.restOfSuites(ctx)
	m.decide()
	if m.order == "" && len(m.suites) > 1 && m.err == nil {
		m.put(ctx, turned(m.suites), tlswire.Groups(v))
		m.decide()
	}
	if m.wantsChaCha() && m.err == nil {
		m.putChaCha(ctx, m.groups)
	}
	return m
}

// put asks once and notes the choice.
func (m *modern) put(ctx context.Context, suites []tlswire.Suite, groups []tlswire.Group) (r reply, chosen bool) {
	r, m.err = m.ask(ctx, m.hello(m.version, suites, groups))
	if m.err != nil || !m.take(r) {
		return r, false
	}
	m.strike(r)
	return r, true
}

// strike takes what was chosen off the lists.
func (m *modern) strike(r reply) {
	m.suitesLeft = without(m.suitesLeft, r.Suite)
	m.groupsLeft = without(m.groupsLeft, r.Group)
}

// usual are the three suites that servers have who do not think about it. Once
// they are seen, the next hello would hardly show a fourth.
func (m *modern) usual() bool {
	return len(m.suites) == 3 && !slices.ContainsFunc(m.suites, func(s tlswire.Suite) bool { return s.Has("CCM") || s.Has("SM3") })
}

// both asks for suites and groups together until one hello is refused.
func (m *modern) both(ctx context.Context) {
	for m.err == nil && len(m.suitesLeft) > 0 && len(m.groupsLeft) > 0 && !m.usual() {
		suites := m.suitesLeft
		if m.asked++; m.asked%2 == 0 {
			suites = turned(suites)
		}
		r, chosen := m.put(ctx, suites, m.groupsLeft)
		if !chosen {
			return
		}
		if r.Group == 0 { // it has no group to name, and no share to go on with
			m.groupsLeft = nil
		}
	}
}

// restOfGroups asks for the groups alone, with suites that are known to be
// accepted, until the rest is refused.
func (m *modern) restOfGroups(ctx context.Context) {
	before := m.groupsLeft
	asked := !m.usual() // a hello was refused, for want of a suite or of a group
	for m.err == nil && len(m.groupsLeft) > 0 {
		m.decide()
		suites := m.suites
		m.asked++
		switch {
		case m.wantsChaCha() && m.asked > 3:
			if !m.putChaCha(ctx, m.groupsLeft) {
				m.groupsComplete = m.err == nil
				m.complete = asked && len(m.groupsLeft) < len(before)
				return
			}
			continue
		case m.order == "" && m.asked%2 == 0:
			suites = turned(suites)
		}
		if _, chosen := m.put(ctx, suites, m.groupsLeft); !chosen {
			break
		}
	}
	m.groupsComplete = m.err == nil
	// Had the groups run out in [modern.both], none would have been found since.
	m.complete = m.err == nil && (asked && len(m.groupsLeft) < len(before) || len(m.suitesLeft) == 0)
}

// putChaCha asks with ChaCha20 first, and for groups by the way.
func (m *modern) putChaCha(ctx context.Context, groups []tlswire.Group) (chosen bool) {
	r, err := m.ask(ctx, m.hello(m.version, m.chachaAhead(m.suites), groups))
	if err != nil || r.Refused || r.Version != m.version {
		m.err = err
		return false
	}
	m.heardChaCha(r)
	if g := groupOf(r); g != 0 && !slices.Contains(m.groups, g) {
		m.groups = append(m.groups, g)
		m.groupsLeft = without(m.groupsLeft, g)
		m.groupPicks = append(m.groupPicks, pick[tlswire.Group]{r.hello.Groups, g})
	}
	return true
}

// restOfSuites asks for the suites alone, with all groups, where the last hello
// was refused perhaps for want of a group.
func (m *modern) restOfSuites(ctx context.Context) {
	for m.err == nil && !m.complete && len(m.suitesLeft) > 0 {
		suites := m.suitesLeft
		if m.asked++; m.asked%2 == 0 {
			suites = turned(suites)
		}
		if _, chosen := m.put(ctx, suites, tlswire.Groups(m.version)); !chosen {
			m.complete = m.err == nil
		}
	}
	m.complete = m.complete || m.err == nil && len(m.suitesLeft) == 0
}
