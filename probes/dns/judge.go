package dns

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/miekg/dns"

	"holdfast"
	"holdfast/internal/plain"
)

// judge compares an answer with what is wanted. An error means that the answer
// proves nothing.
func (p *prober) judge(ctx context.Context, r route, s *sight) error {
	records, end := chain(s.reply.Answer, p.question.name, p.question.qtype)
	s.records, s.answers = records, texts(records)
	switch {
	case s.reply.Rcode != p.rcode:
		return p.refused(ctx, r, s)
	case len(records) == 0 && p.want.none:
		p.believe(ctx, r, s, end)
	}
	if p.rcode == dns.RcodeSuccess || p.want.forbid != nil {
		p.compare(s)
	}
	if p.validated {
		p.demandAD(ctx, r, s)
	}
	p.timely(s)
	return nil
}

// refused is a response code that is not as wanted.
func (p *prober) refused(ctx context.Context, r route, s *sight) error {
	code := rcode(s.reply.Rcode)
	from := s.reply.at.String()
	if r.system && s.reply.Rcode != dns.RcodeNameError {
		if s.reply.Rcode != dns.RcodeServerFailure && s.reply.Rcode != dns.RcodeSuccess {
			return fmt.Errorf("the system's resolver %s refuses the question (%s)", from, code)
		}
		if _, alive := r.root(ctx); s.reply.Rcode == dns.RcodeServerFailure && !alive {
			return fmt.Errorf("the system's resolver %s fails for the root of all names too (SERVFAIL)", from)
		}
	}
	if s.reply.Rcode == dns.RcodeServerFailure && p.question.recurse && p.unvalidated(ctx, r) {
		s.add("dnssec", holdfast.Broken, fmt.Sprintf("%s answers SERVFAIL%s, and answers when validation is switched off: the zone's DNSSEC is broken", from, why(s.reply.Msg)),
			"look at the chain of DS, DNSKEY and RRSIG records, and whether signatures have expired: delv "+shown(p.question.name))
		return nil
	}
	s.flaws = append(s.flaws, flaw{silent: r.system && s.reply.Rcode != dns.RcodeSuccess, Fault: holdfast.Fault{
		Key: "response-code", Status: holdfast.Broken,
		Text: fmt.Sprintf("%s answers %s%s for %s, wanted %s", from, code, why(s.reply.Msg), p.Target(), rcode(p.rcode)),
		Fix:  "look at the name's records and its delegation: dig +trace " + shown(p.question.name),
	}})
	return nil
}

// unvalidated reports whether the server answers without validating.
func (p *prober) unvalidated(ctx context.Context, r route) bool {
	q := p.question
	q.check = true
	got, err := r.ask(ctx, q, 0)
	return err == nil && got.Rcode == dns.RcodeSuccess
}

// why is the server's own explanation, as far as it gives one (RFC 8914).
func why(m *dns.Msg) string {
	opt := m.IsEdns0()
	if opt == nil {
		return ""
	}
	var out []string
	for _, o := range opt.Option {
		e, ok := o.(*dns.EDNS0_EDE)
		if !ok || len(out) == 3 {
			continue
		}
		words := dns.ExtendedErrorCodeToString[e.InfoCode]
		if e.ExtraText != "" {
			words = strings.TrimPrefix(words+": "+plain.Text(e.ExtraText, 100), ": ")
		}
		if words != "" {
			out = append(out, words)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, "; ") + ")"
}

// believe demands that a negative answer is more than a word.
func (p *prober) believe(ctx context.Context, r route, s *sight, end string) {
	for _, rr := range s.reply.Ns {
		if soa, ok := rr.(*dns.SOA); ok && dns.IsSubDomain(soa.Hdr.Name, end) {
			return
		}
	}
	if s.reply.Rcode != dns.RcodeSuccess && s.reply.Rcode != dns.RcodeNameError {
		return // a refusal is no negative answer
	}
	if _, alive := r.root(ctx); alive {
		return
	}
	s.add("control", holdfast.Unknown, fmt.Sprintf("%s says that there is no such record, but neither sends the zone's SOA record nor knows the root of all names; that proves nothing", s.reply.at),
		"ask a resolver that works, or the zone's own name server")
}

// compare looks at the records.
func (p *prober) compare(s *sight) {
	unmet := p.want.unmet(s.answers)
	if len(unmet) == 0 {
		return
	}
	got := "no record"
	if len(s.answers) > 0 {
		got = list(s.answers)
	}
	s.add("answer", holdfast.Broken, fmt.Sprintf("%s answers %s for %s, %s", s.reply.at, got, p.Target(), strings.Join(unmet, ", ")),
		"look at the zone's records, or correct what is wanted")
}

// demandAD wants the answer to be validated. Its absence is the zone's fault
// only if the resolver validates what is known to be signed.
func (p *prober) demandAD(ctx context.Context, r route, s *sight) {
	if s.reply.AuthenticatedData {
		return
	}
	root, alive := r.root(ctx)
	if !alive || !root.AuthenticatedData {
		s.add("validated", holdfast.Unknown, fmt.Sprintf("%s does not validate: it sends no AD flag for the root of all names either, which is signed", s.reply.at),
			"ask a resolver that validates, over a way that nobody else can write to")
		return
	}
	s.add("validated", holdfast.Broken, fmt.Sprintf("%s, which validates, answers for %s without the AD flag: the zone is not signed, or its parent has no DS record", s.reply.at, p.Target()),
		"sign the zone and have the DS record published: delv "+shown(p.question.name))
}

// timely looks at times to live and the time of the answer.
func (p *prober) timely(s *sight) {
	if ttl, ok := s.ttl(); ok && ttl < p.minTTL {
		s.add("ttl", holdfast.Broken, fmt.Sprintf("%s answers for %s with a time to live of %s, wanted at least %s", s.reply.at, p.Target(), holdfast.FormatDuration(ttl), holdfast.FormatDuration(p.minTTL)),
			"raise the record's TTL; ask the zone's own name server, as a resolver's counts down")
	}
	if took := s.reply.connect + s.reply.request; p.maxTime > 0 && took > p.maxTime {
		s.add("time", holdfast.Broken, fmt.Sprintf("%s answered for %s in %s, wanted at most %s", s.reply.at, p.Target(), millis(took), holdfast.FormatDuration(p.maxTime)),
			"a resolver that must look far, or a server that has too much to do")
	}
}

// ttl is the shortest time to live of the records.
func (s *sight) ttl() (time.Duration, bool) {
	if len(s.records) == 0 {
		return 0, false
	}
	least := s.records[0].Header().Ttl
	for _, rr := range s.records {
		least = min(least, rr.Header().Ttl)
	}
	return time.Duration(least) * time.Second, true
}

// errNoZone is the failure of a name that has no name servers of its own.
var errNoZone = errors.New("the name has no NS records")
