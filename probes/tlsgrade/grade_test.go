package tlsgrade

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// graded looks at a server of the standard library whose certificate counts as
// trusted, with these settings.
func graded(t *testing.T, settings string, prev holdfast.Finding, change func(*tls.Config)) holdfast.Finding {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age=63072000")
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	if change != nil {
		change(s.TLS)
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	env := holdfast.Env{Version: "test", Roots: s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	text := "host: " + s.Listener.Addr().String() + "\nserver_name: example.com\nrevocation: staple\ncertificate: {life_left: 0.01}\n" + settings
	p, err := build(env, func(into any) error { return yaml.UnmarshalWithOptions([]byte(text), into, yaml.Strict()) })
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.Probe(t.Context(), holdfast.Look{Prev: prev})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestGradeHolds(t *testing.T) {
	t.Parallel()
	f := graded(t, "at_least: A", holdfast.Finding{}, nil)
	if f.Status != holdfast.Holds || f.Fact("grade") != "A+" {
		t.Fatalf("%s, grade %v: %s", f.Status, f.Fact("grade"), f.Reason)
	}
	if !strings.HasPrefix(f.Reason, "A+, forward secrecy with ") {
		t.Errorf("reason %q", f.Reason)
	}
}

func TestGradeTooLow(t *testing.T) {
	t.Parallel()
	f := graded(t, "at_least: A\nmin_version: TLS1.0", holdfast.Finding{}, func(c *tls.Config) { c.MinVersion = tls.VersionTLS10 })
	if f.Status != holdfast.Broken || f.Faults[0].Key != "grade" || !strings.Contains(f.Faults[0].Text, "offers TLS 1.0") {
		t.Errorf("%s: %+v", f.Status, f.Faults)
	}
}

// TestGradeNotKnown: a server that insists on a client's certificate hides what
// its software makes of malformed messages, and so the letter.
func TestGradeNotKnown(t *testing.T) {
	t.Parallel()
	f := graded(t, "at_least: A-", holdfast.Finding{}, func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert })
	if f.Status != holdfast.Unknown || f.Fact("grade") != nil || f.Faults[0].Key != "unseen/grade" {
		t.Errorf("%s, grade %v: %+v; want unknown for want of a grade", f.Status, f.Fact("grade"), f.Faults)
	}
}

// TestVulnerabilitiesKeepTheirAge: the answers of the look before are used once
// more, and their age is told.
func TestVulnerabilitiesKeepTheirAge(t *testing.T) {
	t.Parallel()
	first := graded(t, "at_least: A", holdfast.Finding{}, nil)
	at, ok := first.Fact("vulnerabilities_asked_at").(time.Time)
	if !ok || time.Since(at) > time.Minute {
		t.Fatalf("asked at %v", first.Fact("vulnerabilities_asked_at"))
	}
	if s := stored(first); s == nil || len(s.Endpoints) != 1 || len(s.Endpoints[0].Flaws) == 0 {
		t.Errorf("the evidence did not come back: %+v", s)
	}
}

// TestUngradedAsksNoPage: without a wanted grade nothing is sent after the
// handshake.
func TestUngradedAsksNoPage(t *testing.T) {
	t.Parallel()
	f := graded(t, "min_version: TLS1.2", holdfast.Finding{}, nil)
	if f.Status != holdfast.Holds || f.Fact("grade") != nil {
		t.Errorf("%s, grade %v: %s", f.Status, f.Fact("grade"), f.Reason)
	}
	if s := stored(f); s == nil || s.Endpoints[0].HTTP != nil || len(s.Endpoints[0].Flaws) != 0 {
		t.Errorf("a page or vulnerabilities were asked for: %+v", s)
	}
}

// TestTheSecondLookConfirms: it asks whether all is as it was, and finds what is
// not.
func TestTheSecondLookConfirms(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	var now atomic.Pointer[tls.Config]
	s.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return now.Load(), nil }}
	s.StartTLS()
	t.Cleanup(s.Close)
	serve := func(oldest uint16) {
		now.Store(&tls.Config{Certificates: s.TLS.Certificates, MinVersion: oldest, NextProtos: []string{"http/1.1"}})
	}
	serve(tls.VersionTLS12)
	text := "host: " + s.Listener.Addr().String() + "\nserver_name: example.com\nmin_version: TLS1.2\ncertificate: {life_left: 0.01}\n"
	env := holdfast.Env{Roots: s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	p, err := build(env, func(into any) error { return yaml.UnmarshalWithOptions([]byte(text), into, yaml.Strict()) })
	if err != nil {
		t.Fatal(err)
	}
	look := func(prev holdfast.Finding) holdfast.Finding {
		t.Helper()
		f, err := p.Probe(t.Context(), holdfast.Look{Prev: prev})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first := look(holdfast.Finding{})
	second := look(first)
	whole, _ := first.Measure("tls_connections")
	again, _ := second.Measure("tls_connections")
	if second.Status != holdfast.Holds || again >= whole {
		t.Errorf("%s (%s) after %v connections, the first look took %v", second.Status, second.Reason, again, whole)
	}
	if diff := cmp.Diff(first.Facts, second.Facts); diff != "" {
		t.Errorf("confirmed facts differ: %s", diff)
	}
	serve(tls.VersionTLS10)
	if third := look(second); third.Status != holdfast.Broken || !slices.ContainsFunc(third.Faults, func(f holdfast.Fault) bool { return f.Key == "protocol/TLS1.0" }) {
		t.Errorf("TLS 1.0 came back, and the look says %s: %s", third.Status, third.Reason)
	}
}
