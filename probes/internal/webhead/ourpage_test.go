package webhead

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/board"
	"holdfast/internal/journal"
	"holdfast/internal/view"
	"holdfast/internal/web"
)

// estate is what our own pages read: one check, no past.
type estate struct{}

func (estate) Incident(context.Context, string) (holdfast.Incident, []holdfast.Delivery, error) {
	return holdfast.Incident{}, nil, journal.ErrNoIncident
}
func (estate) Past(context.Context, time.Time) (board.Past, error) { return board.Past{}, nil }
func (estate) Detail(context.Context, string, time.Time) (board.Detail, error) {
	return board.Detail{}, nil
}

// TestOurOwnPages wants A+ of the monitor's own pages: who grades others must
// pass.
func TestOurOwnPages(t *testing.T) {
	t.Parallel()
	c := view.Check{Check: holdfast.Check{ID: "shop", Name: "shop"}, Status: holdfast.Holds, Word: "holds"}
	w := web.New(web.Options{
		View:    func() view.View { return view.View{At: time.Now(), Checks: []view.Check{c}} },
		History: estate{}, Past: estate{}, Metrics: http.NotFoundHandler(), Probes: http.NotFoundHandler(), Targets: http.NotFoundHandler(),
		Audience: func() board.Audience { return board.Audience{Name: "Status", Checks: []string{"*"}} },
		URL:      func() string { return "" }, Static: func() string { return "" }, Password: func() holdfast.Secret { return "" },
	})
	for name, h := range map[string]http.Handler{"public": w.Public(), "staff": w.Staff()} {
		s := httptest.NewTLSServer(h)
		t.Cleanup(s.Close)
		got := ask(t, Asker{Host: "example.com", Port: 443, Secure: secured(s), Plain: func(context.Context) (net.Conn, error) {
			return nil, syscall.ECONNREFUSED
		}})
		if got.Status != http.StatusOK || got.Headers.Grade != "A+" {
			t.Errorf("%s: %d, grade %q", name, got.Status, got.Headers.Grade)
		}
		for _, test := range got.Headers.Tests {
			if !test.Pass {
				t.Errorf("%s: %s: %s", name, test.Name, test.Text)
			}
		}
	}
}

// secured dials a server over TLS, as a client that trusts it.
func secured(s *httptest.Server) func(context.Context) (net.Conn, error) {
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	d := tls.Dialer{Config: &tls.Config{RootCAs: roots, ServerName: "example.com", MinVersion: tls.VersionTLS12}}
	return func(ctx context.Context) (net.Conn, error) {
		return d.DialContext(ctx, "tcp", s.Listener.Addr().String())
	}
}
