package report

import (
	"net"
	"slices"
	"strconv"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules"
	"holdfast/probes/internal/tlsrules/ssllabs"
)

// Of makes the report of a survey. It is a pure function: an old survey yields
// the report that today's rules make of it.
func Of(s *survey.Survey) Target {
	j := tlsrules.Judge(s, tlsrules.Wish{})
	overall := j.Grade
	t := Target{
		Name: net.JoinHostPort(s.Host, strconv.Itoa(int(s.Port))), ServerName: s.ServerName, StartTLS: s.StartTLS,
		Grade: string(overall.Letter), IfTrusted: string(overall.IfTrusted), AtMost: string(overall.AtMost), Guide: overall.Guide,
		Connections: s.Connections.Total(), FlawConnections: s.Connections.Flaws,
		PostQuantum: j.PostQuantum, Profiles: j.Profiles, Clients: j.Clients, Advice: j.Advice, Differ: j.Differences,
		Labs: overall, Survey: s,
	}
	for _, e := range s.Endpoints {
		t.Addresses = append(t.Addresses, e.Address.Addr().String())
	}
	if e := worst(s, overall); e != nil {
		t.describe(overall.Report(), e)
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

// describe fills in what one endpoint showed.
func (t *Target) describe(r ssllabs.Report, e *survey.Endpoint) {
	t.Why, t.Missing = reasons(r), missing(r)
	t.Protocols = protocols(e)
	t.ForwardSecrecy = secrecy(e)
	t.CapableClients = capable(r)
	t.DHBits = e.Exchange.DHBits
	t.SecureRenegotiation = boolean(e.Features.SecureRenegotiation)
	t.OCSPStaple = boolean(e.Features.Stapled)
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
