package report

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules"
	"holdfast/probes/internal/tlswire"
)

// bare paints nothing.
type bare struct{}

func (bare) As(_ holdfast.Status, text string) string { return text }
func (bare) Bold(text string) string                  { return text }
func (bare) Dim(text string) string                   { return text }

// at is when the surveys here were made.
func at() time.Time { return time.Date(2026, 11, 24, 13, 0, 0, 0, time.UTC) }

// suites turns names into suites.
func suites(t *testing.T, names ...string) []tlswire.Suite {
	t.Helper()
	var out []tlswire.Suite
	for _, n := range names {
		s, ok := tlswire.SuiteNamed(n)
		if !ok {
			t.Fatalf("no suite %s", n)
		}
		out = append(out, s)
	}
	return out
}

// seen is a survey of a server that is good but for TLS 1.1 and a missing HSTS.
func seen(t *testing.T) *survey.Survey {
	t.Helper()
	e := survey.Endpoint{
		Address: netip.MustParseAddrPort("192.0.2.10:443"), ServerName: "www.example.com",
		Features: survey.Features{
			SecureRenegotiation: survey.Yes, InsecureRenegotiation: survey.No, Compression: survey.No, Heartbeat: survey.No,
			SessionTickets: survey.Yes, ExtendedMasterSecret: survey.Yes, Stapled: survey.Yes, ALPN: []string{"http/1.1"},
		},
		Certificates: []survey.Certificate{{
			Sent: [][]byte{{1}}, Subject: "www.example.com", Issuer: "Example CA", Names: []string{"www.example.com"}, Signature: "SHA256-RSA",
			Key:         survey.Key{Kind: "RSA", Bits: 2048, DebianWeak: survey.No},
			NameMatches: survey.Yes, Period: "valid", Trusted: survey.Yes, Complete: survey.Yes, Revoked: survey.No,
			Trust:     []survey.Trust{{Store: "mozilla", Trusted: survey.Yes}},
			NotBefore: at().AddDate(0, 0, -30), NotAfter: at().AddDate(0, 0, 60),
		}},
		HTTP: &survey.HTTP{Status: 200, Server: "nginx", Redirect: survey.Redirect{ToHTTPS: survey.Yes, Text: "301 to https://www.example.com/"}},
	}
	for _, v := range append([]tlswire.Version{tlswire.SSL20}, tlswire.Versions()...) {
		e.Protocols = append(e.Protocols, survey.Protocol{Version: v, Offered: survey.No, Complete: true})
	}
	offer(&e, tlswire.TLS11, survey.ServerOrder, suites(t, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"))
	offer(&e, tlswire.TLS12, survey.ServerOrder, suites(t, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
	offer(&e, tlswire.TLS13, survey.ServerOrder, suites(t, "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"))
	e.Protocols[5].Groups = []tlswire.Group{tlswire.X25519MLKEM768, tlswire.X25519, tlswire.Secp256r1}
	e.Protocols[5].GroupsComplete, e.Protocols[5].GroupOrder = true, survey.ServerOrder
	for _, name := range []string{
		survey.Heartbleed, survey.CCSInjection, survey.InsecureRenegotiation, survey.POODLETLS, survey.PaddingOracle, survey.Ticketbleed,
		survey.ROBOT, survey.ZombiePOODLE, survey.GOLDENDOODLE, survey.ZeroLength, survey.DROWN, survey.CRIME,
	} {
		e.Flaws = append(e.Flaws, survey.Flaw{Name: name, Vulnerable: survey.No, At: at()})
	}
	return &survey.Survey{
		Host: "www.example.com", Port: 443, ServerName: "www.example.com", At: at(), Mode: "gentle",
		Connections: survey.Cost{Enumeration: 12, Handshakes: 1, HTTP: 1, Flaws: 16, Budget: 120},
		Endpoints:   []survey.Endpoint{e},
	}
}

// offer changes one version of an endpoint.
func offer(e *survey.Endpoint, v tlswire.Version, order survey.Order, list []tlswire.Suite) {
	for i := range e.Protocols {
		if e.Protocols[i].Version == v {
			e.Protocols[i].Offered, e.Protocols[i].Order, e.Protocols[i].Suites = survey.Yes, order, list
		}
	}
}

// document is the report of one survey.
func document(s *survey.Survey) Document {
	return Document{Version: 1, At: at(), Seconds: 5.2, Targets: []Target{Of(s)}}
}

func update() bool { return os.Getenv("UPDATE") == "1" }

// golden compares with a file of testdata; UPDATE=1 writes it anew.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if update() {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (UPDATE=1 writes it anew): %s", path, diff)
	}
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	good := document(seen(t))
	unseen := seen(t)
	unseen.Endpoints[0].Flaws[6].Vulnerable = survey.Unknown
	unseen.Endpoints[0].Protocols[1] = survey.Protocol{Version: tlswire.SSL30, Missing: "the connection was reset"}
	unseen.Endpoints[0].Flaws[0].At = at().Add(-5 * time.Hour)
	unseen.Nameless = []survey.Endpoint{{Address: unseen.Endpoints[0].Address, Certificates: []survey.Certificate{{Subject: "default.example.net", SHA256: "ab"}}}}
	for name, doc := range map[string]Document{"good": good, "unseen": document(unseen)} {
		var text, html, js bytes.Buffer
		doc.Text(&text, bare{}, 1)
		if err := doc.HTML(&html); err != nil {
			t.Fatal(err)
		}
		if err := doc.JSON(&js); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".txt", text.Bytes())
		golden(t, name+".html", html.Bytes())
		golden(t, name+".json", js.Bytes())
	}
}

func TestWhatDecides(t *testing.T) {
	t.Parallel()
	target := Of(seen(t))
	if target.Grade != "B" || target.PostQuantum.Standing != tlsrules.Preferred || target.ForwardSecrecy != "some" {
		t.Errorf("grade %s, post-quantum %s, forward secrecy %s; want B, preferred, some", target.Grade, target.PostQuantum.Standing, target.ForwardSecrecy)
	}
	if target.Reaches("B") != holdfast.Holds || target.Reaches("A") != holdfast.Broken {
		t.Errorf("B is %s, A is %s", target.Reaches("B"), target.Reaches("A"))
	}
	if len(target.Advice.Edits) == 0 || !strings.Contains(target.Advice.Edits[0].What, "TLS 1.1") {
		t.Errorf("the first advice is %+v, want TLS 1.1 off", target.Advice.Edits)
	}
}

func TestWhatWasNotLookedAtIsNoGrade(t *testing.T) {
	t.Parallel()
	s := seen(t)
	offer(&s.Endpoints[0], tlswire.TLS11, "", nil)
	s.Endpoints[0].Protocols[3].Offered = survey.No
	s.Endpoints[0].Flaws = nil
	target := Of(s)
	if target.Grade != "" || len(target.Missing) == 0 || target.Reaches("A") != holdfast.Unknown {
		t.Errorf("grade %q, missing %v, A is %s; want none, some, unknown", target.Grade, target.Missing, target.Reaches("A"))
	}
}

func TestAnEmptySurvey(t *testing.T) {
	t.Parallel()
	target := Of(&survey.Survey{Host: "h", Port: 443})
	if target.Grade != "" || target.Reaches("F") != holdfast.Unknown {
		t.Errorf("nothing seen is graded %q, F is %s", target.Grade, target.Reaches("F"))
	}
}

// TestTheSameReportFromStoredEvidence: what is stored can be graded later.
func TestTheSameReportFromStoredEvidence(t *testing.T) {
	t.Parallel()
	want := Of(seen(t))
	text, err := json.Marshal(want.Survey)
	if err != nil {
		t.Fatal(err)
	}
	var stored survey.Survey
	if err := json.Unmarshal(text, &stored); err != nil {
		t.Fatal(err)
	}
	one, _ := json.Marshal(want)
	other, _ := json.Marshal(Of(&stored))
	if diff := cmp.Diff(string(one), string(other)); diff != "" {
		t.Error(diff)
	}
}
