package dns

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"holdfast"
	"holdfast/probes/internal/netdial"
)

// flaw is a fault; silent if it rests on somebody's silence.
type flaw struct {
	holdfast.Fault
	silent bool
}

// sight is what one look saw.
type sight struct {
	dns, total time.Duration
	reply      reply
	records    []dns.RR
	answers    []string
	zone       []station
	flaws      []flaw
}

// add notes a fault that somebody's word shows.
func (s *sight) add(key string, status holdfast.Status, text, fix string) {
	s.flaws = append(s.flaws, flaw{Fault: holdfast.Fault{Key: key, Status: status, Text: text, Fix: fix}})
}

// blame makes a fault of a failure.
func (s *sight) blame(fail *netdial.Failure) {
	fault := fail.Fault()
	if errors.Is(fail, errTruncated) {
		fault.Key = "truncated"
		fault.Fix = "let TCP through to port 53 of the name server (RFC 7766), or make the answer smaller"
	}
	s.flaws = append(s.flaws, flaw{fault, fail.Class.Silent()})
}

// finding writes up what was seen.
func (p *prober) finding(s *sight) holdfast.Finding {
	slices.SortStableFunc(s.flaws, func(a, b flaw) int {
		switch {
		case a.Status.Worse(b.Status):
			return -1
		case b.Status.Worse(a.Status):
			return 1
		default:
			return 0
		}
	})
	f := holdfast.Finding{Facts: p.facts(s), Measures: s.measures()}
	spoken := false
	for _, flaw := range s.flaws {
		f.Faults = append(f.Faults, flaw.Fault)
		spoken = spoken || flaw.Status == holdfast.Broken && !flaw.silent
	}
	f.Judge()
	f.Silence = f.Status == holdfast.Broken && !spoken
	f.Headline = headline(f)
	f.Reason = p.reason(s, f)
	return f
}

// headline is the kind's word for the finding.
func headline(f holdfast.Finding) string {
	switch f.Status {
	case holdfast.Holds:
		return ""
	case holdfast.Unknown:
		return "COULD NOT LOOK"
	case holdfast.AtRisk, holdfast.Broken:
	}
	group, _, _ := strings.Cut(f.Faults[0].Key, "/")
	switch group {
	case "answer", "response-code", "ttl":
		return "WRONG ANSWER"
	case "validated", "dnssec":
		return "NOT VALIDATED"
	case "serial":
		return "SERIALS DIFFER"
	case "lame", "nameserver", "delegation":
		return "NAME SERVER FAILS"
	case "time":
		return "SLOW"
	default:
		return "DOWN"
	}
}

// reason is the worst fault, or how it went.
func (p *prober) reason(s *sight, f holdfast.Finding) string {
	switch n := len(f.Faults); {
	case n == 1:
		return f.Faults[0].Text
	case n > 1:
		return fmt.Sprintf("%s (and %d more)", f.Faults[0].Text, n-1)
	}
	what := list(s.answers)
	if what == "" {
		what = rcode(s.reply.Rcode) + " without a record"
	}
	out := fmt.Sprintf("%s answered %s in %s", p.Target(), what, millis(s.reply.connect+s.reply.request))
	if len(s.zone) > 0 {
		out += fmt.Sprintf("; the same serial at %d addresses of its name servers", len(s.zone))
	}
	return out
}

// millis prints a time in milliseconds.
func millis(d time.Duration) string {
	return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
}

// measures are the numbers of the look.
func (s *sight) measures() []holdfast.Measure {
	out := []holdfast.Measure{
		{Name: "dns_seconds", Value: s.dns.Seconds()},
		{Name: "connect_seconds", Value: s.reply.connect.Seconds()},
		{Name: "request_seconds", Value: s.reply.request.Seconds()},
		{Name: "total_seconds", Value: s.total.Seconds()},
	}
	if s.reply.Msg == nil {
		return out
	}
	out = append(out,
		holdfast.Measure{Name: "answer_records_count", Value: float64(len(s.reply.Answer))},
		holdfast.Measure{Name: "authority_records_count", Value: float64(len(s.reply.Ns))},
		holdfast.Measure{Name: "additional_records_count", Value: float64(len(s.reply.Extra))},
	)
	if ttl, ok := s.ttl(); ok {
		out = append(out, holdfast.Measure{Name: "ttl_seconds", Value: ttl.Seconds()})
	}
	return out
}

// maxAnswers bounds how many records become facts.
const maxAnswers = 64

// facts are the state that was seen.
func (p *prober) facts(s *sight) []holdfast.Fact {
	out := p.source(s)
	if s.reply.Msg == nil {
		return out
	}
	var answers []string
	for _, a := range s.answers[:min(maxAnswers, len(s.answers))] {
		answers = append(answers, list([]string{a}))
	}
	out = append(out,
		holdfast.Fact{Name: "response_code", Value: rcode(s.reply.Rcode)},
		holdfast.Fact{Name: "answers", Value: answers},
		holdfast.Fact{Name: "authoritative", Value: s.reply.Authoritative},
		holdfast.Fact{Name: "validated", Value: s.reply.AuthenticatedData},
		holdfast.Fact{Name: "recursion_available", Value: s.reply.RecursionAvailable},
	)
	for _, rr := range s.records {
		if soa, ok := rr.(*dns.SOA); ok {
			out = append(out, holdfast.Fact{Name: "serial", Value: int64(soa.Serial)})
			break
		}
	}
	if len(s.zone) > 0 {
		out = append(out, holdfast.Fact{Name: "serials", Value: serials(s.zone)})
	}
	return out
}

// source says who answered.
func (p *prober) source(s *sight) []holdfast.Fact {
	if !s.reply.at.IsValid() {
		return nil
	}
	protocol := int64(6)
	if s.reply.at.Addr().Is4() {
		protocol = 4
	}
	return []holdfast.Fact{
		{Name: "address", Value: s.reply.at.Addr().String()},
		{Name: "ip_protocol", Value: protocol},
		{Name: "transport", Value: s.reply.transport},
	}
}
