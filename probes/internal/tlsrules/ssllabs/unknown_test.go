package ssllabs_test

import (
	"maps"
	"testing"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/ssllabs"
	"holdfast/probes/internal/tlswire"
)

// blanks are ways in which a look can be incomplete.
func blanks() map[string]edit {
	all := map[string]edit{
		"renegotiation": func(e *survey.Endpoint) { e.Features.SecureRenegotiation = survey.Unknown },
		"insecure":      func(e *survey.Endpoint) { e.Features.InsecureRenegotiation = survey.Unknown },
		"compression":   func(e *survey.Endpoint) { e.Features.Compression = survey.Unknown },
		"heartbeat":     func(e *survey.Endpoint) { e.Features.Heartbeat = survey.Unknown },
		"flaws":         func(e *survey.Endpoint) { e.Flaws = nil },
		"features":      func(e *survey.Endpoint) { e.Features = survey.Features{} },
		"certificates":  func(e *survey.Endpoint) { e.Certificates = nil },
		"prime":         func(e *survey.Endpoint) { e.Exchange.DHBits = 0 },
		"address":       func(e *survey.Endpoint) { *e = survey.Endpoint{Error: "connection refused"} },
		"versions":      func(e *survey.Endpoint) { e.Protocols = nil },
		"http": func(e *survey.Endpoint) {
			if e.HTTP != nil {
				e.HTTP = &survey.HTTP{Error: "reset"}
			}
		},
		"trust":  each(func(c *survey.Certificate) { c.Trusted = survey.Unknown }),
		"name":   each(func(c *survey.Certificate) { c.NameMatches = survey.Unknown }),
		"period": each(func(c *survey.Certificate) { c.Period = "" }),
		"chain":  each(func(c *survey.Certificate) { c.Complete = survey.Unknown }),
		"unreadable": each(func(c *survey.Certificate) {
			*c = survey.Certificate{Unreadable: "asn.1: structure error"}
		}),
	}
	for _, v := range append(tlswire.Versions(), tlswire.SSL20) {
		all["no word of "+v.Title()] = unasked(v)
		all["half of "+v.Title()] = func(e *survey.Endpoint) {
			if p := at(e, v); len(p.Suites) > 1 {
				p.Suites, p.Complete, p.Order = p.Suites[:1], false, ""
			}
		}
		all["order of "+v.Title()] = func(e *survey.Endpoint) { at(e, v).Order = "" }
	}
	return all
}

func each(change func(*survey.Certificate)) edit {
	return func(e *survey.Endpoint) {
		for i := range e.Certificates {
			change(&e.Certificates[i])
		}
	}
}

// Whoever knows less must not claim more: the letter by the whole evidence lies
// between the bounds by a part of it, and a letter that is given all the same is
// the same letter.
func TestLessEvidenceNeverClaimsMore(t *testing.T) {
	t.Parallel()
	guide := ssllabs.Guide2009r()
	for name, c := range cases() {
		whole := guide.Grade(endpoint(c.edits...))
		for blank, remove := range blanks() {
			part := guide.Grade(endpoint(append(c.edits, remove)...))
			switch {
			case whole.Letter.Below(part.AtWorst), part.AtMost.Below(whole.Letter):
				t.Errorf("%s without %s: %s to %s, the whole is %s; missing %v", name, blank, part.AtWorst, part.AtMost, whole.Letter, part.Missing)
			case part.Letter != "" && part.Letter != whole.Letter:
				t.Errorf("%s without %s: %s, the whole is %s", name, blank, part, whole)
			case part.IfTrusted != "" && part.IfTrusted != whole.IfTrusted:
				t.Errorf("%s without %s: otherwise %s, the whole is %s", name, blank, part.IfTrusted, whole.IfTrusted)
			}
		}
	}
}

// Two gaps at once are held to the same.
func TestTwoGaps(t *testing.T) {
	t.Parallel()
	guide := ssllabs.Guide2009r()
	for _, name := range []string{"and HSTS", "RC4 last", "static RSA first", "TLS 1.0 is the best", "expired", "SSL 3 with CBC"} {
		c := cases()[name]
		whole := guide.Grade(endpoint(c.edits...))
		for one, first := range blanks() {
			for two, second := range maps.All(blanks()) {
				if one == "versions" || one == "address" || two == "versions" || two == "address" {
					continue
				}
				part := guide.Grade(endpoint(append(c.edits, first, second)...))
				if whole.Letter.Below(part.AtWorst) || part.AtMost.Below(whole.Letter) || part.Letter != "" && part.Letter != whole.Letter {
					t.Errorf("%s without %s and %s: %s to %s, the whole is %s", name, one, two, part.AtWorst, part.AtMost, whole.Letter)
				}
			}
		}
	}
}
