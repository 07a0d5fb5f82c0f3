package blackbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"time"

	"github.com/miekg/dns"

	"holdfast/internal/names"
)

// dns is the prober dns: the target is the server that is asked.
func (l *look) dns(ctx context.Context) error {
	s := &l.Module.DNS
	for _, phase := range []string{"resolve", "connect", "request"} {
		l.page.set(names.ProbeDNSDuration, 0, "phase", phase)
	}
	for _, name := range []string{names.ProbeDNSAnswers, names.ProbeDNSAuthority, names.ProbeDNSAdditional, names.ProbeDNSSucceeded} {
		l.page.set(name, 0)
	}
	host, service, err := net.SplitHostPort(l.Target)
	if err != nil {
		host, service = l.Target, map[bool]string{false: "53", true: "853"}[s.DNSOverTLS]
	}
	start := time.Now()
	addr, err := l.choose(ctx, host, s.IPProtocol, s.IPProtocolFallback)
	if err != nil {
		return err
	}
	l.page.set(names.ProbeDNSDuration, time.Since(start).Seconds(), "phase", "resolve")
	answer, err := l.exchange(ctx, host, service, addr)
	if err != nil {
		return err
	}
	return l.answered(answer)
}

// exchange asks the question.
func (l *look) exchange(ctx context.Context, host, service string, addr netip.Addr) (*dns.Msg, error) {
	s := &l.Module.DNS
	number, err := port(ctx, s.TransportProtocol, service)
	if err != nil {
		return nil, err
	}
	q := &dns.Msg{Question: []dns.Question{{Name: dns.Fqdn(s.QueryName), Qtype: s.kind, Qclass: s.class}}}
	q.Id, q.RecursionDesired = dns.Id(), s.Recursion
	start := time.Now()
	var took time.Duration
	defer func() { // the connection's part is what the question's leaves
		l.page.set(names.ProbeDNSDuration, (time.Since(start) - took).Seconds(), "phase", "connect")
		l.page.set(names.ProbeDNSDuration, took.Seconds(), "phase", "request")
	}()
	conn, err := l.server(ctx, host, number, addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }() // the probe is over, whatever the close says
	answer, took, err := (&dns.Client{}).ExchangeWithConnContext(ctx, q, &dns.Conn{Conn: conn})
	return answer, err
}

// server opens a connection to the server.
func (l *look) server(ctx context.Context, host string, number uint16, addr netip.Addr) (net.Conn, error) {
	s := &l.Module.DNS
	if s.TransportProtocol == "udp" {
		return l.packets(ctx, host, number, s.SourceIPAddress, addr)
	}
	opened, err := l.connect(ctx, host, number, s.SourceIPAddress, addr)
	if err != nil || !s.DNSOverTLS {
		return opened.Conn, err
	}
	secured, _, err := l.secure(ctx, opened.Conn, s.TLSConfig.named(l.env.Roots, host))
	if err != nil {
		_ = opened.Close()
		return nil, err
	}
	return secured, nil
}

// answered tells what the answer has, and compares it with what is wanted.
func (l *look) answered(answer *dns.Msg) error {
	s := &l.Module.DNS
	l.page.set(names.ProbeDNSAnswers, float64(len(answer.Answer)))
	l.page.set(names.ProbeDNSAuthority, float64(len(answer.Ns)))
	l.page.set(names.ProbeDNSAdditional, float64(len(answer.Extra)))
	l.page.set(names.ProbeDNSSucceeded, 1)
	l.say("the server answered %s with %d, %d and %d records", dns.RcodeToString[answer.Rcode], len(answer.Answer), len(answer.Ns), len(answer.Extra))
	if s.kind == dns.TypeSOA {
		l.page.set(names.ProbeDNSSerial, 0)
		for _, record := range answer.Answer {
			if soa, ok := record.(*dns.SOA); ok {
				l.page.set(names.ProbeDNSSerial, float64(soa.Serial))
			}
		}
	}
	if !slices.Contains(s.rcodes, answer.Rcode) {
		return fmt.Errorf("the code %s is none of those that are wanted", dns.RcodeToString[answer.Rcode])
	}
	for _, section := range []struct {
		name    string
		records []dns.RR
		want    *Records
	}{{"answer", answer.Answer, &s.ValidateAnswer}, {"authority", answer.Ns, &s.ValidateAuthority}, {"additional", answer.Extra, &s.ValidateAdditional}} {
		if err := section.want.judge(section.records); err != nil {
			return fmt.Errorf("the %s section: %w", section.name, err)
		}
	}
	return nil
}

// judge compares the records of a section with the expressions.
func (r *Records) judge(records []dns.RR) error {
	if len(records) == 0 && len(r.not)+len(r.none) > 0 {
		return errors.New("it has no record that could match")
	}
	texts := make([]string, 0, len(records))
	for _, record := range records {
		texts = append(texts, record.String())
	}
	some := func(re *regexp.Regexp) bool { return slices.ContainsFunc(texts, re.MatchString) }
	every := func(re *regexp.Regexp) bool {
		return !slices.ContainsFunc(texts, func(text string) bool { return !re.MatchString(text) })
	}
	switch {
	case slices.ContainsFunc(r.matches, some):
		return errors.New("a record matches fail_if_matches_regexp")
	case !all(r.not, every):
		return errors.New("a record does not match fail_if_not_matches_regexp")
	case len(r.all) > 0 && !all(r.all, every):
		return errors.New("not all records match fail_if_all_match_regexp")
	case len(r.none) > 0 && !slices.ContainsFunc(r.none, some):
		return errors.New("no record matches fail_if_none_matches_regexp")
	default:
		return nil
	}
}

// all reports whether every expression passes a test.
func all(list []*regexp.Regexp, pass func(*regexp.Regexp) bool) bool {
	return !slices.ContainsFunc(list, func(re *regexp.Regexp) bool { return !pass(re) })
}
