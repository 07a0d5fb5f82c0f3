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
	// refusedBoth tells that a hello was refused, for want of a suite or a group.
	refusedBoth bool
}

// enumerate13 finds all suites and groups of TLS 1.3. A hello without a key share
// makes the server name its choice of both, which are then taken off both lists.
// first, when not nil, is a reply of this version to a hello with all suites.
func (d *door) enumerate13(ctx context.Context, first *reply) *modern {
	v := tlswire.TLS13
	m := &modern{door: d, offer: offer{version: v}, suitesLeft: suites(v), groupsLeft: tlswire.Groups(v)}
	if first != nil && m.take(*first) {
		m.strike(*first)
	}
	m.both(ctx)
	if m.offered == survey.Unknown {
		m.offered = noUnless(m.err)
		m.complete = m.err == nil
		return m
	}
	m.restOfSuites(ctx)
	m.restOfGroups(ctx)
	m.decide()
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
		r, chosen := m.put(ctx, m.left(), m.groupsLeft)
		if !chosen {
			m.refusedBoth = true
			return
		}
		if r.Group == 0 { // it has no group to name, and no share to go on with
			m.groupsLeft = nil
		}
	}
}

// left are the suites not yet seen, every second time turned round.
func (m *modern) left() []tlswire.Suite {
	if m.asked++; m.asked%2 == 0 {
		return turned(m.suitesLeft)
	}
	return m.suitesLeft
}

// restOfSuites asks for the suites alone, with all groups. A suite that comes now,
// although it was refused together with the rest of the groups, shows that those
// are none.
func (m *modern) restOfSuites(ctx context.Context) {
	for m.err == nil && len(m.suitesLeft) > 0 {
		if _, chosen := m.put(ctx, m.left(), tlswire.Groups(m.version)); !chosen {
			break
		}
		m.groupsComplete = m.groupsComplete || m.refusedBoth
	}
	m.complete = m.err == nil
}

// restOfGroups asks for the groups alone, with suites that are known to be
// accepted, until the rest is refused.
func (m *modern) restOfGroups(ctx context.Context) {
	for m.err == nil && len(m.groupsLeft) > 0 && !m.groupsComplete {
		m.decide()
		var more bool
		switch {
		case m.wantsChaCha():
			more = m.putChaCha(ctx, m.groupsLeft)
		case m.order == "" && len(m.suites) > 1:
			_, more = m.put(ctx, turned(m.suites), m.groupsLeft)
		default:
			_, more = m.put(ctx, m.suites, m.groupsLeft)
		}
		m.groupsComplete = !more && m.err == nil
	}
	m.groupsComplete = m.err == nil
}

// putChaCha asks with ChaCha20 first, and for groups by the way.
func (m *modern) putChaCha(ctx context.Context, groups []tlswire.Group) (chosen bool) {
	r, err := m.ask(ctx, m.hello(m.version, m.chachaAhead(m.suites), groups))
	if m.err = err; err != nil || r.Refused || r.Version != m.version {
		return false
	}
	m.heardChaCha(r)
	m.strike(r)
	if g := groupOf(r); g != 0 && !slices.Contains(m.groups, g) {
		m.groups = append(m.groups, g)
		m.groupPicks = append(m.groupPicks, pick[tlswire.Group]{r.hello.Groups, g})
	}
	return true
}
