package metrics

import (
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"holdfast"
	"holdfast/internal/names"
)

// Metrics counts what happens and shows what is.
type Metrics struct {
	counted *prometheus.Registry
	counts  *counts
	blind   atomic.Bool

	missed        prometheus.Counter
	notifications *prometheus.CounterVec
	delay         *prometheus.HistogramVec
	duration      *prometheus.HistogramVec
	escalation    *prometheus.HistogramVec
	alert         *prometheus.HistogramVec
}

// New makes the counters.
func New() *Metrics {
	m := &Metrics{counted: prometheus.NewRegistry(), counts: newCounts()}
	missed, _ := names.Find(names.ScheduleMissed)
	m.missed = prometheus.NewCounter(prometheus.CounterOpts{Name: missed.Name, Help: missed.Help})
	sent, _ := names.Find(names.Notifications)
	m.notifications = prometheus.NewCounterVec(prometheus.CounterOpts{Name: sent.Name, Help: sent.Help}, sent.Labels)
	m.delay = histogram(names.ScheduleDelay, prometheus.ExponentialBuckets(0.001, 2, 14))
	m.duration = histogram(names.CheckDuration, prometheus.ExponentialBuckets(0.002, 2, 16))
	m.escalation = histogram(names.EscalationDelay, prometheus.ExponentialBuckets(0.05, 2, 16))
	m.alert = histogram(names.AlertDelay, prometheus.ExponentialBuckets(1, 2, 14))
	m.counted.MustRegister(m.missed, m.notifications, m.delay, m.duration, m.escalation, m.alert,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// counted reports whether a metric is one that the library counts.
func counted(name string) bool {
	switch name {
	case names.ScheduleMissed, names.Notifications, names.ScheduleDelay, names.CheckDuration, names.EscalationDelay, names.AlertDelay:
		return true
	default:
		return false
	}
}

// histogram has classic buckets and a native histogram beside them.
func histogram(name string, buckets []float64) *prometheus.HistogramVec {
	m, _ := names.Find(name)
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: m.Name, Help: m.Help, Unit: m.Unit(), Buckets: buckets,
		NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 160,
	}, m.Labels)
}

// ObserveVerdict counts one look of a check.
func (m *Metrics) ObserveVerdict(v holdfast.Verdict) { m.counts.looked(v.Check, v.Status) }

// ObserveMissed counts a due run that could not start.
func (m *Metrics) ObserveMissed(check string) {
	m.missed.Inc()
	m.counts.missed(check)
}

// ObserveLook counts how late a look of a check began and how long it took; the
// exemplars name the check.
func (m *Metrics) ObserveLook(check holdfast.Check, delay, took time.Duration) {
	observe(m.delay.WithLabelValues(), delay, check.ID)
	observe(m.duration.WithLabelValues(valid(check.Kind)), took, check.ID)
}

// observe counts a duration, with an exemplar where its label has room.
func observe(o prometheus.Observer, d time.Duration, check string) {
	with, ok := o.(prometheus.ExemplarObserver)
	if !ok || len("check")+len(check) > prometheus.ExemplarMaxRunes {
		o.Observe(d.Seconds())
		return
	}
	with.ObserveWithExemplar(d.Seconds(), prometheus.Labels{"check": valid(check)})
}

// ObserveBlind remembers whether the vantage has lost its anchors.
func (m *Metrics) ObserveBlind(blind bool) { m.blind.Store(blind) }

// ObserveDelivery counts one attempt to send. For those that were accepted, late
// is how long the notice had been due, and told, of an opening, how long after
// the first look that failed (zero for all else).
func (m *Metrics) ObserveDelivery(channel string, outcome holdfast.Outcome, late, told time.Duration) {
	channel = valid(channel)
	m.notifications.WithLabelValues(channel, outcome.String()).Inc()
	if outcome != holdfast.OutcomeAccepted {
		return
	}
	m.escalation.WithLabelValues(channel).Observe(late.Seconds())
	if told > 0 {
		m.alert.WithLabelValues(channel).Observe(told.Seconds())
	}
}
