//go:build check

package matrix

import (
	"fmt"
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
	"holdfast/probes/tlsgrade/report"
)

// told writes what was found in the words in which truth is written: one fact a
// line, the usual left out.
func told(t report.Target) []string {
	out := []string{letter(t)}
	if t.Survey == nil || len(t.Survey.Endpoints) == 0 {
		return append(out, "error "+t.Error)
	}
	e := &t.Survey.Endpoints[0]
	for _, p := range e.Protocols {
		out = append(out, version(p)...)
	}
	if e.NotTLS != "" {
		out = append(out, "not TLS")
	}
	if bits := e.Exchange.DHBits; bits > 0 {
		out = append(out, strings.TrimSpace(fmt.Sprintf("DH %d %s", bits, e.Exchange.DHPrime)))
	}
	for _, c := range e.Certificates {
		out = append(out, certificate(c))
	}
	out = append(out, features(e)...)
	return append(out, flaws(e)...)
}

// letter is the grade and the rules behind it.
func letter(t report.Target) string {
	out := []string{t.Grade}
	if t.Grade == "" {
		out = []string{"unknown"}
		for _, m := range t.Missing {
			out = append(out, m.Rule)
		}
		return strings.Join(out, " ")
	}
	for _, why := range t.Why {
		if why.Rule != "hsts-long" { // of everything that has no A+
			out = append(out, why.Rule)
		}
	}
	return strings.Join(out, " ")
}

// version says what is offered; a version that is not is not mentioned.
func version(p survey.Protocol) []string {
	name := p.Version.String()
	if p.Offered == survey.Unknown {
		return []string{name + " unknown"}
	}
	if p.Offered == survey.No {
		return nil
	}
	suites := make([]string, len(p.Suites))
	for i, s := range p.Suites {
		suites[i] = strings.TrimPrefix(s.String(), "TLS_")
	}
	if p.Order == survey.ClientOrder {
		slices.Sort(suites)
	}
	order := orNone(string(p.Order))
	if p.ChaChaFirst == survey.Yes && p.Order == survey.ServerOrder {
		order += " ChaCha-first"
	}
	out := []string{name + " " + order + ": " + strings.Join(suites, " ")}
	if !p.Complete {
		out[0] += " and perhaps more"
	}
	return append(out, groups(p)...)
}

// groups says which groups a version has, versions below TLS 1.2 only where it
// is the newest. The order is no part of the truth: two of them do not show it.
func groups(p survey.Protocol) []string {
	if len(p.Groups) == 0 || p.Version < tlswire.TLS12 && !p.GroupsComplete {
		return nil
	}
	names := make([]string, len(p.Groups))
	for i, g := range p.Groups {
		names[i] = g.String()
	}
	slices.Sort(names)
	text := fmt.Sprintf("%s groups: %s", p.Version, strings.Join(names, " "))
	if !p.GroupsComplete {
		text += " and perhaps more"
	}
	return []string{text}
}

// orNone is a word for nothing.
func orNone(text string) string {
	if text == "" {
		return "only"
	}
	return text
}

// certificate says what is unusual about one.
func certificate(c survey.Certificate) string {
	out := []string{"certificate", c.Key.Kind, fmt.Sprint(c.Key.Bits), c.Signature}
	for _, one := range []struct {
		word string
		so   bool
	}{
		{c.Period, c.Period != "valid"},
		{"untrusted", c.Trusted != survey.Yes},
		{"other-name", c.NameMatches != survey.Yes},
		{"incomplete", c.Complete == survey.No},
		{"self-signed", c.SelfSigned},
		{"must-staple", c.MustStaple},
		{"revoked", c.Revoked == survey.Yes},
		{"good", c.Revoked == survey.No},
		{"weak", c.Key.Weak != ""},
	} {
		if one.so {
			out = append(out, one.word)
		}
	}
	return strings.Join(out, " ")
}

// features says what is unusual about the rest.
func features(e *survey.Endpoint) []string {
	var out []string
	f := e.Features
	for _, one := range []struct {
		text string
		so   bool
	}{
		{"stapled", f.Stapled == survey.Yes},
		{"no secure renegotiation", f.SecureRenegotiation == survey.No},
		{"insecure renegotiation", f.InsecureRenegotiation == survey.Yes},
		{"compression", f.Compression == survey.Yes},
		{"resumes by id", f.SessionResumption == survey.Yes},
		{"ignores the fallback signal", f.FallbackSCSV == survey.No},
		{"0-RTT", f.EarlyData == survey.Yes},
		{"heartbeat", f.Heartbeat == survey.Yes},
		{"client certificate " + f.ClientCertificate, f.ClientCertificate != "none" && f.ClientCertificate != ""},
		{"needs SNI", f.SNIRequired == survey.Yes},
	} {
		if one.so {
			out = append(out, one.text)
		}
	}
	if e.HTTP != nil && e.HTTP.HSTS != nil {
		out = append(out, "HSTS "+e.HTTP.HSTS.Raw)
	}
	for _, i := range e.Intolerances {
		if word := "intolerant " + i.To; !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// flaws lists those that are there. What a suite list implies is told by the list
// already.
func flaws(e *survey.Endpoint) []string {
	var out []string
	for _, f := range e.Flaws {
		if f.Vulnerable == survey.Yes {
			out = append(out, "flaw "+f.Name)
		}
	}
	return out
}
