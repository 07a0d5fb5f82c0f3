package survey

import (
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/probes/internal/tlswire"
)

// TestASurveyComesBackFromJSON holds the promise that evidence can be stored and
// graded again later.
func TestASurveyComesBackFromJSON(t *testing.T) {
	t.Parallel()
	want := Survey{
		Host: "www.example.com", Port: 443, ServerName: "www.example.com",
		At: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), Mode: "gentle", Connections: Cost{Enumeration: 9, Handshakes: 1, Budget: 60},
		Endpoints: []Endpoint{{
			Address: netip.MustParseAddrPort("192.0.2.10:443"),
			Protocols: []Protocol{
				{Version: tlswire.SSL20, Offered: No, Complete: true},
				{Version: tlswire.SSL30, Offered: Unknown, Missing: "the connection was reset"},
				{
					Version: tlswire.TLS13, Offered: Yes, Complete: true, Suites: []tlswire.Suite{0x1301, 0xfafa},
					Order: ServerOrder, ChaChaFirst: Yes, Groups: []tlswire.Group{tlswire.X25519MLKEM768, 0xfafa},
				},
			},
			Features: Features{Compression: No, ALPN: []string{"h2"}},
			Flaws:    []Flaw{{Name: ROBOT, Vulnerable: No, How: "no RSA key exchange"}},
			HTTP:     &HTTP{HSTS: &HSTS{Raw: "max-age=1", Valid: true, MaxAge: 1}},
		}},
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Survey
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.AddrPort{})); diff != "" {
		t.Error(diff)
	}
}

func TestKnown(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ a, b, or Known }{
		{Unknown, Unknown, Unknown},
		{Unknown, No, Unknown},
		{No, No, No},
		{Unknown, Yes, Yes},
		{No, Yes, Yes},
		{Yes, Yes, Yes},
	} {
		if got := row.a.Or(row.b); got != row.or {
			t.Errorf("%s or %s is %s, want %s", row.a, row.b, got, row.or)
		}
		if got := row.b.Or(row.a); got != row.or {
			t.Errorf("%s or %s is %s, want %s", row.b, row.a, got, row.or)
		}
	}
	var k Known
	if err := k.UnmarshalText([]byte("perhaps")); err == nil {
		t.Error("perhaps was taken for an answer")
	}
}

func TestBest(t *testing.T) {
	t.Parallel()
	e := Endpoint{Protocols: []Protocol{{Version: tlswire.TLS12, Offered: Yes}, {Version: tlswire.TLS13, Offered: Unknown}}}
	if best, ok := e.Best(); !ok || best.Version != tlswire.TLS12 {
		t.Errorf("best is %v", best.Version)
	}
	if _, ok := new(Endpoint).Best(); ok {
		t.Error("an empty endpoint has a best version")
	}
}
