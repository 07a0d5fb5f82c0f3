package metrics

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"holdfast/internal/names"
	"holdfast/internal/view"
)

// Handler serves /metrics.
func (m *Metrics) Handler(now func() view.View) http.Handler {
	return serve(&page{
		catalogue: names.All(), columns: byName(oursColumns()), stock: oursStock(), counts: m.counts, counted: m.counted, prepare: m.prepare,
		rest: func(e emitter, v view.View) {
			fleet(e, v)
			m.counts.emit(e)
			promises(e, v)
			objectives(e, v)
			incidents(e, v)
			m.channels(e, v)
			m.self(e, v)
		},
	}, now)
}

// Probes serves /probes.
func (m *Metrics) Probes(now func() view.View) http.Handler {
	return serve(&page{
		catalogue: names.Blackbox(), columns: byName(probesColumns()), stock: probesStock(), counts: newCounts(), prepare: func(view.View) {},
		rest: func(e emitter, v view.View) {
			e.gauge(names.ExporterReloadOK, truth(!v.Reload.Failed))
			e.stamp(names.ExporterReloadGood, v.Reload.Good)
		},
	}, now)
}

// atOnce is how many scrapes may run beside each other; one more is told to come
// again, and costs nothing.
const atOnce = 4

// serve answers scrapes.
func serve(p *page, now func() view.View) http.Handler {
	room := make(chan struct{}, atOnce)
	zips := &sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is one of the package's own
		return z
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case room <- struct{}{}:
			defer func() { <-room }()
		default:
			http.Error(w, fmt.Sprintf("%d scrapes run already", atOnce), http.StatusServiceUnavailable)
			return
		}
		answer(w, r, p, now, zips)
	})
}

// answer writes one page. Until its first byte any failure is a 500; after it
// the answer can only be broken off, so that nobody takes half a page for one.
func answer(w http.ResponseWriter, r *http.Request, p *page, now func() view.View, zips *sync.Pool) {
	v, err := look(now)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	p.prepare(v)
	families, err := p.gather()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	f, format := negotiate(r)
	w.Header().Set("Content-Type", string(format))
	w.Header().Set("Vary", "Accept, Accept-Encoding")
	out, end := zipped(w, r, zips)
	if err := p.write(out, f, format, v, families); err != nil {
		panic(http.ErrAbortHandler)
	}
	if end() != nil {
		panic(http.ErrAbortHandler)
	}
}

// look takes the view. A fault in it must not end more than this scrape.
func look(now func() view.View) (v view.View, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("no view of the monitor: %v", fault)
		}
	}()
	return now(), nil
}

// zipped compresses for those who ask for it.
func zipped(w http.ResponseWriter, r *http.Request, zips *sync.Pool) (out io.Writer, end func() error) {
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return w, func() error { return nil }
	}
	w.Header().Set("Content-Encoding", "gzip")
	z, _ := zips.Get().(*gzip.Writer)
	z.Reset(w)
	return z, func() error {
		defer zips.Put(z)
		return z.Close()
	}
}
