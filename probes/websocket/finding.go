package websocket

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
	began                                         time.Time
	dns, connect, tls, answer, ping, reply, total time.Duration

	addr        netip.Addr
	status      int // of the answer to the handshake; 0: none came
	server      string
	subprotocol string
	upgraded    bool
	refused     bool // the certificate is bad, so nothing was sent
	silent      bool
	faults      []holdfast.Fault
	facts       []holdfast.Fact
}

// end notes how long it took, the first time that it is called.
func (s *sight) end() {
	if s.total == 0 {
		s.total = time.Since(s.began)
	}
}

// fault adds something broken.
func (s *sight) fault(key, text, fix string) {
	s.faults = append(s.faults, holdfast.Fault{Key: key, Status: holdfast.Broken, Text: text, Fix: fix})
}

// edge adds that somebody in front answered for himself.
func (s *sight) edge(text, fix string) {
	s.faults = append(s.faults, holdfast.Fault{Key: "edge", Status: holdfast.Unknown, Text: text, Fix: fix})
}

// blame makes a fault of a failure.
func (s *sight) blame(fail *netdial.Failure) {
	s.faults = append([]holdfast.Fault{fail.Fault()}, s.faults...)
	s.silent = fail.Class.Silent()
}

// finding writes up what was seen.
func (p *prober) finding(s *sight) holdfast.Finding {
	if p.maxTime > 0 && s.total > p.maxTime {
		s.fault("time", fmt.Sprintf("%s took %s, wanted at most %s", p.target, millis(s.total), holdfast.FormatDuration(p.maxTime)), "")
	}
	slices.SortStableFunc(s.faults, worstFirst)
	f := holdfast.Finding{Faults: s.faults, Facts: p.allFacts(s), Measures: p.measures(s), Silence: s.silent && !s.spoke()}
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
		return f.Status == holdfast.Broken && strings.HasPrefix(f.Key, "certificate/")
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
	case key == "status", key == "upgrade", key == "accept", key == "subprotocol", key == "extension":
		return "NOT UPGRADED"
	case key == "expect", key == "message":
		return "WRONG ANSWER"
	case key == "close":
		return "CLOSED"
	case key == "time":
		return "SLOW"
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
	text := p.target + " opened"
	if p.ping {
		text += ", answered a ping"
	}
	if p.expect != nil {
		text += ", said what is expected"
	}
	return text + " in " + millis(s.total)
}

// millis prints a time in milliseconds.
func millis(d time.Duration) string {
	return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
}

// measures are the numbers of the look.
func (p *prober) measures(s *sight) []holdfast.Measure {
	out := []holdfast.Measure{
		{Name: "dns_seconds", Value: s.dns.Seconds()},
		{Name: "connect_seconds", Value: s.connect.Seconds()},
		{Name: "tls_seconds", Value: s.tls.Seconds()},
		{Name: "first_byte_seconds", Value: s.answer.Seconds()},
	}
	if p.ping && s.upgraded {
		out = append(out, holdfast.Measure{Name: "ping_seconds", Value: s.ping.Seconds()})
	}
	if p.expect != nil && s.upgraded {
		out = append(out, holdfast.Measure{Name: "reply_seconds", Value: s.reply.Seconds()})
	}
	return append(out, holdfast.Measure{Name: "total_seconds", Value: s.total.Seconds()})
}

// allFacts are the state that was seen.
func (p *prober) allFacts(s *sight) []holdfast.Fact {
	facts := []holdfast.Fact{{Name: "encrypted", Value: p.tls != nil}}
	if s.addr.IsValid() {
		protocol := int64(6)
		if s.addr.Is4() {
			protocol = 4
		}
		facts = append(facts, holdfast.Fact{Name: "address", Value: s.addr.String()}, holdfast.Fact{Name: "ip_protocol", Value: protocol})
	}
	if s.status > 0 {
		facts = append(facts, holdfast.Fact{Name: "upgraded", Value: s.upgraded}, holdfast.Fact{Name: "status_code", Value: int64(s.status)})
	}
	for _, f := range [][2]string{{"subprotocol", s.subprotocol}, {"server", s.server}} {
		if words := p.shown(f[1]); words != "" {
			facts = append(facts, holdfast.Fact{Name: f[0], Value: words})
		}
	}
	return append(facts, s.facts...)
}
