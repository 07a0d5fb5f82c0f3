package tcp

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/netdial"
)

// sight is what one look saw.
type sight struct {
	dns, connect, upgrade, tls, answer, total time.Duration

	addr   netip.Addr
	bytes  int
	barred bool // the certificate is bad or there is no TLS, so nothing was sent
	silent bool
	faults []holdfast.Fault
	facts  []holdfast.Fact
}

// blame makes a fault of a failure.
func (s *sight) blame(fail *netdial.Failure) {
	s.faults = append([]holdfast.Fault{fail.Fault()}, s.faults...)
	s.silent = fail.Class.Silent()
}

// finding writes up what was seen.
func (p *prober) finding(s *sight) holdfast.Finding {
	if p.maxTime > 0 && s.total > p.maxTime {
		s.faults = append(s.faults, holdfast.Fault{
			Key: "time", Status: holdfast.Broken,
			Text: fmt.Sprintf("%s took %s, wanted at most %s", p.target, millis(s.total), holdfast.FormatDuration(p.maxTime)),
		})
	}
	slices.SortStableFunc(s.faults, worstFirst)
	f := holdfast.Finding{Faults: s.faults, Facts: s.allFacts(), Measures: p.measures(s), Silence: s.silent && !s.spoke()}
	f.Judge()
	f.Headline = headline(f)
	f.Reason = p.reason(s)
	return f
}

// worstFirst orders faults by status.
func worstFirst(a, b holdfast.Fault) int {
	switch {
	case a.Status.Worse(b.Status):
		return -1
	case b.Status.Worse(a.Status):
		return 1
	default:
		return 0
	}
}

// spoke reports whether something broken is the target's own word.
func (s *sight) spoke() bool {
	return slices.ContainsFunc(s.faults, func(f holdfast.Fault) bool {
		return f.Status == holdfast.Broken && (f.Key == "expect" || f.Key == "starttls" || strings.HasPrefix(f.Key, "certificate/"))
	})
}

// headline is the kind's word for the finding.
func headline(f holdfast.Finding) string {
	switch f.Status {
	case holdfast.Holds:
		return ""
	case holdfast.AtRisk:
		return "EXPIRES"
	case holdfast.Unknown:
		return "COULD NOT LOOK"
	case holdfast.Broken:
	}
	switch key := f.Faults[0].Key; {
	case key == "time":
		return "SLOW"
	case key == "starttls":
		return "NO TLS"
	case key == "certificate/expired":
		return "EXPIRED"
	case strings.HasPrefix(key, "certificate/"):
		return "BAD CERTIFICATE"
	default:
		return "DOWN"
	}
}

// reason is the worst fault, or how it went.
func (p *prober) reason(s *sight) string {
	switch n := len(s.faults); {
	case n == 1:
		return s.faults[0].Text
	case n > 1:
		return fmt.Sprintf("%s (and %d more)", s.faults[0].Text, n-1)
	}
	text := p.target + " accepted"
	if p.expect != nil {
		text = p.target + " answered as wanted"
	}
	return text + " in " + millis(s.total)
}

// millis prints a time in milliseconds.
func millis(d time.Duration) string {
	return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
}

// measures are the numbers of the look.
func (p *prober) measures(s *sight) []holdfast.Measure {
	measures := []holdfast.Measure{
		{Name: "dns_seconds", Value: s.dns.Seconds()},
		{Name: "connect_seconds", Value: s.connect.Seconds()},
		{Name: "tls_seconds", Value: s.tls.Seconds()},
		{Name: "first_byte_seconds", Value: s.answer.Seconds()},
		{Name: "total_seconds", Value: s.total.Seconds()},
		{Name: "body_bytes", Value: float64(s.bytes)},
	}
	if p.starttls != "" {
		measures = append(measures, holdfast.Measure{Name: "starttls_seconds", Value: s.upgrade.Seconds()})
	}
	return measures
}

// allFacts are the state that was seen.
func (s *sight) allFacts() []holdfast.Fact {
	if !s.addr.IsValid() {
		return s.facts
	}
	protocol := int64(6)
	if s.addr.Is4() {
		protocol = 4
	}
	return append([]holdfast.Fact{
		{Name: "address", Value: s.addr.String()},
		{Name: "ip_protocol", Value: protocol},
	}, s.facts...)
}
