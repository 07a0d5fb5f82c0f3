package metrics

import (
	"time"
)

// emitter collects series of metrics that few things have, in any order; the
// page writes them family by family. Pairs are label names and values in turn.
type emitter struct{ rows map[string][]row }

// row is one series.
type row struct {
	at    around
	value float64
}

func newEmitter() emitter { return emitter{map[string][]row{}} }

// gauge adds a series of a metric of the catalogue.
func (e emitter) gauge(name string, value float64, all ...string) {
	e.rows[name] = append(e.rows[name], row{whole(all...), value})
}

// counter is a gauge that only grows; the catalogue knows which is which.
func (e emitter) counter(name string, value float64, all ...string) { e.gauge(name, value, all...) }

// stamp is a point in time; the zero time is no series at all.
func (e emitter) stamp(name string, at time.Time, all ...string) {
	if !at.IsZero() {
		e.gauge(name, stamp(at), all...)
	}
}
