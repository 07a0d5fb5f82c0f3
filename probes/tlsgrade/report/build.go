package report

import (
	"net"
	"slices"
	"strconv"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/advice"
	"holdfast/probes/internal/tlsrules/clients"
	"holdfast/probes/internal/tlsrules/mozilla"
	"holdfast/probes/internal/tlsrules/ssllabs"
	"holdfast/probes/internal/tlswire"
)

// Of makes the report of a survey. It is a pure function: an old survey yields
// the report that today's rules make of it.
func Of(s *survey.Survey) Target {
	guide := ssllabs.Latest()
	overall := guide.GradeSurvey(s)
	t := Target{
		Name: net.JoinHostPort(s.Host, strconv.Itoa(int(s.Port))), ServerName: s.ServerName, StartTLS: s.StartTLS,
		Grade: string(overall.Letter), IfTrusted: string(overall.IfTrusted), AtMost: string(overall.AtMost), Guide: guide.Version,
		Connections: s.Connections.Total(), FlawConnections: s.Connections.Flaws,
		Labs: overall, Survey: s,
	}
	for _, e := range s.Endpoints {
		t.Addresses = append(t.Addresses, e.Address.Addr().String())
	}
	if e := worst(s, overall); e != nil {
		t.describe(guide, overall, e, nameless(s, e))
	}
	return t
}

// worst is the endpoint whose grade counts; nil for none.
func worst(s *survey.Survey, o ssllabs.Overall) *survey.Endpoint {
	i := slices.IndexFunc(s.Endpoints, func(e survey.Endpoint) bool { return e.Address == o.Worst })
	if i < 0 {
		if len(s.Endpoints) == 0 {
			return nil
		}
		i = 0
	}
	return &s.Endpoints[i]
}

// nameless is the same address asked without a name.
func nameless(s *survey.Survey, e *survey.Endpoint) *survey.Endpoint {
	for i := range s.Nameless {
		if s.Nameless[i].Address == e.Address {
			return &s.Nameless[i]
		}
	}
	return nil
}

// describe fills in what one endpoint showed.
func (t *Target) describe(guide ssllabs.Guide, o ssllabs.Overall, e, bare *survey.Endpoint) {
	r := o.Report()
	t.Why, t.Missing = reasons(r), missing(r)
	t.Protocols = protocols(e)
	t.ForwardSecrecy = secrecy(e)
	t.CapableClients = capable(r)
	t.DHBits = e.Exchange.DHBits
	t.SecureRenegotiation = boolean(e.Features.SecureRenegotiation)
	t.OCSPStaple = boolean(e.Features.Stapled)
	t.PostQuantum = string(mark(e))
	for _, p := range mozilla.Latest() {
		t.Profiles = append(t.Profiles, p.Check(e))
	}
	t.Clients = clients.Run(e, bare)
	t.Advice = advice.Make(guide, intermediate(), e, ssllabs.APlus, "")
}

// intermediate is Mozilla's profile for nearly everybody.
func intermediate() mozilla.Profile {
	all := mozilla.Latest()
	i := slices.IndexFunc(all, func(p mozilla.Profile) bool { return p.Name == "intermediate" })
	return all[max(i, 0)]
}

// reasons are all rules that strike.
func reasons(r ssllabs.Report) []Reason {
	out := []Reason{}
	for _, list := range [][]ssllabs.Cap{r.Trust, r.Caps, r.Warnings, r.Extras} {
		for _, c := range list {
			out = append(out, Reason{Letter: string(c.Letter), Rule: c.Rule, Guide: c.Since, Text: c.Text})
		}
	}
	return out
}

// missing are the rules that could not be looked at.
func missing(r ssllabs.Report) []Missing {
	out := []Missing{}
	for _, m := range r.Missing {
		out = append(out, Missing{Rule: m.Rule, Why: m.Why})
	}
	return out
}

// protocols are the versions that are offered.
func protocols(e *survey.Endpoint) map[string]Protocol {
	out := map[string]Protocol{}
	for _, p := range e.Protocols {
		if p.Offered != survey.Yes {
			continue
		}
		one := Protocol{Order: string(p.Order), Complete: p.Complete, Missing: p.Missing, Suites: []string{}}
		for _, s := range p.Suites {
			one.Suites = append(one.Suites, s.String())
		}
		for _, g := range p.Groups {
			one.Groups = append(one.Groups, g.String())
		}
		out[p.Version.String()] = one
	}
	return out
}

// secrecy is all, some or none of the suites; empty when nothing was seen.
func secrecy(e *survey.Endpoint) string {
	with, all := 0, 0
	for _, p := range e.Protocols {
		for _, s := range p.Suites {
			all++
			if s.ForwardSecret() {
				with++
			}
		}
	}
	switch {
	case all == 0:
		return ""
	case with == all:
		return "all"
	case with == 0:
		return "none"
	default:
		return "some"
	}
}

// capable says whether clients that can have forward secrecy get it: the guide's
// rule about that was looked at, and does not strike.
func capable(r ssllabs.Report) *bool {
	const rule = "no-forward-secrecy"
	for _, m := range slices.Concat(r.Missing, r.Soft) {
		if m.Rule == rule {
			return nil
		}
	}
	yes := !slices.ContainsFunc(r.Caps, func(c ssllabs.Cap) bool { return c.Rule == rule })
	return &yes
}

// boolean is nil for what is not known.
func boolean(k survey.Known) *bool {
	if k == survey.Unknown {
		return nil
	}
	yes := k == survey.Yes
	return &yes
}

// Mark is how a server stands to quantum computers: whoever records the traffic
// today can read it with one later, unless the key exchange is a hybrid.
type Mark string

// The marks.
const (
	Preferred Mark = "preferred" // asked for first
	Offered   Mark = "offered"   // taken from who lists it
	Absent    Mark = "absent"
	Unseen    Mark = "unknown"
)

// mark looks at the groups of TLS 1.3, the only version that has hybrids.
func mark(e *survey.Endpoint) Mark {
	p := e.Protocol(tlswire.TLS13)
	hybrid := slices.IndexFunc(p.Groups, tlswire.Group.Hybrid)
	switch {
	case hybrid == 0 && p.GroupOrder != survey.ClientOrder, hybrid == 0 && len(p.Groups) == 1:
		return Preferred
	case hybrid >= 0:
		return Offered
	case p.Offered == survey.No, p.Offered == survey.Yes && p.GroupsComplete:
		return Absent
	default:
		return Unseen
	}
}
