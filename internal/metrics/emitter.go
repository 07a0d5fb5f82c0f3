package metrics

import (
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"holdfast"
)

// emitter sends constant metrics; pairs are label names and values in turn.
type emitter struct{ ch chan<- prometheus.Metric }

func (e emitter) gauge(name, help string, value float64, pairs ...string) {
	e.send(prometheus.GaugeValue, name, help, value, pairs)
}

func (e emitter) counter(name, help string, value float64, pairs ...string) {
	e.send(prometheus.CounterValue, name, help, value, pairs)
}

// stamp is a point in time; the zero time is no series at all.
func (e emitter) stamp(name, help string, at time.Time, pairs ...string) {
	if !at.IsZero() {
		e.send(prometheus.GaugeValue, name, help, float64(at.UnixMilli())/1000, pairs)
	}
}

// states has one 0/1 series for each state.
func (e emitter) states(name, help string, is holdfast.Status, pairs []string) {
	for _, s := range []holdfast.Status{holdfast.Holds, holdfast.AtRisk, holdfast.Unknown, holdfast.Broken} {
		e.gauge(name, help, truth(s == is), append(slices.Clip(pairs), "state", strings.ReplaceAll(s.String(), " ", "_"))...)
	}
}

func (e emitter) send(kind prometheus.ValueType, name, help string, value float64, pairs []string) {
	labels, values := make([]string, 0, len(pairs)/2), make([]string, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		labels = append(labels, pairs[i])
		values = append(values, strings.ToValidUTF8(pairs[i+1], "?"))
	}
	m, err := prometheus.NewConstMetric(prometheus.NewDesc(name, help, labels, nil), kind, value, values...)
	if err != nil {
		m = prometheus.NewInvalidMetric(prometheus.NewDesc(name, help, labels, nil), err)
	}
	e.ch <- m
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
