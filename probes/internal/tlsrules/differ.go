package tlsrules

import (
	"fmt"
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Difference is a point in which the addresses of one name do not answer alike:
// a machine that was forgotten at the last change, as a rule.
type Difference struct {
	// Key names the point for programs: "protocol/TLS1.0", "suites/TLS1.2",
	// "groups/TLS1.3", "certificate", "hsts", "feature/…".
	Key  string `json:"key"`
	Text string `json:"text"`
}

// aspect is something in which addresses can differ. see says what an address
// shows, empty when it is not known, and then not compared.
type aspect struct {
	key, title string
	see        func(*survey.Endpoint) string
}

// Differences compares the addresses of a survey.
func Differences(s *survey.Survey) []Difference {
	var out []Difference
	for _, a := range aspects() {
		if text := a.differs(s.Endpoints); text != "" {
			out = append(out, Difference{Key: a.key, Text: text})
		}
	}
	return out
}

// differs is one line on who shows what; empty when all that is known agrees.
func (a aspect) differs(endpoints []survey.Endpoint) string {
	var values []string
	who := map[string][]string{}
	for i := range endpoints {
		e := &endpoints[i]
		value := ""
		if e.Error == "" {
			value = a.see(e)
		}
		if value == "" {
			continue
		}
		if !slices.Contains(values, value) {
			values = append(values, value)
		}
		who[value] = append(who[value], e.Address.Addr().String())
	}
	if len(values) < 2 {
		return ""
	}
	var parts []string
	for _, value := range values {
		parts = append(parts, strings.Join(who[value], ", ")+": "+value)
	}
	return a.title + " differ: " + strings.Join(parts, "; ")
}

// aspects lists what is compared.
func aspects() []aspect {
	all := []aspect{
		{"certificate", "certificates", certificates},
		{"hsts", "HSTS headers", hsts},
		{"feature/compression", "answers on compression", known(func(f survey.Features) survey.Known { return f.Compression })},
		{"feature/secure-renegotiation", "answers on secure renegotiation", known(func(f survey.Features) survey.Known { return f.SecureRenegotiation })},
		{"feature/stapled", "answers on the OCSP staple", known(func(f survey.Features) survey.Known { return f.Stapled })},
	}
	for _, v := range append([]tlswire.Version{tlswire.SSL20}, tlswire.Versions()...) {
		all = append(all,
			aspect{"protocol/" + v.String(), "answers on " + v.Title(), func(e *survey.Endpoint) string { return answer(e.Protocol(v).Offered) }},
			aspect{"suites/" + v.String(), "suites of " + v.Title(), func(e *survey.Endpoint) string { return suites(e.Protocol(v)) }},
			aspect{"groups/" + v.String(), "groups of " + v.Title(), func(e *survey.Endpoint) string { return groups(e.Protocol(v)) }},
		)
	}
	return all
}

// known makes the view of a feature.
func known(feature func(survey.Features) survey.Known) func(*survey.Endpoint) string {
	return func(e *survey.Endpoint) string { return answer(feature(e.Features)) }
}

// answer is the word for a yes or a no.
func answer(k survey.Known) string {
	if k == survey.Unknown {
		return ""
	}
	return k.String()
}

// suites are compared when both lists are complete. A client's order leaves
// theirs to chance.
func suites(p survey.Protocol) string {
	if p.Offered != survey.Yes || !p.Complete {
		return ""
	}
	list := slices.Clone(p.Suites)
	if p.Order != survey.ServerOrder {
		slices.Sort(list)
	}
	return join(list)
}

// groups are compared likewise.
func groups(p survey.Protocol) string {
	if p.Offered != survey.Yes || !p.GroupsComplete || len(p.Groups) == 0 {
		return ""
	}
	list := slices.Clone(p.Groups)
	if p.GroupOrder != survey.ServerOrder {
		slices.Sort(list)
	}
	return join(list)
}

// join writes a list in one line.
func join[T fmt.Stringer](list []T) string {
	var words []string
	for _, item := range list {
		words = append(words, item.String())
	}
	return strings.Join(words, ", ")
}

// certificates are told apart by the beginning of their fingerprints.
func certificates(e *survey.Endpoint) string {
	var prints []string
	for _, c := range e.Certificates {
		if c.SHA256 != "" {
			prints = append(prints, c.SHA256[:min(len(c.SHA256), 16)]+" until "+c.NotAfter.UTC().Format("2006-01-02"))
		}
	}
	slices.Sort(prints)
	return strings.Join(prints, ", ")
}

// hsts is the header, where HTTP was seen.
func hsts(e *survey.Endpoint) string {
	switch {
	case e.HTTP == nil || e.HTTP.Error != "":
		return ""
	case e.HTTP.HSTS == nil:
		return "none"
	default:
		return e.HTTP.HSTS.Raw
	}
}
