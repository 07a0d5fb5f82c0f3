package tlsask

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// seen is what a test compares of one version.
type seen struct {
	Suites, Groups []string
	Order          survey.Order
	ChaChaFirst    survey.Known
	Complete       bool
}

// versionsOf lists the versions that are offered.
func versionsOf(e survey.Endpoint) map[string]seen {
	out := map[string]seen{}
	for _, p := range e.Protocols {
		if p.Offered != survey.Yes {
			continue
		}
		v := seen{Order: p.Order, ChaChaFirst: p.ChaChaFirst, Complete: p.Complete && p.GroupsComplete}
		for _, s := range p.Suites {
			v.Suites = append(v.Suites, s.String())
		}
		for _, g := range p.Groups {
			v.Groups = append(v.Groups, g.String())
		}
		out[p.Version.String()] = v
	}
	return out
}

// usualServer is one of TLS 1.2 and 1.3 with three suites and two groups.
func usualServer(t *testing.T) *tls.Config {
	t.Helper()
	return &tls.Config{
		Certificates: []tls.Certificate{certificate(t, rsaKey(t))}, NextProtos: []string{"http/1.1"},
		CipherSuites: []uint16{
			tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		},
		CurvePreferences: []tls.CurveID{tls.X25519, tls.CurveP384},
	}
}

// TestModes checks that both ways of asking see the same of the same server.
func TestModes(t *testing.T) {
	t.Parallel()
	at := serve(t, speak(usualServer(t)))
	twelve := seen{
		Suites: []string{
			"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
			"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
		},
		Groups: []string{"x25519", "secp384r1"}, Order: survey.ServerOrder, ChaChaFirst: survey.Yes, Complete: true,
	}
	thirteen := twelve
	thirteen.Suites = []string{"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}
	for mode, most := range map[Mode]int{Gentle: 16, Fast: 70} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			s := look(t, at, Options{Mode: mode, Head: head})
			e := s.Endpoints[0]
			if diff := cmp.Diff(map[string]seen{"TLS1.2": twelve, "TLS1.3": thirteen}, versionsOf(e)); diff != "" {
				t.Errorf("versions (-want +got):\n%s", diff)
			}
			want := survey.Features{
				SecureRenegotiation: survey.Yes, ExtendedMasterSecret: survey.Yes, SessionTickets: survey.Yes,
				Compression: survey.No, Heartbeat: survey.No, EarlyData: survey.No, Stapled: survey.No,
				ALPN: []string{"http/1.1"}, ClientCertificate: "none", SNIRequired: survey.No,
			}
			if diff := cmp.Diff(want, e.Features); diff != "" {
				t.Errorf("features (-want +got):\n%s", diff)
			}
			if e.HTTP == nil || e.HTTP.Status != 200 || len(e.Certificates) != 1 || len(s.Nameless) != 1 {
				t.Errorf("HTTP %+v, %d chains, %d without a name", e.HTTP, len(e.Certificates), len(s.Nameless))
			}
			if n := s.Connections.Total(); n > most || s.Connections.Handshakes != 1 {
				t.Errorf("%+v, want at most %d with one handshake", s.Connections, most)
			}
		})
	}
}

// TestConfirm checks that a known server is confirmed with few connections, and
// that each single change is found.
func TestConfirm(t *testing.T) {
	t.Parallel()
	config := usualServer(t)
	var mu sync.Mutex
	now := config
	at := serve(t, func(conn net.Conn) {
		mu.Lock()
		c := now
		mu.Unlock()
		speak(c)(conn)
	})
	prev := look(t, at, Options{})
	text, err := json.Marshal(prev)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*tls.Config)
		mode   Mode
	}{
		{"nothing", func(*tls.Config) {}, Confirm},
		{"a suite less", func(c *tls.Config) { c.CipherSuites = c.CipherSuites[:2] }, Gentle},
		{"a suite more", func(c *tls.Config) { c.CipherSuites = append(c.CipherSuites, tls.TLS_RSA_WITH_AES_128_CBC_SHA) }, Gentle},
		{"a group less", func(c *tls.Config) { c.CurvePreferences = c.CurvePreferences[:1] }, Gentle},
		{"a group more", func(c *tls.Config) { c.CurvePreferences = append(c.CurvePreferences, tls.CurveP521) }, Gentle},
		{"a version more", func(c *tls.Config) {
			c.MinVersion, c.CipherSuites = tls.VersionTLS11, append(c.CipherSuites, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA)
		}, Gentle},
		{"a version less", func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }, Gentle},
		{"another certificate", func(c *tls.Config) { c.Certificates = []tls.Certificate{certificate(t, rsaKey(t))} }, Gentle},
	} {
		changed := config.Clone()
		changed.CipherSuites, changed.CurvePreferences = slices.Clone(config.CipherSuites), slices.Clone(config.CurvePreferences)
		c.change(changed)
		mu.Lock()
		now = changed
		mu.Unlock()
		before := new(survey.Survey)
		if err := json.Unmarshal(text, before); err != nil {
			t.Fatal(err)
		}
		s := look(t, at, Options{Mode: Confirm, Prev: before})
		if Mode(s.Mode) != c.mode {
			t.Errorf("%s: the look was %s, want %s", c.name, s.Mode, c.mode)
		}
		if n := s.Connections.Total(); c.mode == Confirm && n > 12 {
			t.Errorf("%s: %d connections, want at most 12", c.name, n)
		}
	}
}

// TestBudget checks that a look never opens more connections than it may, and
// says what it could not ask.
func TestBudget(t *testing.T) {
	t.Parallel()
	at := serve(t, speak(usualServer(t)))
	for _, mode := range []Mode{Gentle, Fast} {
		for _, budget := range []int{1, 2, 5, 9} {
			s := look(t, at, Options{Mode: mode, Budget: budget})
			if n := s.Connections.Total(); n > budget {
				t.Errorf("%s: %d connections of %d", mode, n, budget)
			}
			incomplete := slices.ContainsFunc(s.Endpoints[0].Protocols, func(p survey.Protocol) bool {
				return !p.Complete && strings.Contains(p.Missing, "budget")
			})
			if !incomplete {
				t.Errorf("%s, %d connections: nothing is said to be missing", mode, budget)
			}
		}
	}
}

// TestRefusesByClosing looks at servers that send no alert.
func TestRefusesByClosing(t *testing.T) {
	t.Parallel()
	config := usualServer(t)
	config.MaxVersion = tls.VersionTLS12
	behind := speak(config)
	mute := func(conn net.Conn) net.Conn { return &withoutAlerts{Conn: conn} }
	at := serve(t, func(conn net.Conn) { behind(mute(conn)) })
	s := look(t, at, Options{})
	e := s.Endpoints[0]
	for _, v := range []tlswire.Version{tlswire.SSL20, tlswire.SSL30, tlswire.TLS10, tlswire.TLS11, tlswire.TLS13} {
		if p := e.Protocol(v); p.Offered != survey.No {
			t.Errorf("%s: %v (%s), want no", v, p.Offered, p.Missing)
		}
	}
	if p := e.Protocol(tlswire.TLS12); len(p.Suites) != 3 || !p.Complete {
		t.Errorf("TLS 1.2: %+v, want three suites, complete", p)
	}
	if len(e.Intolerances) == 0 || e.Intolerances[0].To != "refusal" {
		t.Errorf("intolerances %v, want that it closes where an alert is due", e.Intolerances)
	}
}

// withoutAlerts is a server's connection that ends where an alert would be sent.
type withoutAlerts struct{ net.Conn }

func (w *withoutAlerts) Write(b []byte) (int, error) {
	if len(b) > 0 && b[0] == 21 {
		_ = w.Close()
		return 0, io.ErrClosedPipe
	}
	return w.Conn.Write(b)
}

// TestHostile checks that servers which say nothing of sense end a look in bounded
// time, and are not said to offer or refuse anything.
func TestHostile(t *testing.T) {
	t.Parallel()
	for name, handle := range map[string]func(net.Conn){
		"closes at once": func(net.Conn) {},
		"says nothing":   func(c net.Conn) { _, _ = io.Copy(io.Discard, c) },
		"begins a record and stops": func(c net.Conn) {
			_, _ = c.Write([]byte{22, 3, 3, 255, 255, 2})
			_, _ = io.Copy(io.Discard, c)
		},
		"asks for a hello without end": func(c net.Conn) {
			for {
				if _, err := c.Write([]byte{22, 3, 3, 0, 4, 0, 0, 0, 0}); err != nil {
					return
				}
			}
		},
		"sends warnings without end": func(c net.Conn) {
			for {
				if _, err := c.Write([]byte{21, 3, 3, 0, 2, 1, 112}); err != nil {
					return
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := look(t, serve(t, handle), Options{Patience: 300 * time.Millisecond})
			for _, p := range s.Endpoints[0].Protocols {
				if p.Offered != survey.Unknown || p.Missing == "" {
					t.Errorf("%s: %v (%q), want unknown and why", p.Version, p.Offered, p.Missing)
				}
				if strings.Contains(p.Missing, "this machine") {
					t.Errorf("%s: %q blames us", p.Version, p.Missing)
				}
			}
		})
	}
}
