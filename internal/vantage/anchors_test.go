package vantage

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/watch"
)

func TestNewNamesEveryFault(t *testing.T) {
	t.Parallel()
	tests := []struct{ address, want string }{
		{"1.1.1.1:443", "not an address; want tcp://host:port, dns://resolver or https://url"},
		{"udp://1.1.1.1:53", "want tcp://host:port, dns://resolver or https://url"},
		{"tcp://1.1.1.1", "has no port; want tcp://host:port"},
		{"tcp://:443", "has no host; want tcp://host"},
		{"tcp://1.1.1.1:0", `port "0"; want 1 to 65535`},
		{"tcp://1.1.1.1:443/x", "has more than a host and a port; want tcp://1.1.1.1:443"},
		{"dns://", "has no host; want dns://host"},
		{"dns://9.9.9.9:66000", `port "66000"; want 1 to 65535`},
		{"https:///x", "has no host; want https://host/path"},
		{"u:p@example.com", "want tcp://host:port, dns://resolver or https://url"},
		{"https://u:p%zz@example.com", "not an address; want tcp://host:port, dns://resolver or https://url"},
		{"https://u:p@example.com", "an anchor takes no user or password"},
	}
	var all, wants []string
	for _, tt := range tests {
		all = append(all, tt.address)
		want := "of vantage dublin: " + tt.want
		wants = append(wants, want)
		_, err := New(holdfast.Vantage{Name: "dublin", Anchors: []string{tt.address}}, holdfast.Env{})
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %v\nwant … %s", tt.address, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "u:") {
			t.Errorf("the error %q shows a password", err)
		}
	}
	_, err := New(holdfast.Vantage{Name: "dublin", Anchors: all}, holdfast.Env{})
	if got := len(strings.Split(err.Error(), "\n")); got != len(wants) {
		t.Errorf("%d faults at once, want all %d", got, len(wants))
	}
}

// anchorsOf makes anchors, or ends the test.
func anchorsOf(t *testing.T, env holdfast.Env, addresses ...string) *Anchors {
	t.Helper()
	a, err := New(holdfast.Vantage{Name: "dublin", Anchors: addresses}, env)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// open returns the address of a listener on loopback that takes connections.
func open(t *testing.T) string {
	t.Helper()
	l := listen(t)
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// closed returns an address on loopback where nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	l := listen(t)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestSight(t *testing.T) {
	t.Parallel()
	good, bad, worse := open(t), closed(t), closed(t)
	tests := []struct {
		name     string
		anchors  []string
		want     watch.Sight
		contains []string
	}{
		{"none", nil, watch.Sight{}, []string{"no anchor is configured"}},
		{"one answers", []string{"tcp://" + good}, watch.Sight{Configured: true, Answered: true}, []string{"tcp://" + good + " answered in "}},
		{"one of two answers", []string{"tcp://" + bad, "tcp://" + good}, watch.Sight{Configured: true, Answered: true}, []string{"tcp://" + bad, "tcp://" + good}},
		{"a refusal is no answer", []string{"tcp://" + bad, "tcp://" + worse}, watch.Sight{Configured: true}, []string{"tcp://" + bad, "tcp://" + worse, "connection refused"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := anchorsOf(t, holdfast.Env{}, tt.anchors...).Sight(t.Context())
			for _, text := range tt.contains {
				if !strings.Contains(got.Text, text) {
					t.Errorf("text %q, want %q in it", got.Text, text)
				}
			}
			got.Text = ""
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("sight (-want +got):\n%s", diff)
			}
		})
	}
}

// One anchor that hangs delays nothing; all that hang end in time.
func TestSightDoesNotWaitForTheSlow(t *testing.T) {
	t.Parallel()
	hang := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	tests := []struct {
		name   string
		second func(context.Context) error
		took   time.Duration
		text   string
	}{
		{"one answers", func(context.Context) error { return nil }, 0, "a not waited for; b answered in 0 ms"},
		{"none answers", hang, patience, "a context deadline exceeded; b context deadline exceeded"},
		{"one fails", func(context.Context) error { return errors.New("refused") }, patience, "a context deadline exceeded; b refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := &Anchors{name: "dublin", list: []anchor{{"a", hang}, {"b", tt.second}}}
				began := time.Now()
				got := a.Sight(t.Context())
				if took := time.Since(began); took != tt.took || got.Text != tt.text {
					t.Errorf("%q after %s, want %q after %s", got.Text, took, tt.text, tt.took)
				}
			})
		})
	}
}

func TestWebAnchor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		want   string // empty: it answered
	}{
		{"200", http.StatusOK, ""},
		{"a redirect is not followed", http.StatusFound, ""},
		{"an error of the server's is an answer", http.StatusInternalServerError, ""},
		{"a captive portal", http.StatusNetworkAuthenticationRequired, "answered 511 Network Authentication Required: something on the way wants a login"},
		{"a proxy", http.StatusProxyAuthRequired, "answered 407 Proxy Authentication Required: something on the way wants a login"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodHead || r.Header.Get("User-Agent") != "holdfast/1.2.3" {
					t.Errorf("%s by %q, want HEAD by holdfast/1.2.3", r.Method, r.Header.Get("User-Agent"))
				}
				w.Header().Set("Location", "https://192.0.2.1/")
				w.WriteHeader(tt.status)
			}))
			t.Cleanup(s.Close)
			roots := x509.NewCertPool()
			roots.AddCert(s.Certificate())
			got := anchorsOf(t, holdfast.Env{Roots: roots, Version: "1.2.3"}, s.URL).Sight(t.Context())
			if got.Answered != (tt.want == "") || !strings.Contains(got.Text, tt.want) {
				t.Errorf("answered %v, %q; want %q", got.Answered, got.Text, tt.want)
			}
		})
	}
}

// Somebody else's certificate is somebody else's answer.
func TestWebAnchorVerifies(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it says that we hang up
	s.StartTLS()
	t.Cleanup(s.Close)
	got := anchorsOf(t, holdfast.Env{Roots: x509.NewCertPool()}, s.URL).Sight(t.Context())
	if got.Answered || !strings.Contains(got.Text, "certificate signed by unknown authority") {
		t.Errorf("answered %v, %q; want no answer for want of a certificate", got.Answered, got.Text)
	}
}
