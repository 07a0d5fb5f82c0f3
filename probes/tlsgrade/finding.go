package tlsgrade

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules"
)

// finding puts together what all addresses showed.
func (p *prober) finding(s *survey.Survey, prev holdfast.Finding) holdfast.Finding {
	var f holdfast.Finding
	nodes := nodes(s)
	j := tlsrules.Judge(s, tlsrules.Wish{Letter: p.wants.grade})
	f.Faults = p.faults(nodes, append(weakened(prev, nodes), p.gradeFaults(s, j)...))
	f.Judge()
	f.Headline = headline(f.Faults)
	f.Facts = p.facts(s, nodes)
	if len(f.Facts) > 0 {
		f.Facts = append(f.Facts, p.gradeFacts(s, j)...)
	}
	f.Facts = append(f.Facts, replaced(prev, f.Facts, s.At)...)
	f.Reason = reason(f, p.now())
	f.Measures = append(f.Measures,
		holdfast.Measure{Name: "tls_connections", Value: float64(s.Connections.Total())},
		holdfast.Measure{Name: "vulnerability_connections", Value: float64(s.Connections.Flaws)})
	if took := s.Endpoints[0].HandshakeSeconds; took > 0 {
		f.Measures = append(f.Measures, holdfast.Measure{Name: "handshake_seconds", Value: took})
	}
	if f.Status == holdfast.Holds && len(f.Facts) == 0 {
		f.Status = holdfast.Unknown // nothing was seen
	}
	return f
}

// faults are those of all addresses, each key once, and what changed; worst first.
func (p *prober) faults(nodes []node, changed []holdfast.Fault) []holdfast.Fault {
	var all []holdfast.Fault
	where := map[string][]string{}
	reached := 0
	for _, n := range nodes {
		if n.Error == "" {
			reached++
		}
		for _, fault := range p.judge(n) {
			all = merge(all, fault)
			if at := n.addr().String(); !slices.Contains(where[fault.Key], at) {
				where[fault.Key] = append(where[fault.Key], at)
			}
		}
	}
	for i, fault := range all {
		if at := where[fault.Key]; len(at) < reached && !strings.HasPrefix(fault.Key, "unseen/") {
			all[i].Text += " (on " + strings.Join(at, ", ") + " only)"
		}
	}
	for _, fault := range append(changed, differing(nodes)...) {
		all = merge(all, fault)
	}
	slices.SortStableFunc(all, func(a, b holdfast.Fault) int { return worseFirst(a.Status, b.Status) })
	return all
}

// merge adds a fault, or its words to the one with the same key.
func merge(all []holdfast.Fault, fault holdfast.Fault) []holdfast.Fault {
	for i, known := range all {
		if known.Key != fault.Key {
			continue
		}
		if fault.Status.Worse(known.Status) {
			all[i].Status = fault.Status
		}
		if !strings.Contains(known.Text, fault.Text) && len(known.Text) < 300 {
			all[i].Text += "; " + fault.Text
		}
		return all
	}
	return append(all, fault)
}

// worseFirst compares for sorting.
func worseFirst(a, b holdfast.Status) int {
	switch {
	case a.Worse(b):
		return -1
	case b.Worse(a):
		return 1
	default:
		return 0
	}
}

// headline is the word for the worst fault.
func headline(faults []holdfast.Fault) string {
	if len(faults) == 0 {
		return ""
	}
	key := faults[0].Key
	switch {
	case faults[0].Status == holdfast.Unknown:
		return "COULD NOT LOOK"
	case strings.HasPrefix(key, "certificate/expires"), key == "certificate/chain-expires":
		return "EXPIRES"
	case key == "certificate/expired":
		return "EXPIRED"
	case key == "certificate/key", key == "certificate/signature":
		return "WEAK TLS"
	case strings.HasPrefix(key, "certificate/"):
		return "UNTRUSTED"
	case strings.HasPrefix(key, "changed/"):
		return "WEAKER TLS"
	case strings.HasPrefix(key, "vulnerability/"):
		return "VULNERABLE"
	case strings.HasPrefix(key, "node/"):
		return "NODES DIFFER"
	case key == "handshake":
		return "NO TLS"
	default:
		return "WEAK TLS"
	}
}

// reason is the worst fault and how many more there are, or what is good.
func reason(f holdfast.Finding, now time.Time) string {
	if len(f.Faults) == 0 {
		return summary(f, now)
	}
	text := f.Faults[0].Text
	if more := len(f.Faults) - 1; more == 1 {
		text += "; and 1 more"
	} else if more > 1 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// summary says what was seen, in one line.
func summary(f holdfast.Finding, now time.Time) string {
	var names []string
	suites := 0
	for _, v := range versions() {
		if list, ok := f.Fact(suitesFact(v)).([]string); ok {
			names = append(names, strings.TrimPrefix(v.Title(), "TLS "))
			suites += len(list)
		}
	}
	text := fmt.Sprintf("TLS %s, %d suites, forward secrecy %v", strings.Join(names, " "), suites, f.Fact("forward_secrecy"))
	if grade, ok := f.Fact("grade").(string); ok {
		text = fmt.Sprintf("%s, forward secrecy with %v current clients, TLS %s", grade, f.Fact("forward_secrecy_clients"), strings.Join(names, " "))
	}
	if end, ok := f.Fact("certificate_not_after").(time.Time); ok {
		text += fmt.Sprintf("; certificate ends in %d days (%s)", int(end.Sub(now).Hours()/24), end.Format("2 Jan 2006"))
	}
	return text
}
