package uptime

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"holdfast"
)

// finding writes up what was seen.
func (p *prober) finding(v view, mem memory) holdfast.Finding {
	slices.SortStableFunc(v.faults, worstFirst)
	f := holdfast.Finding{
		Faults:   v.faults,
		Facts:    p.facts(&v, mem),
		Measures: v.measures(),
		Silence:  v.silent(),
		State:    mem.bytes(),
	}
	f.Judge()
	f.Headline = headline(f)
	f.Reason = p.reason(&v)
	return f
}

// worstFirst orders faults by status, then by how near to the target's door.
func worstFirst(a, b holdfast.Fault) int {
	switch {
	case a.Status.Worse(b.Status):
		return -1
	case b.Status.Worse(a.Status):
		return 1
	default:
		return cmp.Compare(gravity(a.Key), gravity(b.Key))
	}
}

// reason is the sentence of the finding: the worst fault, or how it went.
func (p *prober) reason(v *view) string {
	switch len(v.faults) {
	case 0:
		return p.hide(v.went())
	case 1:
		return v.faults[0].Text
	default:
		return fmt.Sprintf("%s (and %d more: %s)", v.faults[0].Text, len(v.faults)-1, otherKeys(v.faults[1:]))
	}
}

// otherKeys lists the keys of the faults that the reason does not tell.
func otherKeys(faults []holdfast.Fault) string {
	keys := make([]string, 0, len(faults))
	for _, f := range faults {
		keys = append(keys, f.Key)
	}
	return strings.Join(keys, ", ")
}

// went tells a good visit: "200 in 143 ms (dns 12, connect 28, …)".
func (v *view) went() string {
	text := fmt.Sprintf("%d in %s%s", v.last().answer.status, millis(v.total), v.times.words())
	if n := len(v.hops) - 1; n > 0 {
		text += fmt.Sprintf(" after %s, at %s", redirects(n), show(v.last().url))
	}
	return text + v.note
}

// words tells the phases in milliseconds, those that took place.
func (t phases) words() string {
	parts := make([]string, 0, 5)
	for _, phase := range []struct {
		name string
		took time.Duration
		all  bool
	}{{"dns", t.dns, t.dns > 0}, {"connect", t.connect, true}, {"tls", t.tls, t.tls > 0}, {"first byte", t.firstByte, true}, {"transfer", t.transfer, t.transfer >= time.Millisecond}} {
		if phase.all {
			parts = append(parts, fmt.Sprintf("%s %d", phase.name, phase.took.Round(time.Millisecond).Milliseconds()))
		}
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// measures are the numbers of the look.
func (v *view) measures() []holdfast.Measure {
	t := v.times
	m := []holdfast.Measure{
		{Name: "dns_seconds", Value: t.dns.Seconds()},
		{Name: "connect_seconds", Value: t.connect.Seconds()},
		{Name: "tls_seconds", Value: t.tls.Seconds()},
		{Name: "first_byte_seconds", Value: t.firstByte.Seconds()},
		{Name: "transfer_seconds", Value: t.transfer.Seconds()},
		{Name: "total_seconds", Value: v.total.Seconds()},
	}
	if v.answered() {
		m = append(m, v.last().answer.measures()...)
	}
	return m
}

// measures are the numbers of one answer. They are no facts, as a page made anew
// for each visitor has others each time.
func (a *answer) measures() []holdfast.Measure {
	m := []holdfast.Measure{{Name: "body_bytes", Value: float64(a.bytes)}}
	if a.length >= 0 {
		m = append(m, holdfast.Measure{Name: "content_length_bytes", Value: float64(a.length)})
	}
	if at, err := http.ParseTime(a.header.Get("Last-Modified")); err == nil {
		m = append(m, holdfast.Measure{Name: "last_modified_timestamp_seconds", Value: float64(at.Unix())})
	}
	return m
}
