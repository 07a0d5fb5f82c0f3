package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules"
	"holdfast/probes/internal/tlsrules/mozilla"
)

// fact is a line of the page.
type fact struct{ label, text string }

// bare is the same address asked without a name; nil when it was not.
func (p page) bare(e *survey.Endpoint) *survey.Endpoint {
	for i := range p.t.Survey.Nameless {
		if p.t.Survey.Nameless[i].Address == e.Address {
			return &p.t.Survey.Nameless[i]
		}
	}
	return nil
}

// facts are the lines behind the versions.
func (p page) facts() []fact {
	e := p.worstEndpoint()
	if e == nil {
		return nil
	}
	out := []fact{
		{"secrecy", p.secrecy()},
		{"post-quantum", postQuantum(p.t.PostQuantum)},
		{"Mozilla", p.profiles()},
	}
	for i, c := range e.Certificates {
		label := "certificate"
		if i > 0 {
			label = ""
		}
		out = append(out, fact{label, certificate(c, p.at)})
		out = append(out, fact{"", notes(c)})
	}
	return append(out, fact{"handshake", features(e)}, fact{"HTTP", web(e)}, fact{"vulnerable to", vulnerable(e, p.at)},
		fact{"intolerant of", intolerant(e)}, fact{"without a name", nameless(e, p.bare(e))}, fact{"nodes differ", nodes(p.t.Differ)})
}

// secrecy says who gets it.
func (p page) secrecy() string {
	current, with, cannot := 0, 0, 0
	for _, o := range p.t.Clients {
		switch {
		case !o.Current:
		case o.Connects != survey.Yes:
			cannot++
		default:
			current++
			if o.ForwardSecret == survey.Yes {
				with++
			}
		}
	}
	text := fmt.Sprintf("%s suites; %d of %d current clients", p.t.ForwardSecrecy, with, current)
	if cannot > 0 {
		text += fmt.Sprintf(" (%d more cannot connect)", cannot)
	}
	return text
}

// postQuantum is the mark in words.
func postQuantum(m tlsrules.Mark) string {
	if m.Text == "" {
		return string(m.Standing)
	}
	return string(m.Standing) + ": " + m.Text
}

// nodes says how the addresses differ.
func nodes(all []tlsrules.Difference) string {
	var out []string
	for _, d := range all {
		out = append(out, d.Text)
	}
	return strings.Join(out, "; ")
}

// profiles says how the server stands to each of Mozilla's.
func (p page) profiles() string {
	var out []string
	for _, r := range p.t.Profiles {
		text := r.Profile + " " + r.Compliant.String()
		if len(r.Differs) > 0 {
			text += ": " + differences(r.Differs)
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, ". ") + " (guidelines " + p.t.Profiles[0].Guidelines + ")"
}

// differences names two and counts the rest.
func differences(notes []mozilla.Note) string {
	var out []string
	for _, n := range notes[:min(2, len(notes))] {
		out = append(out, n.Text)
	}
	if more := len(notes) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(out, "; ")
}

// certificate is one in a line.
func certificate(c survey.Certificate, now time.Time) string {
	if c.Unreadable != "" {
		return "cannot be read: " + c.Unreadable
	}
	days := int(c.NotAfter.Sub(now).Hours() / 24)
	return fmt.Sprintf("%s, %s %d, %s, by %s; ends %s (%d days)",
		c.Subject, c.Key.Kind, c.Key.Bits, c.Signature, c.Issuer, c.NotAfter.Format("2 Jan 2006"), days)
}

// notes are what is to be said about a certificate.
func notes(c survey.Certificate) string {
	var out []string
	for _, t := range c.Trust {
		word := "trusted by "
		switch t.Trusted {
		case survey.No:
			word = "not trusted by "
		case survey.Unknown:
			word = "not asked: "
		case survey.Yes:
		}
		out = append(out, word+t.Store)
	}
	if c.NameMatches == survey.No {
		out = append(out, "for "+strings.Join(c.Names[:min(3, len(c.Names))], " "))
	}
	if c.Complete == survey.No {
		out = append(out, "chain incomplete")
	}
	if len(c.Superfluous) > 0 {
		out = append(out, fmt.Sprintf("%d certificates sent in vain", len(c.Superfluous)))
	}
	out = append(out, "revoked "+c.Revoked.String())
	if c.MustStaple {
		out = append(out, "must staple")
	}
	return strings.Join(append(out, lints(c)...), "; ")
}

// lints counts what the linter found.
func lints(c survey.Certificate) []string {
	n := 0
	for _, l := range c.Lints {
		if l.Severity == "error" || l.Severity == "fatal" {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d lint errors", n)}
}

// features are what the server can besides.
func features(e *survey.Endpoint) string {
	f := e.Features
	var out []string
	for _, one := range []struct {
		name  string
		known survey.Known
	}{
		{"stapled OCSP", f.Stapled},
		{"session tickets", f.SessionTickets},
		{"resumption by session id", f.SessionResumption},
		{"extended master secret", f.ExtendedMasterSecret},
		{"secure renegotiation", f.SecureRenegotiation},
		{"0-RTT", f.EarlyData},
		{"compression", f.Compression},
		{"fallback SCSV", f.FallbackSCSV},
	} {
		if one.known != survey.Unknown {
			out = append(out, one.name+" "+one.known.String())
		}
	}
	if len(f.ALPN) > 0 {
		out = append(out, strings.Join(f.ALPN, " "))
	}
	if f.ClientCertificate != "" && f.ClientCertificate != "none" {
		out = append(out, "client certificate "+f.ClientCertificate)
	}
	if bits := e.Exchange.DHBits; bits > 0 {
		out = append(out, strings.TrimSpace(fmt.Sprintf("Diffie-Hellman %d bits %s", bits, e.Exchange.DHPrime)))
	}
	return strings.Join(out, ", ")
}

// web is the HTTP side in a line.
func web(e *survey.Endpoint) string {
	h := e.HTTP
	if h == nil {
		return ""
	}
	if h.Error != "" {
		return "no answer: " + h.Error
	}
	out := []string{strconv.Itoa(h.Status)}
	if h.Server != "" {
		out = append(out, h.Server)
	}
	switch {
	case h.HSTS == nil:
		out = append(out, "no HSTS")
	case !h.HSTS.Valid:
		out = append(out, "HSTS invalid: "+h.HSTS.Problem)
	default:
		out = append(out, fmt.Sprintf("HSTS %d days", h.HSTS.MaxAge/86400))
	}
	if h.Redirect.ToHTTPS != survey.Unknown {
		out = append(out, h.Redirect.Text)
	}
	if h.Headers.Graded {
		out = append(out, fmt.Sprintf("headers %s (%d)", h.Headers.Grade, h.Headers.Score))
	}
	return strings.Join(out, ", ")
}

// vulnerable lists the flaws that are there, and those not known, and says how
// old the oldest answer is.
func vulnerable(e *survey.Endpoint, now time.Time) string {
	var yes, unknown []string
	for _, f := range e.Flaws {
		switch f.Vulnerable {
		case survey.Yes:
			yes = append(yes, f.Name)
		case survey.Unknown:
			unknown = append(unknown, f.Name)
		case survey.No:
		}
	}
	switch {
	case len(e.Flaws) == 0:
		return "not asked"
	case len(yes)+len(unknown) == 0:
		return fmt.Sprintf("none of %d%s", len(e.Flaws), age(e.Flaws, now))
	}
	text := strings.Join(yes, ", ")
	if len(yes) == 0 {
		text = "none that was seen"
	}
	if len(unknown) > 0 {
		text += "; unknown: " + strings.Join(unknown, ", ")
	}
	return text + age(e.Flaws, now)
}

// age says when the oldest answer was got, if that is more than an hour ago.
func age(flaws []survey.Flaw, now time.Time) string {
	oldest := now
	for _, f := range flaws {
		if !f.At.IsZero() && f.At.Before(oldest) {
			oldest = f.At
		}
	}
	if gone := now.Sub(oldest); gone > time.Hour {
		return fmt.Sprintf(" (asked %.0f h ago)", gone.Hours())
	}
	return ""
}

// nameless says what a client meets that names no host, where that differs.
func nameless(e, bare *survey.Endpoint) string {
	switch {
	case bare == nil:
		return ""
	case e.Features.SNIRequired == survey.Yes:
		return "refused"
	case bare.Error != "":
		return bare.Error
	case len(bare.Certificates) > 0 && len(e.Certificates) > 0 && !slices.ContainsFunc(e.Certificates, func(c survey.Certificate) bool {
		return c.SHA256 == bare.Certificates[0].SHA256
	}):
		return "another certificate: " + bare.Certificates[0].Subject
	default:
		return ""
	}
}

// intolerant lists the hellos that the server cannot stand.
func intolerant(e *survey.Endpoint) string {
	var out []string
	for _, i := range e.Intolerances {
		if !slices.Contains(out, i.Text) {
			out = append(out, i.Text)
		}
	}
	return strings.Join(out, "; ")
}
