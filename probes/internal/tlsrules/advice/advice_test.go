package advice_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/advice"
	"holdfast/probes/internal/tlsrules/mozilla"
	"holdfast/probes/internal/tlsrules/ssllabs"
	"holdfast/probes/internal/tlswire"
)

type edit func(*survey.Endpoint)

// sound is a server with an A+, changed.
func sound(edits ...edit) *survey.Endpoint {
	begin := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	e := &survey.Endpoint{
		Features: survey.Features{
			SecureRenegotiation: survey.Yes, InsecureRenegotiation: survey.No, Compression: survey.No, Heartbeat: survey.No,
			SessionTickets: survey.No,
		},
		Certificates: []survey.Certificate{{
			Key: survey.Key{Kind: "RSA", Bits: 2048}, Signature: "SHA256-RSA", NameMatches: survey.Yes, Period: "valid",
			Trusted: survey.Yes, Complete: survey.Yes, NotBefore: begin, NotAfter: begin.Add(90*24*time.Hour - time.Second),
		}},
		HTTP: &survey.HTTP{Server: "nginx/1.26.0", HSTS: &survey.HSTS{Valid: true, MaxAge: 63072000}},
	}
	for _, v := range append([]tlswire.Version{tlswire.SSL20}, tlswire.Versions()...) {
		e.Protocols = append(e.Protocols, survey.Protocol{Version: v, Offered: survey.No})
	}
	for _, name := range []string{survey.CCSInjection, survey.POODLETLS, survey.PaddingOracle, survey.ROBOT, survey.ZombiePOODLE, survey.GOLDENDOODLE, survey.ZeroLength} {
		e.Flaws = append(e.Flaws, survey.Flaw{Name: name, Vulnerable: survey.No})
	}
	offer(tlswire.TLS12, 0xc02f)(e)
	offer(tlswire.TLS13, 0x1301)(e)
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

func offer(v tlswire.Version, suites ...tlswire.Suite) edit {
	return func(e *survey.Endpoint) {
		*at(e, v) = survey.Protocol{
			Version: v, Offered: survey.Yes, Complete: true, Order: survey.ServerOrder, Suites: suites,
			Groups: []tlswire.Group{tlswire.X25519MLKEM768, tlswire.X25519}, GroupsComplete: true,
		}
	}
}

func refuse(v tlswire.Version) edit {
	return func(e *survey.Endpoint) { *at(e, v) = survey.Protocol{Version: v, Offered: survey.No} }
}

func certificate(change func(*survey.Certificate)) edit {
	return func(e *survey.Endpoint) { change(&e.Certificates[0]) }
}

func intermediate() mozilla.Profile { return mozilla.Latest()[1] }

func ids(edits []advice.Edit) []string {
	var out []string
	for _, e := range edits {
		out = append(out, e.ID)
	}
	return out
}

func TestShortestList(t *testing.T) {
	t.Parallel()
	noHSTS := edit(func(e *survey.Endpoint) { e.HTTP.HSTS = nil })
	noHTTP := edit(func(e *survey.Endpoint) { e.HTTP = nil })
	prime := func(bits int) edit { return func(e *survey.Endpoint) { e.Exchange.DHBits = bits } }
	expired := certificate(func(c *survey.Certificate) { c.Period = "expired" })
	heartbleed := edit(func(e *survey.Endpoint) {
		e.Features.Heartbeat = survey.Yes
		e.Flaws = append(e.Flaws, survey.Flaw{Name: survey.Heartbleed, Vulnerable: survey.Yes})
	})
	for name, c := range map[string]struct {
		edits        []edit
		want         ssllabs.Letter
		now, reaches ssllabs.Letter
		list         []string
		further      []string
	}{
		"nothing to do":             {nil, ssllabs.APlus, ssllabs.APlus, ssllabs.APlus, nil, nil},
		"HSTS":                      {[]edit{noHSTS}, ssllabs.APlus, ssllabs.A, ssllabs.APlus, []string{"hsts"}, nil},
		"good enough":               {[]edit{noHSTS}, ssllabs.A, ssllabs.A, ssllabs.A, nil, []string{"hsts"}},
		"TLS 1.3 first, then HSTS":  {[]edit{refuse(tlswire.TLS13), noHSTS}, ssllabs.APlus, ssllabs.AMinus, ssllabs.APlus, []string{"versions", "hsts"}, []string{"groups"}},
		"one line for five rules":   {[]edit{offer(tlswire.SSL20), offer(tlswire.SSL30, 0x002f), offer(tlswire.TLS10, 0xc013)}, ssllabs.A, ssllabs.F, ssllabs.APlus, []string{"versions"}, nil},
		"no HTTP, no A+":            {[]edit{refuse(tlswire.TLS13), noHTTP}, ssllabs.APlus, ssllabs.AMinus, ssllabs.A, []string{"versions"}, []string{"groups"}},
		"the prime goes with DHE":   {[]edit{offer(tlswire.TLS12, 0x009e, 0x0005), prime(1024)}, ssllabs.A, ssllabs.B, ssllabs.APlus, []string{"suites"}, nil},
		"or is made longer":         {[]edit{offer(tlswire.TLS12, 0x009e), prime(1024)}, ssllabs.A, ssllabs.B, ssllabs.APlus, []string{"suites"}, nil},
		"expired":                   {[]edit{expired}, ssllabs.A, ssllabs.T, ssllabs.APlus, []string{"certificate"}, nil},
		"expired and old":           {[]edit{expired, offer(tlswire.TLS10, 0xc013)}, ssllabs.A, ssllabs.T, ssllabs.APlus, []string{"certificate", "versions"}, nil},
		"Heartbleed, and RC4 first": {[]edit{heartbleed, refuse(tlswire.TLS13), offer(tlswire.TLS12, 0x0005, 0xc02f)}, ssllabs.B, ssllabs.F, ssllabs.AMinus, []string{"update", "suites"}, []string{"versions"}},
		"B is enough":               {[]edit{offer(tlswire.TLS10, 0xc013), offer(tlswire.SSL30, 0x002f)}, ssllabs.B, ssllabs.C, ssllabs.APlus, []string{"versions"}, nil},
		"nothing was seen":          {[]edit{func(e *survey.Endpoint) { *e = survey.Endpoint{Error: "refused"} }}, ssllabs.A, ssllabs.APlus, ssllabs.APlus, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := advice.Make(ssllabs.Latest(), intermediate(), sound(c.edits...), c.want, "")
			if got.Now != c.now || got.Reaches != c.reaches {
				t.Errorf("from %s to %s, want from %s to %s", got.Now, got.Reaches, c.now, c.reaches)
			}
			if diff := cmp.Diff(c.list, ids(got.Edits)); diff != "" {
				t.Errorf("edits (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.further, ids(got.Further)); diff != "" {
				t.Errorf("further (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEditInFull(t *testing.T) {
	t.Parallel()
	got := advice.Make(ssllabs.Latest(), intermediate(), sound(offer(tlswire.TLS11, 0xc013)), ssllabs.A, "")
	want := []advice.Edit{{
		ID: "versions", What: "switch TLS 1.1 off", Grade: ssllabs.APlus, Clears: []string{"tls10-11", "profile versions"},
		Directives: []advice.Directive{{Software: advice.Nginx, Lines: []string{"ssl_protocols TLSv1.2 TLSv1.3;"}}},
	}}
	if diff := cmp.Diff(want, got.Edits); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edits []edit
		want  string
	}{
		"off":         {[]edit{offer(tlswire.SSL30, 0x002f), offer(tlswire.TLS10, 0xc013), offer(tlswire.TLS11, 0xc013)}, "switch SSL 3, TLS 1.0 and TLS 1.1 off"},
		"on":          {[]edit{refuse(tlswire.TLS13)}, "switch TLS 1.3 on"},
		"both":        {[]edit{offer(tlswire.TLS10, 0xc013), refuse(tlswire.TLS12), refuse(tlswire.TLS13)}, "switch TLS 1.0 off, and TLS 1.2 and TLS 1.3 on"},
		"certificate": {[]edit{certificate(func(c *survey.Certificate) { c.Period, c.NameMatches = "expired", survey.No })}, "install a certificate of a trusted authority, for this name, with a new key of ECDSA P-256 or RSA 2048 (it has expired; it is for another name)"},
		"groups":      {[]edit{func(e *survey.Endpoint) { at(e, tlswire.TLS13).Groups = []tlswire.Group{29} }}, "offer the groups X25519MLKEM768, x25519, secp256r1 and secp384r1 and no others; the first is hybrid, and a quantum computer will not break it"},
		"lifetime":    {[]edit{certificate(func(c *survey.Certificate) { c.NotAfter = c.NotBefore.AddDate(2, 0, 0) })}, "take a certificate of 90 days, and have it renewed by itself (ACME)"},
		"update":      {[]edit{func(e *survey.Endpoint) { e.Features.SecureRenegotiation = survey.No }}, "update the TLS library and the server, and restart it (no secure renegotiation)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := advice.Make(ssllabs.Latest(), intermediate(), sound(c.edits...), ssllabs.APlus, "")
			all := append(plan.Edits, plan.Further...)
			if len(all) == 0 || all[0].What != c.want {
				t.Errorf("%+v, want %s", all, c.want)
			}
		})
	}
}

// Unknown software gets the words of all three, known software its own.
func TestDirectives(t *testing.T) {
	t.Parallel()
	old := sound(offer(tlswire.TLS12, 0x0005, 0xc02f), refuse(tlswire.TLS13))
	old.HTTP.Server = "Microsoft-IIS/10.0"
	for software, want := range map[advice.Software][]string{
		"": {
			"nginx: ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;",
			"Apache: SSLCipherSuite ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305",
			"HAProxy: ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305",
		},
		advice.HAProxy: {
			"HAProxy: ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305",
		},
	} {
		plan := advice.Make(ssllabs.Latest(), intermediate(), old, ssllabs.B, software)
		if len(plan.Edits) != 1 || plan.Edits[0].ID != "suites" {
			t.Fatalf("edits %v", ids(plan.Edits))
		}
		var lines []string
		for _, d := range plan.Edits[0].Directives {
			lines = append(lines, string(d.Software)+": "+d.Lines[0])
		}
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Errorf("%q (-want +got):\n%s", software, diff)
		}
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]advice.Software{
		"nginx": advice.Nginx, "nginx/1.26.0": advice.Nginx, "openresty/1.25": advice.Nginx, "Apache/2.4.62 (Debian)": advice.Apache,
		"Apache-Coyote/1.1": "", "HAProxy": advice.HAProxy, "cloudflare": "", "": "",
	} {
		if got := advice.Named(header); got != want {
			t.Errorf("%q is %q, want %q", header, got, want)
		}
	}
}

// All that differs from the profile, and can be changed, is cleared by the
// advice.
func TestEverythingIsCleared(t *testing.T) {
	t.Parallel()
	bad := sound(offer(tlswire.TLS10, 0x0005), offer(tlswire.TLS12, 0x0005, 0xc02f), certificate(func(c *survey.Certificate) {
		c.NotAfter = c.NotBefore.AddDate(3, 0, 0)
	}), func(e *survey.Endpoint) { e.HTTP.HSTS = nil; at(e, tlswire.TLS13).Groups = []tlswire.Group{29, 30} })
	differs := map[string]bool{}
	for _, n := range intermediate().Check(bad).Differs {
		differs["profile "+n.Key] = true
	}
	plan := advice.Make(ssllabs.Latest(), intermediate(), bad, ssllabs.APlus, "")
	for _, e := range append(plan.Edits, plan.Further...) {
		for _, point := range e.Clears {
			delete(differs, point)
		}
	}
	if len(differs) > 0 {
		t.Errorf("not cleared: %v by %v and %v", differs, ids(plan.Edits), ids(plan.Further))
	}
}

func TestGoodGroupsAreTheProfiles(t *testing.T) {
	t.Parallel()
	plan := advice.Make(ssllabs.Latest(), intermediate(), sound(func(e *survey.Endpoint) { at(e, tlswire.TLS13).Groups = []tlswire.Group{29} }), ssllabs.A, "")
	if len(plan.Further) != 1 || plan.Further[0].ID != "groups" || plan.Further[0].Clears[0] != "profile groups" {
		t.Errorf("%+v", plan.Further)
	}
}

// What was seen is never changed by thinking about it.
func TestEvidenceIsNotTouched(t *testing.T) {
	t.Parallel()
	bad := func() *survey.Endpoint {
		return sound(offer(tlswire.TLS10, 0x0005), offer(tlswire.SSL30, 0x000a), func(e *survey.Endpoint) {
			e.HTTP.HSTS, e.Features.Compression, e.Features.SecureRenegotiation = nil, survey.Yes, survey.No
			e.Certificates[0].Complete, e.Certificates[0].Period = survey.No, "expired"
			e.Flaws = append(e.Flaws, survey.Flaw{Name: survey.DROWN, Vulnerable: survey.Yes}, survey.Flaw{Name: survey.CRIME, Vulnerable: survey.Yes})
		})
	}
	e := bad()
	plan := advice.Make(ssllabs.Latest(), intermediate(), e, ssllabs.APlus, "")
	if plan.Reaches != ssllabs.APlus {
		t.Errorf("reaches %s by %v", plan.Reaches, ids(plan.Edits))
	}
	if diff := cmp.Diff(bad(), e, cmpopts.EquateComparable(netip.AddrPort{})); diff != "" {
		t.Errorf("the evidence was changed (-before +after):\n%s", diff)
	}
}
