package mozilla_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/mozilla"
	"holdfast/probes/internal/tlswire"
)

type edit func(*survey.Endpoint)

// model follows the intermediate profile of 6.0 to the letter.
func model(edits ...edit) *survey.Endpoint {
	groups := []tlswire.Group{tlswire.X25519MLKEM768, tlswire.X25519, tlswire.Secp256r1, tlswire.Secp384r1}
	begin := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	e := &survey.Endpoint{
		Certificates: []survey.Certificate{{
			Key: survey.Key{Kind: "ECDSA", Bits: 256}, Signature: "ECDSA-SHA384",
			NotBefore: begin, NotAfter: begin.Add(90*24*time.Hour - time.Second),
		}},
		HTTP: &survey.HTTP{Status: 200, HSTS: &survey.HSTS{Valid: true, MaxAge: 63072000}},
	}
	for _, v := range append([]tlswire.Version{tlswire.SSL20}, tlswire.Versions()...) {
		e.Protocols = append(e.Protocols, survey.Protocol{Version: v, Offered: survey.No})
	}
	*at(e, tlswire.TLS12) = survey.Protocol{
		Version: tlswire.TLS12, Offered: survey.Yes, Complete: true, Order: survey.ClientOrder,
		Suites: []tlswire.Suite{0xc02b, 0xc02c, 0xcca9}, Groups: groups[1:], GroupsComplete: true,
	}
	*at(e, tlswire.TLS13) = survey.Protocol{
		Version: tlswire.TLS13, Offered: survey.Yes, Complete: true, Order: survey.ClientOrder,
		Suites: []tlswire.Suite{0x1301, 0x1302, 0x1303}, Groups: groups, GroupsComplete: true,
	}
	for _, change := range edits {
		change(e)
	}
	return e
}

func at(e *survey.Endpoint, v tlswire.Version) *survey.Protocol {
	for i := range e.Protocols {
		if e.Protocols[i].Version == v {
			return &e.Protocols[i]
		}
	}
	panic("no such version")
}

func refuse(v tlswire.Version) edit {
	return func(e *survey.Endpoint) { *at(e, v) = survey.Protocol{Version: v, Offered: survey.No} }
}

func offer(v tlswire.Version, suites ...tlswire.Suite) edit {
	return func(e *survey.Endpoint) {
		*at(e, v) = survey.Protocol{Version: v, Offered: survey.Yes, Complete: true, Suites: suites, Order: survey.ServerOrder, GroupsComplete: true}
	}
}

func add(v tlswire.Version, s tlswire.Suite) edit {
	return func(e *survey.Endpoint) { at(e, v).Suites = append(at(e, v).Suites, s) }
}

func days(n int) edit {
	return func(e *survey.Endpoint) {
		c := &e.Certificates[0]
		c.NotAfter = c.NotBefore.Add(time.Duration(n)*24*time.Hour - time.Second)
	}
}

func key(kind string, bits int, signature string) edit {
	return func(e *survey.Endpoint) {
		e.Certificates[0].Key, e.Certificates[0].Signature = survey.Key{Kind: kind, Bits: bits}, signature
	}
}

// profile finds one of a version of the guidelines.
func profile(t *testing.T, all []mozilla.Profile, name string) mozilla.Profile {
	t.Helper()
	for _, p := range all {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("no profile %s", name)
	return mozilla.Profile{}
}

func texts(notes []mozilla.Note) []string {
	var out []string
	for _, n := range notes {
		out = append(out, n.Key+": "+n.Text)
	}
	return out
}

func TestIntermediate60(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edits     []edit
		compliant survey.Known
		differs   []string
	}{
		"the model":               {nil, survey.Yes, nil},
		"TLS 1.3 alone":           {[]edit{refuse(tlswire.TLS12)}, survey.Yes, nil},
		"TLS 1.2 alone":           {[]edit{refuse(tlswire.TLS13)}, survey.No, []string{"versions: does not offer TLS 1.3"}},
		"TLS 1.1":                 {[]edit{offer(tlswire.TLS11, 0xc013)}, survey.No, []string{"versions: offers TLS 1.1"}},
		"RSA":                     {[]edit{key("RSA", 2048, "SHA256-RSA")}, survey.Yes, nil},
		"RSA of 1024 bits":        {[]edit{key("RSA", 1024, "SHA256-RSA")}, survey.No, []string{"certificate: a key of RSA 1024: ECDSA P-256, ECDSA P-384, RSA 2048"}},
		"P-521":                   {[]edit{key("ECDSA", 521, "ECDSA-SHA256")}, survey.No, []string{"certificate: a key of ECDSA 521: ECDSA P-256, ECDSA P-384, RSA 2048"}},
		"SHA-1":                   {[]edit{key("RSA", 2048, "SHA1-RSA")}, survey.No, []string{"signature: a certificate signed with SHA1-RSA: SHA256-RSA, ECDSA-SHA256, ECDSA-SHA384, ECDSA-SHA512"}},
		"366 days":                {[]edit{days(366)}, survey.Yes, nil},
		"398 days":                {[]edit{days(398)}, survey.No, []string{"lifetime: a certificate of 398 days: at most 366"}},
		"DHE":                     {[]edit{add(tlswire.TLS12, 0x009e)}, survey.No, []string{"suites: accepts TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 in TLS 1.2"}},
		"another group":           {[]edit{func(e *survey.Endpoint) { at(e, tlswire.TLS13).Groups = append(at(e, tlswire.TLS13).Groups, 30) }}, survey.No, []string{"groups: accepts the group x448"}},
		"no hybrid":               {[]edit{func(e *survey.Endpoint) { at(e, tlswire.TLS13).Groups = []tlswire.Group{29} }}, survey.No, []string{"groups: does not offer the group X25519MLKEM768"}},
		"no HSTS":                 {[]edit{func(e *survey.Endpoint) { e.HTTP.HSTS = nil }}, survey.No, []string{"hsts: no HSTS header: max-age=63072000"}},
		"HSTS of one year":        {[]edit{func(e *survey.Endpoint) { e.HTTP.HSTS.MaxAge = 31536000 }}, survey.No, []string{"hsts: HSTS of 31536000 seconds: at least 63072000"}},
		"no HTTP":                 {[]edit{func(e *survey.Endpoint) { e.HTTP = nil }}, survey.Yes, nil},
		"HTTP not seen":           {[]edit{func(e *survey.Endpoint) { e.HTTP = &survey.HTTP{Error: "reset"} }}, survey.Unknown, nil},
		"SSL 3 not asked":         {[]edit{func(e *survey.Endpoint) { at(e, tlswire.SSL30).Offered = survey.Unknown }}, survey.Unknown, nil},
		"incomplete":              {[]edit{func(e *survey.Endpoint) { at(e, tlswire.TLS12).Complete = false }}, survey.Unknown, nil},
		"incomplete, but enough":  {[]edit{func(e *survey.Endpoint) { at(e, tlswire.TLS12).Complete = false }, add(tlswire.TLS12, 0x000a)}, survey.No, []string{"suites: accepts TLS_RSA_WITH_3DES_EDE_CBC_SHA in TLS 1.2"}},
		"an address that is down": {[]edit{func(e *survey.Endpoint) { *e = survey.Endpoint{Error: "refused"} }}, survey.Unknown, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := profile(t, mozilla.Guidelines60(), "intermediate").Check(model(c.edits...))
			if diff := cmp.Diff(c.differs, texts(got.Differs)); diff != "" || got.Compliant != c.compliant {
				t.Errorf("compliant %s, want %s; unknown %v (-want +got):\n%s", got.Compliant, c.compliant, got.Unknown, diff)
			}
		})
	}
}

// What is only recommended breaks nothing.
func TestRecommended(t *testing.T) {
	t.Parallel()
	got := profile(t, mozilla.Latest(), "intermediate").Check(model(days(200), func(e *survey.Endpoint) { at(e, tlswire.TLS12).Order = survey.ServerOrder }))
	want := []string{
		"order: takes its own order of suites in TLS 1.2; the profile leaves it to the client, who knows whether it has AES in hardware",
		"lifetime: a certificate of 200 days: 90 are better",
	}
	if diff := cmp.Diff(want, texts(got.Recommended)); diff != "" || got.Compliant != survey.Yes {
		t.Errorf("compliant %s (-want +got):\n%s", got.Compliant, diff)
	}
}

func TestModern60(t *testing.T) {
	t.Parallel()
	p := profile(t, mozilla.Latest(), "modern")
	if got := p.Check(model(refuse(tlswire.TLS12))); got.Compliant != survey.Yes {
		t.Errorf("the model: %+v", got)
	}
	got := p.Check(model(key("RSA", 4096, "SHA256-RSA"), days(91)))
	want := []string{
		"versions: offers TLS 1.2",
		"certificate: a key of RSA 4096: ECDSA P-256, ECDSA P-384",
		"signature: a certificate signed with SHA256-RSA: ECDSA-SHA256, ECDSA-SHA384, ECDSA-SHA512",
		"lifetime: a certificate of 91 days: at most 90",
	}
	if diff := cmp.Diff(want, texts(got.Differs)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Another version of the guidelines is another table, and gives another answer
// on the same evidence.
func TestOlderGuidelines(t *testing.T) {
	t.Parallel()
	dhe := model(add(tlswire.TLS12, 0x009e), func(e *survey.Endpoint) {
		e.Exchange.DHBits = 2048
		at(e, tlswire.TLS13).Groups = []tlswire.Group{tlswire.X25519}
	})
	if got := profile(t, mozilla.Guidelines57(), "intermediate").Check(dhe); got.Compliant != survey.Yes {
		t.Errorf("5.7: %+v", got)
	}
	if got := profile(t, mozilla.Guidelines58(), "intermediate").Check(dhe); len(got.Differs) != 2 {
		t.Errorf("5.8: %+v", got)
	}
	dhe.Exchange.DHBits = 1024
	if got := profile(t, mozilla.Guidelines57(), "intermediate").Check(dhe); len(got.Differs) != 1 || got.Differs[0].Key != "dh" {
		t.Errorf("5.7 with 1024 bits: %+v", got)
	}
	if len(mozilla.Guidelines60()) != 2 || len(mozilla.Guidelines58()) != 3 {
		t.Error("6.0 has two profiles, 5.8 three")
	}
	sizes := map[string]int{}
	for _, p := range mozilla.Guidelines57() {
		sizes[p.Name] = len(p.Suites)
	}
	if diff := cmp.Diff(map[string]int{"modern": 3, "intermediate": 12, "old": 29}, sizes); diff != "" {
		t.Errorf("suites of 5.7 (-want +got):\n%s", diff)
	}
}
