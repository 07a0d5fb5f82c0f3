package tlsrules

import (
	"net/netip"
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Standing is how a server stands to post-quantum key exchange.
type Standing string

// The standings, best first; Unproven when the survey cannot tell.
const (
	// Preferred: whoever can has it, because the server takes it first.
	Preferred Standing = "preferred"
	// Offered: whoever lists it first has it.
	Offered Standing = "offered"
	// Absent: nobody has it.
	Absent   Standing = "absent"
	Unproven Standing = "unknown"
)

// Mark is the mark for post-quantum key exchange.
type Mark struct {
	Standing Standing `json:"standing"`
	// Groups are the hybrid groups of today that are accepted.
	Groups []tlswire.Group `json:"groups,omitempty"`
	Text   string          `json:"text"`
}

// MarkOf is the mark of the worst address of a survey.
func MarkOf(s *survey.Survey) Mark {
	if len(s.Endpoints) == 0 {
		return Mark{Standing: Unproven, Text: "no address was asked"}
	}
	worst := MarkEndpoint(&s.Endpoints[0])
	for i := range s.Endpoints[1:] {
		if m := MarkEndpoint(&s.Endpoints[i+1]); m.Standing.rank() > worst.Standing.rank() {
			worst = m
		}
	}
	return worst
}

// rank orders the standings; what is proven to be absent is worse than what is
// not known.
func (s Standing) rank() int {
	return slices.Index([]Standing{Preferred, Offered, Unproven, Absent}, s)
}

// MarkEndpoint is the mark of one address.
func MarkEndpoint(e *survey.Endpoint) Mark {
	p := e.Protocol(tlswire.TLS13)
	switch {
	case e.Error != "":
		return Mark{Standing: Unproven, Text: e.Error}
	case p.Offered == survey.No:
		return Mark{Standing: Absent, Text: "no TLS 1.3, without which there is no such key exchange"}
	case p.Offered == survey.Unknown:
		return Mark{Standing: Unproven, Text: "whether TLS 1.3 is offered is not known"}
	}
	m := Mark{Groups: slices.DeleteFunc(slices.Clone(p.Groups), func(g tlswire.Group) bool { return !current(g) })}
	m.Standing, m.Text = standing(p, m.Groups)
	return m
}

// current reports whether the group is a hybrid that clients of today speak.
// The drafts with Kyber ended with Chrome 130.
func current(g tlswire.Group) bool {
	return g.Hybrid() && !strings.Contains(g.String(), "Kyber")
}

// standing judges the groups of TLS 1.3.
func standing(p survey.Protocol, hybrid []tlswire.Group) (Standing, string) {
	var names []string
	for _, g := range hybrid {
		names = append(names, g.String())
	}
	list := strings.Join(names, ", ")
	switch {
	case len(hybrid) == 0 && !p.GroupsComplete:
		return Unproven, "the groups of TLS 1.3 were not all found"
	case len(hybrid) == 0 && slices.ContainsFunc(p.Groups, tlswire.Group.Hybrid):
		return Absent, "no hybrid group but those of drafts, which no current client speaks"
	case len(hybrid) == 0:
		return Absent, "no hybrid group"
	case p.GroupsComplete && len(hybrid) == len(p.Groups):
		return Preferred, "nothing but hybrid groups: " + list
	case p.GroupOrder == survey.ServerOrder && current(p.Groups[0]):
		return Preferred, "takes " + p.Groups[0].String() + " before all others"
	case p.GroupOrder == survey.ClientOrder:
		return Offered, "gives " + list + " to clients that list it first"
	case p.GroupOrder == survey.ServerOrder:
		return Offered, "knows " + list + ", but takes " + p.Groups[0].String() + " first"
	default:
		return Offered, "knows " + list
	}
}

// find returns the endpoint at an address, nil for none.
func find(endpoints []survey.Endpoint, at netip.AddrPort) *survey.Endpoint {
	for i := range endpoints {
		if endpoints[i].Address == at {
			return &endpoints[i]
		}
	}
	return nil
}
