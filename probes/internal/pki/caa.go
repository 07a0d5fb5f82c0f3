package pki

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast/internal/plain"
	"holdfast/probes/internal/survey"
)

// maxClimb is how many names are asked on the way up.
const maxClimb = 12

// CAARecord is a CAA resource record (RFC 8659 §4.1).
type CAARecord struct {
	Flags      uint8
	Tag, Value string
}

// authorised asks whether the domain's CAA records allow the issuer. They bind
// an authority when it issues, so that a No means a wrong issue, or that the
// records were changed and the next renewal will fail.
func (e *Examiner) authorised(ctx context.Context, name string, s *study, f found, c *survey.Certificate) {
	c.CAA, c.CAAText = survey.Unknown, ""
	host, wild := caaName(s.leaf, name)
	switch {
	case host == "":
		c.CAAText = "the certificate is not for a host name that was asked for"
	case e.caa == nil:
		c.CAAText = "CAA was not looked up"
	default:
		n := e.caaNote(ctx, e.now(), s, host)
		c.CAA, c.CAAText = n.answer, n.text
		if n.answer == survey.Unknown && n.text == "" {
			c.CAA, c.CAAText = judgeCAA(n.records, n.at, wild, f.path)
		}
	}
}

// caaName returns the name of the certificate under which an authority looked
// for CAA, and whether it is a wildcard (RFC 8659 §3, §4.3).
func caaName(leaf *cert, name string) (host string, wild bool) {
	if _, ok := address(name); ok || name == "" {
		return "", false
	}
	pattern, ok := presented(leaf, name)
	if !ok {
		return "", false
	}
	host, wild = strings.CutPrefix(canonical(pattern), "*.")
	return host, wild
}

// caaAnswer is what a climb found.
type caaAnswer struct {
	note
	records []CAARecord
	at      string
}

// caaNote climbs, or remembers that it failed a moment ago.
func (e *Examiner) caaNote(ctx context.Context, now time.Time, s *study, host string) caaAnswer {
	if n := s.notes.get("caa "+host, now); n != nil {
		return caaAnswer{note: *n}
	}
	records, at, err := climb(ctx, e.caa, host)
	if err == nil {
		return caaAnswer{records: records, at: at}
	}
	n := note{text: "looking CAA up: " + plain.Text(err.Error(), 200), until: now.Add(keepFailure)}
	if lasting(ctx) {
		s.notes.put("caa "+host, n)
	}
	return caaAnswer{note: n}
}

// climb finds the relevant record set: that of the name itself, else of the
// nearest name above that has one (RFC 8659 §3). The resolver follows aliases.
func climb(ctx context.Context, r CAAResolver, host string) (records []CAARecord, at string, err error) {
	at = host
	for range maxClimb {
		records, err = r.CAA(ctx, at)
		if err != nil {
			return nil, at, fmt.Errorf("CAA of %s: %w", at, err)
		}
		if len(records) > 0 {
			return records, at, nil
		}
		_, parent, ok := strings.Cut(at, ".")
		if !ok || parent == "" {
			break
		}
		at = parent
	}
	return nil, host, nil
}

// judgeCAA evaluates a record set: whether it lets the authorities of the path
// issue for the name (RFC 8659 §4).
func judgeCAA(records []CAARecord, at string, wild bool, path []*cert) (allowed survey.Known, why string) {
	if len(records) == 0 {
		return survey.Yes, "no CAA record at " + plain.Text(at, maxTitle) + " or above: every authority may issue"
	}
	if bad := criticalUnknown(records); bad != "" {
		return survey.No, fmt.Sprintf("CAA of %s has the critical property %q, which nobody knows: no authority may issue", at, bad)
	}
	domains, restricted := permitted(records, wild)
	if !restricted {
		return survey.Yes, "CAA of " + at + " restricts no issue"
	}
	list := "nobody"
	if len(domains) > 0 {
		list = strings.Join(domains, ", ")
	}
	text := fmt.Sprintf("CAA of %s allows %s", at, plain.Text(list, 300))
	who, own := caaDomains(path)
	switch {
	case len(domains) == 0:
		return survey.No, text + "; the certificate is of " + who
	case len(own) == 0:
		return survey.Unknown, text + "; by which of these " + who + " is known is not known here"
	case slices.ContainsFunc(domains, func(d string) bool { return slices.Contains(own, d) }):
		return survey.Yes, text
	default:
		return survey.No, fmt.Sprintf("%s; %s goes by %s", text, who, strings.Join(own, ", "))
	}
}

// criticalUnknown returns a critical property that is not understood.
func criticalUnknown(records []CAARecord) string {
	known := []string{"issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"}
	for _, r := range records {
		if r.Flags&0x80 != 0 && !slices.Contains(known, strings.ToLower(r.Tag)) {
			return plain.Text(r.Tag, 40)
		}
	}
	return ""
}

// permitted returns the issuer domains that may issue, and whether the set
// restricts at all. For a wildcard issuewild decides, where there is one.
func permitted(records []CAARecord, wild bool) (domains []string, restricted bool) {
	tag := "issue"
	if wild && slices.ContainsFunc(records, func(r CAARecord) bool { return strings.EqualFold(r.Tag, "issuewild") }) {
		tag = "issuewild"
	}
	for _, r := range records {
		if !strings.EqualFold(r.Tag, tag) {
			continue
		}
		restricted = true
		domain, _, _ := strings.Cut(r.Value, ";")
		if domain = canonical(strings.TrimSpace(domain)); domain != "" && !slices.Contains(domains, domain) {
			domains = append(domains, domain)
		}
	}
	return domains, restricted
}
