package metrics

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"google.golang.org/protobuf/testing/protocmp"

	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/view"
)

const (
	acceptProto = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
	acceptOpen  = "application/openmetrics-text;version=1.0.0"
)

// observed is a monitor that has counted one of each.
func observed() *Metrics {
	m := New()
	m.ObserveVerdict(holdfast.Verdict{Check: "app/uptime", Finding: holdfast.Finding{Status: holdfast.Holds}})
	m.ObserveLook(holdfast.Check{ID: "app/uptime", Kind: "uptime"}, time.Millisecond, 143*time.Millisecond)
	m.ObserveDelivery("ops", holdfast.OutcomeAccepted, time.Second, 21*time.Second)
	return m
}

// scrape asks for a page in a form.
func scrape(t *testing.T, h http.Handler, accept string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil)
	r.Header.Set("Accept", accept)
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w
}

// families reads a page as a scraper does, but for those of the Go runtime,
// which differ from moment to moment.
func families(t *testing.T, w *httptest.ResponseRecorder) map[string]*dto.MetricFamily {
	t.Helper()
	d := expfmt.NewDecoder(w.Body, expfmt.ResponseFormat(w.Header()))
	out := map[string]*dto.MetricFamily{}
	for {
		f := &dto.MetricFamily{}
		err := d.Decode(f)
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(f.GetName(), "go_") || strings.HasPrefix(f.GetName(), "process_") {
			continue
		}
		if out[f.GetName()] != nil {
			t.Errorf("%s is on the page twice", f.GetName())
		}
		out[f.GetName()] = f
	}
}

// TestTextAndProtobufSayTheSame compares the two forms that are written by hand
// through the readers of the library.
func TestTextAndProtobufSayTheSame(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.Handler{"metrics": observed().Handler(estate), "probes": New().Probes(estate)} {
		text, proto := families(t, scrape(t, h, "text/plain")), families(t, scrape(t, h, acceptProto))
		for _, all := range []map[string]*dto.MetricFamily{text, proto} {
			for family, f := range all {
				f.Unit = nil // the text format has no units
				if f.GetType() == dto.MetricType_HISTOGRAM {
					delete(all, family) // the library's own
				}
			}
		}
		if len(text) < 10 {
			t.Fatalf("%s has only %d families", name, len(text))
		}
		order := protocmp.SortRepeated(func(a, b *dto.LabelPair) bool { return a.GetName() < b.GetName() })
		series := protocmp.SortRepeated(func(a, b *dto.Metric) bool { return a.String() < b.String() })
		if diff := cmp.Diff(text, proto, protocmp.Transform(), protocmp.IgnoreFields(&dto.Counter{}, "created_timestamp"), order, series); diff != "" {
			t.Errorf("%s: text and protobuf differ:\n%s", name, diff)
		}
	}
}

func TestPagesPassTheLinter(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.Handler{"metrics": observed().Handler(estate), "probes": New().Probes(estate)} {
		var all []*dto.MetricFamily
		for _, f := range families(t, scrape(t, h, "text/plain")) {
			all = append(all, f)
		}
		problems, err := promlint.NewWithMetricFamilies(all).Lint()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			t.Errorf("%s: %s: %s", name, p.Metric, p.Text)
		}
	}
}

// TestPagesKeepTheCatalogue wants of each family the type and labels of its row.
func TestPagesKeepTheCatalogue(t *testing.T) {
	t.Parallel()
	for _, f := range families(t, scrape(t, observed().Handler(estate), acceptProto)) {
		m, ok := names.Find(f.GetName())
		if !ok || !strings.EqualFold(f.GetType().String(), string(m.Type)) || f.GetHelp() != m.Help || f.GetUnit() != m.Unit() {
			t.Errorf("%s is on the page as %s %q %q, in the catalogue as %+v", f.GetName(), f.GetType(), f.GetUnit(), f.GetHelp(), m)
		}
		for _, series := range f.GetMetric() {
			var got []string
			for _, l := range series.GetLabel() {
				got = append(got, l.GetName())
			}
			if diff := cmp.Diff(slices.Sorted(slices.Values(m.Labels)), got); diff != "" {
				t.Errorf("%s: labels in the catalogue and on the page: %s", f.GetName(), diff)
			}
		}
	}
}

func TestOpenMetricsHasUnitsExemplarsAndAnEnd(t *testing.T) {
	t.Parallel()
	got := scrape(t, observed().Handler(estate), acceptOpen).Body.String()
	for _, want := range []string{
		"# TYPE holdfast_check_runs counter\n", "holdfast_check_runs_total{check=\"app/uptime\",result=\"pass\",target=\"app\"} 1\n",
		"# UNIT holdfast_check_last_duration_seconds seconds\n", `# {check="app/uptime"} 0.143`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing: %s", want)
		}
	}
	if !strings.HasSuffix(got, "\n# EOF\n") || strings.Count(got, "# EOF") != 1 {
		t.Errorf("does not end in one # EOF: %q", got[max(0, len(got)-80):])
	}
}

func TestHistogramsAreClassicAndNative(t *testing.T) {
	t.Parallel()
	all := families(t, scrape(t, observed().Handler(estate), acceptProto))
	for _, name := range []string{names.ScheduleDelay, names.CheckDuration, names.EscalationDelay, names.AlertDelay} {
		f := all[name]
		if f == nil || len(f.GetMetric()) == 0 {
			t.Errorf("%s is not on the page", name)
			continue
		}
		both := func(m *dto.Metric) bool {
			return len(m.GetHistogram().GetBucket()) > 0 && len(m.GetHistogram().GetPositiveSpan()) > 0
		}
		if !slices.ContainsFunc(f.GetMetric(), both) {
			t.Errorf("%s has no series with classic buckets and native spans: %v", name, f)
		}
	}
}

func TestGzipIsTheSamePage(t *testing.T) {
	t.Parallel()
	h := New().Probes(estate)
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/probes", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	h.ServeHTTP(w, r)
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(scrape(t, h, "").Body.String(), string(got)); diff != "" {
		t.Error(diff)
	}
}

// TestLabelsSurvive puts what a config may hold into a label and reads it back.
func TestLabelsSurvive(t *testing.T) {
	t.Parallel()
	for _, value := range []string{`a"b\c`, "two\nlines", "größe", "", "bad \xff byte"} {
		now := func() view.View { return view.View{Channels: []view.Channel{{Name: value, Waiting: 1}}} }
		want := strings.ToValidUTF8(value, "?")
		m := New()
		m.ObserveDelivery(value, holdfast.OutcomeAccepted, 1, 1)
		m.ObserveLook(holdfast.Check{ID: value, Kind: value}, 1, 1)
		for _, accept := range []string{"text/plain", acceptProto} {
			f := families(t, scrape(t, m.Handler(now), accept))[names.OutboxWaiting]
			if got := f.GetMetric()[0].GetLabel()[0].GetValue(); got != want {
				t.Errorf("%q came back as %q (%s)", value, got, accept)
			}
		}
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	for _, v := range []float64{0, 1, -3, 0.143, 1764000000.123, 1.5e9, 1e300, 0.1 + 0.2, -0.5, 2e-9, 123456789012.345} {
		text := "x " + string(appendValue(nil, v)) + "\n"
		p := expfmt.NewTextParser(model.UTF8Validation)
		got, err := p.TextToMetricFamilies(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if read := got["x"].GetMetric()[0].GetUntyped().GetValue(); read != v {
			t.Errorf("%v was written as %q", v, text)
		}
	}
}
