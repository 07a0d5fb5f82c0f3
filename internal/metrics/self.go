package metrics

import (
	"strconv"
	"strings"

	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/statement"
	"holdfast/internal/view"
)

// self is the monitor itself.
func (m *Metrics) self(e emitter, v view.View) {
	e.gauge(names.BuildInfo, 1, "version", v.Version)
	e.stamp(names.Start, v.Started)
	e.gauge(names.ReloadOK, truth(!v.Reload.Failed))
	e.stamp(names.ReloadGood, v.Reload.Good)
	e.gauge(names.Blind, truth(m.blind.Load()), "vantage", v.Vantage.Name)
	e.gauge(names.Degraded, truth(v.Degraded != ""))
	e.counter(names.ScheduleDue, float64(v.Watch.Due))
	e.counter(names.ScheduleStart, float64(v.Watch.Started))
	e.gauge(names.Running, float64(v.Watch.Running))
	e.gauge(names.Lag, v.Watch.Lag.Seconds())
	e.counter(names.Thinned, float64(v.Thinned))
	e.counter(names.ClockSteps, float64(v.ClockSteps))
}

// longestSentence is how much of a promise's sentence a label carries.
const longestSentence = 160

func promises(e emitter, v view.View) {
	for _, p := range v.Promises {
		id := p.Promise.ID
		e.gauge(names.PromiseInfo, 1, "promise", id, "says", cut(p.Promise.Says, longestSentence))
		for _, word := range append(names.States(), "unproven") {
			e.gauge(names.PromiseState, truth(word == promiseWord(p)), "promise", id, "state", word)
		}
		e.stamp(names.PromiseVerified, p.Verified, "promise", id)
	}
}

func promiseWord(p statement.State) string {
	if !p.Proven {
		return "unproven"
	}
	return stateWord(p.Status)
}

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

func incidents(e emitter, v view.View) {
	open := map[string]int{}
	for i := range v.Open {
		open[v.Open[i].Severity.String()]++
	}
	hosts, breaks := openOnes(v)
	for i := range v.Open {
		inc := &v.Open[i]
		e.stamp(names.IncidentStart, inc.Since, "incident", inc.ID, "number", strconv.FormatInt(inc.Number, 10), "target", hosts[inc.Check], "check", inc.Check,
			"class", string(inc.Class), "severity", inc.Severity.String(), "promise", breaks[inc.Check])
	}
	for _, severity := range names.Severities() {
		e.gauge(names.IncidentsOpen, float64(open[severity]), "severity", severity)
	}
}

// openOnes finds the host of each check that has an open incident, and the first
// promise that it belongs to.
func openOnes(v view.View) (hosts, promise map[string]string) {
	hosts, promise = map[string]string{}, map[string]string{}
	for i := range v.Open {
		c, _ := v.Find(v.Open[i].Check)
		hosts[v.Open[i].Check] = c.Host
	}
	for _, p := range v.Promises {
		for _, m := range p.Members {
			if _, open := hosts[m.Check]; open && promise[m.Check] == "" {
				promise[m.Check] = p.Promise.ID
			}
		}
		if len(promise) == len(hosts) {
			break
		}
	}
	return hosts, promise
}

// channels are the ways out. What the library counts of them is there from the
// first scrape: a counter that appears with its first event hides it from rate.
func (m *Metrics) channels(e emitter, v view.View) {
	for _, c := range v.Channels {
		done := c.Oldest
		if c.Waiting == 0 || done.IsZero() {
			done = v.At
		}
		e.gauge(names.OutboxWaiting, float64(c.Waiting), "channel", c.Name)
		e.stamp(names.OutboxDone, done, "channel", c.Name)
		e.stamp(names.NotificationLast, c.LastSuccess, "channel", c.Name)
	}
}

// prepare makes the library's series that the config calls for.
func (m *Metrics) prepare(v view.View) {
	for _, c := range v.Channels {
		name := valid(c.Name)
		for _, o := range []holdfast.Outcome{holdfast.OutcomeAccepted, holdfast.OutcomeRefused, holdfast.OutcomeRetry, holdfast.OutcomeUnknown} {
			m.notifications.WithLabelValues(name, o.String())
		}
		m.escalation.WithLabelValues(name)
		m.alert.WithLabelValues(name)
	}
	kinds := map[string]bool{}
	for i := range v.Checks {
		kinds[valid(v.Checks[i].Kind)] = true
	}
	for kind := range kinds {
		m.duration.WithLabelValues(kind)
	}
	m.delay.WithLabelValues()
}
