package unreachable

import (
	"fmt"
	"net/netip"
	"strings"

	"holdfast"
	"holdfast/probes/internal/aim"
)

// headline is the word for the finding.
func headline(f holdfast.Finding) string {
	switch {
	case f.Status == holdfast.Broken:
		return "EXPOSED"
	case f.Status == holdfast.Holds:
		return ""
	case len(f.Faults) > 0 && f.Faults[0].Key == "egress":
		return "NOT PROVEN"
	default:
		return "COULD NOT LOOK"
	}
}

// reason is the sentence about the whole.
func (p *prober) reason(f holdfast.Finding, t *tally) string {
	head := ""
	if p.set.From != aim.FromOutside {
		head = "seen from inside: "
	}
	switch {
	case f.Status == holdfast.Broken:
		return head + f.Faults[0].Text + more(f)
	case len(f.Faults) > 0:
		return head + p.set.Host + ": " + f.Faults[0].Text
	case f.Status == holdfast.Unknown:
		return head + p.set.Host + ": no address could be looked at"
	case t.silent == 0:
		return fmt.Sprintf("%s%s: all %d database ports sent RST: nothing listens there, whatever the firewall does", head, p.set.Host, t.closed)
	default:
		return fmt.Sprintf("%s%s: no database port answers: %d silent (sight: %s; egress declared open), %d sent RST", head, p.set.Host, t.silent, p.sightText(), t.closed)
	}
}

// sightText names what showed that answers come back.
func (p *prober) sightText() string {
	if p.control != "" {
		return p.control + " answered"
	}
	return "another port answered"
}

// more counts the other faults of a broken finding.
func more(f holdfast.Finding) string {
	if n := len(f.FaultKeys(holdfast.Broken)) - 1; n > 0 {
		return fmt.Sprintf("; and %d more answer", n)
	}
	return ""
}

// some names the first few ports and counts the rest.
func some(labels []string) string {
	if len(labels) <= 3 {
		return strings.Join(labels, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(labels[:3], ", "), len(labels)-3)
}

// facts are the state that was seen.
func (t *tally) facts(from string) []holdfast.Fact {
	return []holdfast.Fact{
		{Name: "ports", Value: append([]string{}, t.ports...)},
		{Name: "addresses", Value: append([]string{}, t.looked...)},
		{Name: "closed_ports", Value: int64(t.closed)},
		{Name: "silent_ports", Value: int64(t.silent + len(t.unproven))},
		{Name: "looked_from", Value: from},
	}
}

// named is the finding of a database that has a public name.
func named(host string, found []netip.Addr) holdfast.Finding {
	list := make([]string, len(found))
	for i, a := range found {
		list[i] = a.String()
	}
	text := fmt.Sprintf("%s has a public name: %s; wanted none", host, some(list))
	return holdfast.Finding{
		Status: holdfast.Broken, Headline: "EXPOSED", Reason: text,
		Faults: []holdfast.Fault{{Key: "name", Status: holdfast.Broken, Text: text, Fix: "take the record out of the public zone"}},
		Facts:  []holdfast.Fact{{Name: "addresses", Value: list}},
	}
}

// parent is the domain above a name.
func parent(host string) string {
	if _, rest, ok := strings.Cut(strings.TrimSuffix(host, "."), "."); ok {
		return rest
	}
	return host
}
