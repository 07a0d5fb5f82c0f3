package metrics

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/names"
	"holdfast/internal/view"
)

// TestCaps wants what falls beyond a cap to be counted, not lost in silence.
func TestCaps(t *testing.T) {
	t.Parallel()
	c := view.Check{Check: holdfast.Check{ID: "db/exposure", Kind: "exposure", Host: "db"}, Status: holdfast.Broken}
	c.Last.At = time.Unix(1, 0)
	for port := range names.WrongPerCheckCap + 8 {
		c.Last.Faults = append(c.Last.Faults, holdfast.Fault{Key: fmt.Sprintf("port/%d", port), Status: holdfast.Broken})
	}
	v := view.View{Checks: []view.Check{c}}
	for i := range names.WrongCap + 5 {
		v.Open = append(v.Open, holdfast.Incident{ID: fmt.Sprint(i), Check: c.ID, Since: time.Unix(1, 0)})
	}
	got := fetch(t, New().Handler(func() view.View { return v }))
	for _, want := range []string{
		fmt.Sprintf(`%s{metric="%s"} 8`, names.SeriesLeftOut, names.ForbiddenPort),
		fmt.Sprintf(`%s{metric="%s"} 5`, names.SeriesLeftOut, names.IncidentStart),
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("missing: %s", want)
		}
	}
	if n := strings.Count(got, names.ForbiddenPort+"{"); n != names.WrongPerCheckCap {
		t.Errorf("%d forbidden ports of one check, want %d", n, names.WrongPerCheckCap)
	}
	if n := strings.Count(got, names.IncidentStart+"{"); n != names.WrongCap {
		t.Errorf("%d incidents, want %d", n, names.WrongCap)
	}
}

// TestAFaultInTheViewEndsOneScrape wants 500, and the next scrape served.
func TestAFaultInTheViewEndsOneScrape(t *testing.T) {
	t.Parallel()
	first := true
	h := New().Handler(func() view.View {
		if first {
			first = false
			panic("no desk")
		}
		return estate()
	})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "no desk") {
		t.Errorf("status %d %q, want 500 and the reason", w.Code, w.Body)
	}
	if got := fetch(t, h); !strings.Contains(got, names.Targets+" 3\n") {
		t.Error("the scrape after it was not served")
	}
}

// stuck is a client that reads nothing until it is let go.
type stuck struct {
	http.ResponseWriter
	reached, free chan struct{}
	once          sync.Once
}

func (s *stuck) Write(b []byte) (int, error) {
	s.once.Do(func() { close(s.reached) })
	<-s.free
	return s.ResponseWriter.Write(b)
}

// TestAReaderThatHangsHoldsUpNobody counts looks and serves others while one
// scraper takes no bytes, and refuses what is too much instead of piling it up.
func TestAReaderThatHangsHoldsUpNobody(t *testing.T) {
	t.Parallel()
	m := New()
	h := m.Handler(estate)
	free := make(chan struct{})
	var done sync.WaitGroup
	hang := func() {
		s := &stuck{ResponseWriter: httptest.NewRecorder(), reached: make(chan struct{}), free: free}
		done.Go(func() { h.ServeHTTP(s, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil)) })
		<-s.reached
	}
	for range atOnce - 1 {
		hang()
	}
	m.ObserveVerdict(holdfast.Verdict{Check: "app/uptime", Finding: holdfast.Finding{Status: holdfast.Holds}})
	if got := fetch(t, h); !strings.Contains(got, `result="pass"} 1`) {
		t.Error("the look that came meanwhile is not counted")
	}
	hang()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("one scrape too many got %d, want 503", w.Code)
	}
	close(free)
	done.Wait()
}

// TestScrapesBesideLooks is for the race detector.
func TestScrapesBesideLooks(t *testing.T) {
	t.Parallel()
	m := New()
	ours, probes := m.Handler(estate), m.Probes(estate)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			for range 20 {
				m.ObserveVerdict(holdfast.Verdict{Check: "app/uptime", Finding: holdfast.Finding{Status: holdfast.Broken}})
				m.ObserveMissed("app/uptime")
				m.ObserveLook(holdfast.Check{ID: "app/uptime", Kind: "uptime"}, 1, 2)
				m.ObserveBlind(true)
			}
		})
	}
	for range 2 {
		all.Go(func() {
			for range 5 {
				for _, h := range []http.Handler{ours, probes} {
					w := httptest.NewRecorder()
					h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
				}
			}
		})
	}
	all.Wait()
	if got := fetch(t, ours); !strings.Contains(got, `holdfast_runs_total{kind="uptime",result="fail"} 60`) {
		t.Error("the sum by kind is not 60")
	}
}

// TestASumOutlivesItsChecks wants counters that never fall.
func TestASumOutlivesItsChecks(t *testing.T) {
	t.Parallel()
	m := New()
	v := estate()
	h := m.Handler(func() view.View { return v })
	m.ObserveVerdict(holdfast.Verdict{Check: "app/uptime", Finding: holdfast.Finding{Status: holdfast.Holds}})
	fetch(t, h)
	v.Checks = nil
	m.ObserveVerdict(holdfast.Verdict{Check: "app/uptime", Finding: holdfast.Finding{Status: holdfast.Holds}})
	if got := fetch(t, h); !strings.Contains(got, `holdfast_runs_total{kind="uptime",result="pass"} 2`) {
		t.Errorf("the sum forgot a check that is no longer watched:\n%s", bytes.TrimSpace([]byte(got[:200])))
	}
}
