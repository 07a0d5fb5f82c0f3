package uptime

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"holdfast"
)

// judge collects everything that is wrong with what the visit saw.
func (p *prober) judge(v *view) {
	h := v.last()
	if h.fail != nil {
		fault := h.fail.Fault()
		fault.Text = p.hide(fault.Text) + v.after()
		v.faults = append(v.faults, fault)
		if h.fail.Class.Silent() {
			v.quiet = append(v.quiet, fault.Key)
		}
	}
	for i := range v.hops {
		v.faults = append(v.faults, v.hops[i].cert.Faults...)
	}
	if v.answered() {
		v.faults = append(v.faults, p.judgeAnswer(v)...)
	}
	v.faults = unique(v.faults)
}

// silent reports whether all that is broken rests on the target saying nothing.
func (v *view) silent() bool {
	loud := func(f holdfast.Fault) bool {
		return f.Status == holdfast.Broken && !slices.Contains(v.quiet, f.Key)
	}
	return bad(*v) && !slices.ContainsFunc(v.faults, loud)
}

// judgeAnswer compares the last answer with what is wanted. A challenge page
// of an edge leaves all of that open.
func (p *prober) judgeAnswer(v *view) []holdfast.Fault {
	a := v.last().answer
	if edge := challenge(a); edge != "" && (!p.want.explicit || !p.want.wants(a.status)) {
		return []holdfast.Fault{p.edgeFault(v, edge)}
	}
	var faults []holdfast.Fault
	if fault, wrong := p.judgeStatus(v); wrong {
		faults = append(faults, fault)
	}
	faults = append(faults, p.judgeBody(v)...)
	faults = append(faults, p.judgeHeaders(v)...)
	if fault, wrong := p.judgeTime(v); wrong {
		faults = append(faults, fault)
	}
	if fault, wrong := p.judgeHSTS(v); wrong {
		faults = append(faults, fault)
	}
	return faults
}

// judgeStatus compares the status code.
func (p *prober) judgeStatus(v *view) (holdfast.Fault, bool) {
	a := v.last().answer
	if p.want.wants(a.status) {
		return holdfast.Fault{}, false
	}
	return holdfast.Fault{
		Key: "status", Status: holdfast.Broken,
		Text: fmt.Sprintf("%s answered %s in %s%s, wanted %s", p.asked(v), statusText(a.status), millis(v.total), v.after(), p.want.statusWords()),
	}, true
}

// judgeTime compares the time of the whole visit.
func (p *prober) judgeTime(v *view) (holdfast.Fault, bool) {
	if p.want.maxTime == 0 || v.total <= p.want.maxTime {
		return holdfast.Fault{}, false
	}
	return holdfast.Fault{
		Key: "time", Status: holdfast.Broken,
		Text: fmt.Sprintf("%s took %s%s, wanted at most %s", p.asked(v), millis(v.total), v.times.words(), holdfast.FormatDuration(p.want.maxTime)),
	}, true
}

// asked names the request: "GET https://app.example.com/health".
func (p *prober) asked(v *view) string { return p.method + " " + p.hide(show(v.last().url)) }

// after says by which way the last address was reached.
func (v *view) after() string {
	if len(v.hops) < 2 {
		return ""
	}
	return fmt.Sprintf(" (after %s from %s)", redirects(len(v.hops)-1), show(v.hops[0].url))
}

// redirects counts in words.
func redirects(n int) string {
	if n == 1 {
		return "1 redirect"
	}
	return fmt.Sprintf("%d redirects", n)
}

// statusText is the code with its standard words, never the server's own.
func statusText(code int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
}

// millis prints a time in the unit that people compare answers in.
func millis(d time.Duration) string {
	if d >= 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
}
