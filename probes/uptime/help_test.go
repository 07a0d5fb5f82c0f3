package uptime_test

import (
	"context"
	"io"
	"log"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/probetest"
	"holdfast/probes/uptime"
)

// quiet is a log for servers whose clients hang up.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

// look takes one look at settings.
func look(t testing.TB, settings string, env holdfast.Env) holdfast.Finding {
	t.Helper()
	return probetest.Look(t, uptime.Kind(), probetest.Case{Settings: settings, Env: env})
}

// lookFor takes one look with a given time.
func lookFor(t testing.TB, settings string, env holdfast.Env, timeout time.Duration) (holdfast.Finding, error) {
	t.Helper()
	p := probetest.New(t, uptime.Kind(), probetest.Case{Settings: settings, Env: env})
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	return p.Probe(ctx, holdfast.Look{})
}

// expectation is what a test wants of a finding.
type expectation struct {
	status   holdfast.Status
	headline string
	keys     []string
	reason   string // contained
}

// check compares a finding with what is wanted.
func (e expectation) check(t testing.TB, f holdfast.Finding) {
	t.Helper()
	var keys []string
	for _, fault := range f.Faults {
		keys = append(keys, fault.Key)
	}
	got := expectation{f.Status, f.Headline, keys, e.reason}
	if diff := cmp.Diff(e, got, cmp.AllowUnexported(expectation{})); diff != "" {
		t.Errorf("finding (-want +got):\n%s\nreason: %s", diff, f.Reason)
	}
	if !strings.Contains(f.Reason, e.reason) {
		t.Errorf("reason is %q, want it to contain %q", f.Reason, e.reason)
	}
}

// holds is the expectation of a good look.
func holds(reason string) expectation { return expectation{status: holdfast.Holds, reason: reason} }

// broken is the expectation of a bad one.
func broken(headline, reason string, keys ...string) expectation {
	return expectation{holdfast.Broken, headline, keys, reason}
}

// say answers with a status and a body.
func say(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}
