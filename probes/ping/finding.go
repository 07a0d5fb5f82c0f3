package ping

import (
	"fmt"
	"slices"
	"time"

	"holdfast"
)

// add notes a fault.
func (s *sight) add(key string, status holdfast.Status, text, fix string) {
	s.faults = append(s.faults, holdfast.Fault{Key: key, Status: status, Text: text, Fix: fix})
}

// judge compares what was seen with what is wanted.
func (p *prober) judge(s *sight) {
	where := p.host
	if where != s.addr.String() {
		where += " (" + s.addr.String() + ")"
	}
	lost := s.judged() - s.received()
	switch {
	case s.received() == 0:
		p.nothing(s, where)
	case s.loss() > p.maxLoss:
		s.silent = true
		s.add("loss", holdfast.Broken, fmt.Sprintf("%s left %d of %d echo requests without an answer (%s), wanted at most %s%s", where, lost, s.judged(), percent(s.loss()), percent(p.maxLoss), s.told()),
			"look for the hop where packets are lost: mtr "+p.host)
	}
	p.timely(s, where)
	if s.damaged > 0 {
		s.add("payload", holdfast.Broken, fmt.Sprintf("%s sent %d of %d answers with other bytes than were asked with", where, s.damaged, s.received()),
			"something on the way changes packets: a broken network card, a tunnel, a middlebox")
	}
	if left := len(s.shots) - s.judged(); left > 0 {
		s.add("send", holdfast.Unknown, fmt.Sprintf("%d of %d echo requests to %s were not sent, or not waited for: %s", left, len(s.shots), where, s.unsent), "")
	}
}

// nothing is that no answer came at all.
func (p *prober) nothing(s *sight, where string) {
	key, fix := "timeout", "does the host run, and does a firewall let echo requests through?"
	if len(s.errors) > 0 {
		key, fix = "unreachable", "look at the routes and firewalls on the way: mtr "+p.host
	}
	s.silent = !s.spoke
	s.add(key, holdfast.Broken, fmt.Sprintf("%s answered none of %d echo requests within %s%s", where, s.judged(), holdfast.FormatDuration(p.wait), s.told()), fix)
}

// timely compares round trips and jitter.
func (p *prober) timely(s *sight, where string) {
	trips := s.trips()
	if m := mean(trips); p.maxTime > 0 && m > p.maxTime {
		s.add("time", holdfast.Broken, fmt.Sprintf("%s answered in %s in the mean, wanted at most %s", where, millis(m), holdfast.FormatDuration(p.maxTime)),
			"a loaded link, or a longer way than before: mtr "+p.host)
	}
	if j := jitter(trips); p.maxJitter > 0 && j > p.maxJitter {
		s.add("jitter", holdfast.Broken, fmt.Sprintf("%s answered with a jitter of %s, wanted at most %s", where, millis(j), holdfast.FormatDuration(p.maxJitter)),
			"a queue somewhere on the way is filling and emptying: mtr "+p.host)
	}
}

// finding writes up what was seen.
func (p *prober) finding(s *sight) holdfast.Finding {
	slices.SortStableFunc(s.faults, func(a, b holdfast.Fault) int {
		switch {
		case a.Status.Worse(b.Status):
			return -1
		case b.Status.Worse(a.Status):
			return 1
		default:
			return 0
		}
	})
	f := holdfast.Finding{Faults: s.faults, Facts: s.facts(), Measures: s.measures()}
	f.Judge()
	f.Silence = s.silent && !s.seen()
	f.Headline = headline(f)
	f.Reason = p.reason(s)
	return f
}

// seen reports whether something broken is shown by answers that came.
func (s *sight) seen() bool {
	return slices.ContainsFunc(s.faults, func(f holdfast.Fault) bool {
		return f.Key == "time" || f.Key == "jitter" || f.Key == "payload"
	})
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
	switch f.Faults[0].Key {
	case "loss":
		return "LOSS"
	case "time":
		return "SLOW"
	case "jitter":
		return "JITTER"
	case "payload":
		return "DAMAGED"
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
	return fmt.Sprintf("%s answered %d of %d echo requests, in %s in the mean", p.host, s.received(), s.judged(), millis(mean(s.trips())))
}

// percent prints a share.
func percent(share float64) string { return fmt.Sprintf("%.0f %%", share*100) }

// millis prints a time in milliseconds, with a tenth where it is short.
func millis(d time.Duration) string {
	if d < 10*time.Millisecond {
		return fmt.Sprintf("%.1f ms", d.Seconds()*1000)
	}
	return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
}

// measures are the numbers of the look.
func (s *sight) measures() []holdfast.Measure {
	out := []holdfast.Measure{
		{Name: "dns_seconds", Value: s.dns.Seconds()},
		{Name: "setup_seconds", Value: s.setup.Seconds()},
		{Name: "total_seconds", Value: s.total.Seconds()},
	}
	if len(s.shots) == 0 {
		return out
	}
	out = append(out,
		holdfast.Measure{Name: "sent_count", Value: float64(s.sent())},
		holdfast.Measure{Name: "received_count", Value: float64(s.received())},
		holdfast.Measure{Name: "duplicates_count", Value: float64(s.doubled)},
		holdfast.Measure{Name: "loss_ratio", Value: s.loss()},
	)
	trips := s.trips()
	if len(trips) > 0 {
		out = append(out,
			holdfast.Measure{Name: "rtt_seconds", Value: mean(trips).Seconds()},
			holdfast.Measure{Name: "rtt_min_seconds", Value: slices.Min(trips).Seconds()},
			holdfast.Measure{Name: "rtt_max_seconds", Value: slices.Max(trips).Seconds()},
		)
	}
	if len(trips) > 1 {
		out = append(out, holdfast.Measure{Name: "jitter_seconds", Value: jitter(trips).Seconds()})
	}
	return out
}

// facts are the state that was seen.
func (s *sight) facts() []holdfast.Fact {
	if !s.addr.IsValid() {
		return nil
	}
	protocol := int64(6)
	if s.addr.Is4() {
		protocol = 4
	}
	out := []holdfast.Fact{
		{Name: "address", Value: s.addr.String()},
		{Name: "ip_protocol", Value: protocol},
		{Name: "socket", Value: string(s.socket)},
	}
	if s.hops > 0 {
		out = append(out, holdfast.Fact{Name: "reply_hop_limit", Value: int64(s.hops)})
	}
	return out
}
