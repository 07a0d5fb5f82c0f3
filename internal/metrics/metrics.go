package metrics

import (
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/view"
)

// Metrics counts what happens and shows what is.
type Metrics struct {
	version string
	counted *prometheus.Registry

	missed        prometheus.Counter
	notifications *prometheus.CounterVec
	delay         prometheus.Histogram
	duration      *prometheus.HistogramVec
	escalation    *prometheus.HistogramVec

	mu sync.Mutex // guards all that follows
	// runs counts looks per check and result, misses due runs without one.
	runs   map[string]*[3]float64
	misses map[string]float64
	blind  bool
}

// results are the values of the result label, in the order of runs.
func results() [3]string { return [3]string{"pass", "fail", "error"} }

// New makes the counters.
func New(version string) *Metrics {
	m := &Metrics{version: version, counted: prometheus.NewRegistry(), runs: map[string]*[3]float64{}, misses: map[string]float64{}}
	m.missed = prometheus.NewCounter(prometheus.CounterOpts{Name: names.ScheduleMissed, Help: "Due runs that could not start."})
	m.notifications = prometheus.NewCounterVec(prometheus.CounterOpts{Name: names.Notifications, Help: "Attempts to send a notice, by how they ended."}, []string{"channel", "result"})
	m.delay = histogram(names.ScheduleDelay, "Start of a look after the moment it was due.", prometheus.ExponentialBuckets(0.001, 2, 14))
	m.duration = histogramVec(names.CheckDuration, "Duration of a look.", prometheus.ExponentialBuckets(0.002, 2, 16), "kind")
	m.escalation = histogramVec(names.EscalationDelay, "From the moment a notice was due until its receiver took it.", prometheus.ExponentialBuckets(0.05, 2, 16), "channel")
	m.counted.MustRegister(m.missed, m.notifications, m.delay, m.duration, m.escalation,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// histogram has classic buckets and a native histogram beside them.
func histogram(name, help string, buckets []float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets, NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 160})
}

func histogramVec(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets, NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 160}, labels)
}

// ObserveVerdict counts one look of a check.
func (m *Metrics) ObserveVerdict(v holdfast.Verdict) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.runs[v.Check]
	if n == nil {
		n = new([3]float64)
		m.runs[v.Check] = n
	}
	switch v.Status {
	case holdfast.Holds, holdfast.AtRisk:
		n[0]++
	case holdfast.Broken:
		n[1]++
	default:
		n[2]++
	}
}

// ObserveLook counts how late a look of a kind began and how long it took.
func (m *Metrics) ObserveLook(kind string, delay, took time.Duration) {
	m.delay.Observe(delay.Seconds())
	m.duration.WithLabelValues(kind).Observe(took.Seconds())
}

// ObserveMissed counts a due run that could not start.
func (m *Metrics) ObserveMissed(check string) {
	m.missed.Inc()
	m.mu.Lock()
	m.misses[check]++
	m.mu.Unlock()
}

// ObserveBlind remembers whether the vantage has lost its anchors.
func (m *Metrics) ObserveBlind(blind bool) {
	m.mu.Lock()
	m.blind = blind
	m.mu.Unlock()
}

// ObserveDelivery counts one attempt to send; delay is from due to accepted and
// counts only for those.
func (m *Metrics) ObserveDelivery(channel string, outcome holdfast.Outcome, delay time.Duration) {
	m.notifications.WithLabelValues(channel, outcome.String()).Inc()
	if outcome == holdfast.OutcomeAccepted {
		m.escalation.WithLabelValues(channel).Observe(delay.Seconds())
	}
}

// Handler serves /metrics.
func (m *Metrics) Handler(now func() view.View) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(&ours{m: m, now: now})
	return serve(prometheus.Gatherers{r, m.counted})
}

// Probes serves /probes.
func (m *Metrics) Probes(now func() view.View) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(&blackbox{now: now})
	return serve(r)
}

// serve lets overlapping scrapes share one gathering.
func serve(g prometheus.Gatherer) http.Handler {
	return promhttp.HandlerFor(g, promhttp.HandlerOpts{EnableOpenMetrics: true, CoalesceGather: true, MaxRequestsInFlight: 4})
}
