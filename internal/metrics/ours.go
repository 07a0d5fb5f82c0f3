package metrics

import (
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/view"
)

// Caps of what exists only while something is wrong.
const (
	maxForbidden = 1000
	maxIncidents = 1000
)

// ours collects holdfast_* from one view.
type ours struct {
	m   *Metrics
	now func() view.View
}

// Describe sends nothing: the set depends on the config, so the collector is
// unchecked, and a test gathers and lints it.
func (o *ours) Describe(chan<- *prometheus.Desc) {}

// Collect implements [prometheus.Collector].
func (o *ours) Collect(ch chan<- prometheus.Metric) {
	v := o.now()
	e := emitter{ch}
	o.self(e, v)
	o.checks(e, v)
	facts(e, v)
	promises(e, v)
	incidents(e, v)
	channels(e, v)
}

// self is the monitor itself.
func (o *ours) self(e emitter, v view.View) {
	o.m.mu.Lock()
	blind := o.m.blind
	o.m.mu.Unlock()
	e.gauge(names.BuildInfo, "A constant 1 with the version.", 1, "version", v.Version)
	e.stamp(names.Start, "When the monitor started.", v.Started)
	e.gauge(names.ReloadOK, "1 if the last attempt to load the config was taken.", truth(!v.Reload.Failed))
	e.stamp(names.ReloadGood, "When a config was last taken.", v.Reload.Good)
	e.gauge(names.Blind, "1 while no anchor of the vantage answers.", truth(blind), "vantage", v.Vantage.Name)
	e.gauge(names.Degraded, "1 while the journal cannot be written.", truth(v.Degraded != ""))
	e.counter(names.ScheduleDue, "Runs that came due.", float64(v.Watch.Due))
	e.counter(names.ScheduleStart, "Due runs that started.", float64(v.Watch.Started))
	e.gauge(names.Running, "Looks that run now.", float64(v.Watch.Running))
	e.gauge(names.Lag, "Worst wake-up delay of the scheduler in the last minute.", v.Watch.Lag.Seconds())
	e.counter(names.Thinned, "Repeats of holds that were not stored because too many waited.", float64(v.Thinned))
	e.counter(names.ClockSteps, "Steps of the wall clock, which deadlines follow.", float64(v.ClockSteps))
}

// checks is each check's state and its counters.
func (o *ours) checks(e emitter, v view.View) {
	o.m.mu.Lock()
	defer o.m.mu.Unlock()
	for _, c := range v.Checks {
		at := []string{"target", c.Host, "check", c.ID}
		e.gauge(names.CheckInfo, "A constant 1 with what is known of the check.", 1, append(at, "name", c.Name, "kind", c.Kind, "owner", c.Owner, "group", c.Group, "severity", c.Severity.String())...)
		e.states(names.CheckState, "1 for the confirmed state of the check.", c.Status, at)
		e.counter(names.CheckMissed, "Due runs of the check that could not start.", o.m.misses[c.ID], at...)
		e.stamp(names.CheckStateSince, "Since when the state is what it is.", c.Since, at...)
		if n := o.m.runs[c.ID]; n != nil {
			for i, result := range results() {
				e.counter(names.CheckRuns, "Looks by result: pass (holds, at risk), fail (broken), error (could not look).", n[i], append(at, "result", result)...)
			}
		}
		if c.Last.At.IsZero() {
			continue // never looked at: absent, not zero
		}
		e.stamp(names.CheckLastRun, "Start of the last look.", c.Last.At, at...)
		if !c.Stale {
			e.gauge(names.CheckSuccess, "1 if the last look found all as wanted, 0 if not or if nobody could look.", truth(good(c.Last.Status)), at...)
		}
		e.gauge(names.AcceptedFaults, "Faults that somebody has accepted until a date.", accepted(c.Last.Finding), at...)
	}
}

// facts are numbers that some kinds see.
func facts(e emitter, v view.View) {
	left := maxForbidden
	for _, c := range v.Checks {
		at := []string{"target", c.Host, "check", c.ID}
		if end, ok := moment(c.Last.Fact("certificate_not_after")); ok {
			e.stamp(names.CertificateEnd, "When the certificate ends.", end, at...)
		}
		if c.Kind == "tlsgrade" && !c.Last.At.IsZero() {
			e.gauge(names.ForwardSecrecy, "1 if every accepted suite has forward secrecy.", truth(c.Last.Fact("forward_secrecy") == "all"), at...)
			e.gauge(names.WeakSuites, "Accepted suites that are not wanted.", float64(count(c.Last.Finding, "suite/")), at...)
		}
		if ports, ok := list(c.Last.Fact("open_ports")); ok {
			e.gauge(names.OpenPorts, "Open TCP ports.", float64(len(ports)), at...)
		}
		left = forbidden(e, c, at, left)
	}
}

// forbidden has one series for each port that should not be open.
func forbidden(e emitter, c view.Check, at []string, left int) int {
	seen := map[string]bool{}
	for _, f := range c.Last.Faults {
		key, ok := strings.CutPrefix(f.Key, "port/")
		port, _, _ := strings.Cut(key, "@")
		if !ok || f.Status != holdfast.Broken || seen[port] || left == 0 {
			continue
		}
		seen[port] = true
		left--
		e.gauge(names.ForbiddenPort, "1 while a port is open that should not be.", 1, append(at, "port", port)...)
	}
	return left
}

func promises(e emitter, v view.View) {
	for _, p := range v.Promises {
		id := p.Promise.ID
		for _, word := range []string{"holds", "at risk", "unknown", "broken", "unproven"} {
			is := word == p.Status.String()
			if !p.Proven {
				is = word == "unproven"
			}
			e.gauge(names.PromiseState, "1 for the state of the promise.", truth(is), "promise", id, "state", strings.ReplaceAll(word, " ", "_"))
		}
		e.stamp(names.PromiseVerified, "When the promise's least recent check was last looked at.", p.Verified, "promise", id)
	}
}

func incidents(e emitter, v view.View) {
	open := map[string]int{"critical": 0, "error": 0, "warning": 0, "info": 0}
	for i, inc := range v.Open {
		open[inc.Severity.String()]++
		if i >= maxIncidents {
			continue
		}
		c, _ := v.Find(inc.Check)
		e.stamp(names.IncidentStart, "Start of an open incident.", inc.Since, "incident", inc.ID, "target", c.Host, "check", inc.Check, "class", string(inc.Class), "severity", inc.Severity.String())
	}
	for severity, n := range open {
		e.gauge(names.IncidentsOpen, "Open incidents.", float64(n), "severity", severity)
	}
}

func channels(e emitter, v view.View) {
	for _, c := range v.Channels {
		e.gauge(names.OutboxWaiting, "Notices that wait to be taken.", float64(c.Waiting), "channel", c.Name)
		e.stamp(names.OutboxOldest, "When the oldest waiting notice became due.", c.Oldest, "channel", c.Name)
		e.stamp(names.NotificationLast, "When the receiver last took a notice.", c.LastSuccess, "channel", c.Name)
	}
}

func good(s holdfast.Status) bool { return s == holdfast.Holds || s == holdfast.AtRisk }

func accepted(f holdfast.Finding) float64 {
	n := 0.0
	for _, fault := range f.Faults {
		if fault.Accepted != "" {
			n++
		}
	}
	return n
}

func count(f holdfast.Finding, prefix string) (n int) {
	for _, fault := range f.Faults {
		if strings.HasPrefix(fault.Key, prefix) {
			n++
		}
	}
	return n
}

// moment reads a time that may have been through JSON.
func moment(v any) (time.Time, bool) {
	switch t := v.(type) {
	case time.Time:
		return t, true
	case string:
		at, err := time.Parse(time.RFC3339, t)
		return at, err == nil
	default:
		return time.Time{}, false
	}
}

// list reads a list of strings that may have been through JSON.
func list(v any) ([]string, bool) {
	switch l := v.(type) {
	case []string:
		return l, true
	case []any:
		out := make([]string, 0, len(l))
		for _, x := range l {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out, true
	default:
		return nil, false
	}
}
