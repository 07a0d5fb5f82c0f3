package metrics

import (
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"

	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/view"
)

// crowd is an estate of n targets with one uptime check each, encrypted.
func crowd(n int) view.View {
	one := estate().Checks[0]
	v := estate()
	v.Checks = make([]view.Check, 0, n)
	for i := range n {
		c := one
		c.Host = fmt.Sprintf("www%05d.example.com", i)
		c.ID, c.Target = c.Host+"/uptime", "https://"+c.Host+"/"
		c.Name, c.Last.Check, c.Owner, c.Severity = c.ID, c.ID, "platform", holdfast.SeverityError
		v.Checks = append(v.Checks, c)
	}
	return v
}

// devNull is a client that takes everything.
type devNull struct {
	header http.Header
	n      int
}

func (d *devNull) Header() http.Header         { return d.header }
func (d *devNull) WriteHeader(int)             {}
func (d *devNull) Write(b []byte) (int, error) { d.n += len(b); return len(b), nil }

// BenchmarkScrape is one scrape of 10,000 targets, as Prometheus asks for it. The
// view is not part of it.
func BenchmarkScrape(b *testing.B) {
	v := crowd(10_000)
	m := New()
	for i := range v.Checks {
		m.ObserveVerdict(v.Checks[i].Last)
	}
	now := func() view.View { return v }
	for _, c := range []struct {
		name, accept, zip string
		h                 http.Handler
	}{
		{"metrics/text", "text/plain", "", m.Handler(now)},
		{"metrics/text+gzip", "text/plain", "gzip", m.Handler(now)},
		{"metrics/openmetrics", acceptOpen, "", m.Handler(now)},
		{"metrics/protobuf", acceptProto, "", m.Handler(now)},
		{"probes/text", "text/plain", "", m.Probes(now)},
		{"probes/text+gzip", "text/plain", "gzip", m.Probes(now)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			out := &devNull{header: http.Header{}}
			for b.Loop() {
				r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "/", nil)
				if err != nil {
					b.Fatal(err)
				}
				r.Header.Set("Accept", c.accept)
				r.Header.Set("Accept-Encoding", c.zip)
				c.h.ServeHTTP(out, r)
			}
			b.ReportMetric(float64(out.n)/float64(b.N), "B/page")
		})
	}
}

// library is the same page as client_golang gathers it: one object a series. Its
// descriptions are made once, as they should be.
type library struct {
	v     view.View
	descs map[string]*prometheus.Desc
}

func newLibrary(v view.View) library {
	l := library{v, map[string]*prometheus.Desc{}}
	for _, m := range names.All() {
		l.descs[m.Name] = prometheus.NewDesc(m.Name, m.Help, m.Labels, nil)
	}
	return l
}

func (l library) Describe(chan<- *prometheus.Desc) {}

func (l library) Collect(ch chan<- prometheus.Metric) {
	send := func(name string, value float64, pairs ...string) {
		ch <- prometheus.MustNewConstMetric(l.descs[name], prometheus.GaugeValue, value, pairs...)
	}
	for i := range l.v.Checks {
		c := &l.v.Checks[i]
		send(names.CheckInfo, 1, c.Host, c.ID, c.Name, c.Kind, c.Owner, c.Group, c.Severity.String())
		for _, state := range names.States() {
			send(names.CheckState, truth(state == stateWord(c.Status)), c.Host, c.ID, state)
		}
		send(names.CheckStateSince, stamp(c.Since), c.Host, c.ID)
		send(names.CheckSuccess, truth(good(c.Last.Status)), c.Host, c.ID)
		send(names.CheckLastRun, stamp(c.Last.At), c.Host, c.ID)
		send(names.CheckLastTook, c.Last.Took.Seconds(), c.Host, c.ID)
		for _, result := range names.Results() {
			send(names.CheckRuns, 1, c.Host, c.ID, result)
		}
		send(names.CheckMissed, 0, c.Host, c.ID)
		end, _ := moment(c.Last.Fact("certificate_not_after"))
		send(names.CertificateEnd, stamp(end), c.Host, c.ID)
	}
}

// libraryScrape gathers and encodes through client_golang.
func libraryScrape(b testing.TB, r *prometheus.Registry) {
	all, err := r.Gather()
	if err != nil {
		b.Fatal(err)
	}
	e := expfmt.NewEncoder(io.Discard, expfmt.NewFormat(expfmt.TypeTextPlain))
	for _, f := range all {
		if err := e.Encode(f); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLibrary is what BenchmarkScrape is measured against.
func BenchmarkLibrary(b *testing.B) {
	r := prometheus.NewRegistry()
	r.MustRegister(newLibrary(crowd(10_000)))
	b.ReportAllocs()
	for b.Loop() {
		libraryScrape(b, r)
	}
}

// TestAScrapeCostsAFractionOfTheLibrarys compares both in one run, on a tenth of
// the size, taking the best of several: a ratio holds on a busy machine, too.
func TestAScrapeCostsAFractionOfTheLibrarys(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	v := crowd(1000)
	m := New()
	for i := range v.Checks {
		m.ObserveVerdict(v.Checks[i].Last)
	}
	h := m.Handler(func() view.View { return v })
	r := prometheus.NewRegistry()
	r.MustRegister(newLibrary(v))
	ours := best(func() {
		w := &devNull{header: http.Header{}}
		h.ServeHTTP(w, &http.Request{Method: http.MethodGet, Header: http.Header{}})
	})
	theirs := best(func() { libraryScrape(t, r) })
	t.Logf("ours %v, the library's %v, ratio %.3f", ours, theirs, float64(ours)/float64(theirs))
	if ours*4 > theirs {
		t.Errorf("a scrape takes %v, client_golang's gather %v; want less than a quarter", ours, theirs)
	}
}

// best is the shortest of nine runs.
func best(f func()) time.Duration {
	least := time.Duration(1<<63 - 1)
	for range 9 {
		start := time.Now()
		f()
		least = min(least, time.Since(start))
	}
	return least
}
