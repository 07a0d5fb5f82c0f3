package metrics

import (
	"io"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"

	"holdfast/internal/names"
	"holdfast/internal/view"
)

// page is one of the two: columns over all checks, what else there is, and what
// client_golang has counted.
type page struct {
	catalogue []names.Metric
	columns   map[string]column
	stock     *stock
	counts    *counts
	rest      func(e emitter, v view.View)
	counted   prometheus.Gatherer // nil on /probes
	// prepare makes what counted should have before anything was counted.
	prepare func(v view.View)
}

func byName(all []column) map[string]column {
	out := make(map[string]column, len(all))
	for _, c := range all {
		out[c.name] = c
	}
	return out
}

// gather collects what the library has; it fails before a byte is written.
func (p *page) gather() ([]*dto.MetricFamily, error) {
	if p.counted == nil {
		return nil, nil
	}
	return p.counted.Gather()
}

// write writes the whole page.
func (p *page) write(out io.Writer, f form, format expfmt.Format, v view.View, families []*dto.MetricFamily) error {
	s := newSheet(f, out)
	p.families(s, v)
	if err := s.close(); err != nil {
		return err
	}
	return encode(out, format, families)
}

// families writes all that comes from the view, in the catalogue's order. A
// family without series still has its head, so that a scraper knows of it.
func (p *page) families(s *sheet, v view.View) {
	cells := p.cells(v)
	e := newEmitter()
	p.rest(e, v)
	for _, m := range p.catalogue {
		if counted(m.Name) {
			continue
		}
		s.family(m)
		if c, ok := p.columns[m.Name]; ok {
			for i := range cells {
				c.write(s, &cells[i])
			}
		}
		for _, r := range e.rows[m.Name] {
			s.put(r.at, labels{}, r.value)
		}
		if m.Name == names.SeriesLeftOut {
			p.leftOut(s)
		}
	}
}

// leftOut tells what fell beyond a cap: of what only exists while something is
// wrong always, of all else when it happens.
func (p *page) leftOut(s *sheet) {
	for _, m := range p.catalogue {
		if n := s.left[m.Name]; n > 0 || m.Cap == names.WrongCap {
			s.put(whole("metric", m.Name), labels{}, float64(n))
		}
	}
}

// cells joins each check with its labels and its counts.
func (p *page) cells(v view.View) []cell {
	shelves, counts := p.stock.shelves(v.Checks), p.counts.read(v.Checks)
	out := make([]cell, len(v.Checks))
	for i := range out {
		out[i] = cell{&v.Checks[i], shelves[i], counts[i]}
	}
	return out
}

// encode writes the library's families, and the mark that ends OpenMetrics.
func encode(out io.Writer, format expfmt.Format, families []*dto.MetricFamily) error {
	e := expfmt.NewEncoder(out, format)
	for _, f := range families {
		if err := e.Encode(f); err != nil {
			return err
		}
	}
	if c, ok := e.(expfmt.Closer); ok {
		return c.Close()
	}
	return nil
}
