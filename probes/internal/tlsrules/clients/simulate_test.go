package clients_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/clients"
	"holdfast/probes/internal/tlswire"
)

const (
	rsaGCM128   tlswire.Suite = 0x009c
	rsaGCM256   tlswire.Suite = 0x009d
	dheGCM128   tlswire.Suite = 0x009e
	ecdsaGCM128 tlswire.Suite = 0xc02b
	gcm128      tlswire.Suite = 0xc02f
	gcm256      tlswire.Suite = 0xc030
	chacha12    tlswire.Suite = 0xcca8
	aes128      tlswire.Suite = 0x1301
	aes256      tlswire.Suite = 0x1302
	chacha13    tlswire.Suite = 0x1303
	rc4SHA      tlswire.Suite = 0x0005
)

// protocol is a version whose enumeration is complete.
func protocol(v tlswire.Version, order survey.Order, suites ...tlswire.Suite) survey.Protocol {
	return survey.Protocol{
		Version: v, Offered: survey.Yes, Suites: suites, Complete: true, Order: order,
		Groups: []tlswire.Group{tlswire.X25519, tlswire.Secp256r1}, GroupsComplete: true, GroupOrder: survey.ServerOrder,
	}
}

// server speaks these versions and no other.
func server(key survey.Key, offered ...survey.Protocol) *survey.Endpoint {
	e := &survey.Endpoint{Certificates: []survey.Certificate{{Key: key}}}
	for _, v := range tlswire.Versions() {
		p := survey.Protocol{Version: v, Offered: survey.No}
		for _, o := range offered {
			if o.Version == v {
				p = o
			}
		}
		e.Protocols = append(e.Protocols, p)
	}
	return e
}

// named finds a client of the table.
func named(t *testing.T, name string) clients.Client {
	t.Helper()
	for _, c := range clients.All() {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no client %q", name)
	return clients.Client{}
}

func rsa(bits int) survey.Key { return survey.Key{Kind: "RSA", Bits: bits} }

func TestSimulate(t *testing.T) {
	t.Parallel()
	p256, p521 := survey.Key{Kind: "ECDSA", Bits: 256}, survey.Key{Kind: "ECDSA", Bits: 521}
	half := protocol(tlswire.TLS12, survey.ServerOrder, gcm128)
	half.Complete, half.Missing = false, "budget ended after 40 connections"
	chachaFirst := protocol(tlswire.TLS13, survey.ServerOrder, aes256, chacha13, aes128)
	chachaFirst.ChaChaFirst = survey.Yes
	chachaOpen := chachaFirst
	chachaOpen.ChaChaFirst = survey.Unknown
	p384 := protocol(tlswire.TLS12, "", gcm128)
	p384.Groups = []tlswire.Group{30}
	noGroups := p384
	noGroups.Groups, noGroups.GroupsComplete = nil, false
	hybrid := protocol(tlswire.TLS13, survey.ClientOrder, aes128, aes256)
	hybrid.Groups = []tlswire.Group{tlswire.X25519MLKEM768, tlswire.X25519}
	both := protocol(tlswire.TLS12, survey.ServerOrder, rsaGCM128, gcm128)
	open := protocol(tlswire.TLS12, "", rsaGCM128, gcm128)
	dh := func(bits int) *survey.Endpoint {
		e := server(rsa(2048), protocol(tlswire.TLS12, "", dheGCM128))
		e.Exchange.DHBits = bits
		return e
	}
	for name, c := range map[string]struct {
		server *survey.Endpoint
		client string
		want   string
	}{
		"the newest version":           {server(rsa(2048), both, protocol(tlswire.TLS13, survey.ServerOrder, aes256, aes128)), "Chrome 137 (Windows 11)", "TLS 1.3, TLS_AES_256_GCM_SHA384, x25519"},
		"the client's order":           {server(rsa(2048), protocol(tlswire.TLS13, survey.ClientOrder, aes256, aes128)), "Chrome 137 (Windows 11)", "TLS 1.3, TLS_AES_128_GCM_SHA256, x25519"},
		"the server's order":           {server(rsa(2048), both), "Chrome 137 (Windows 11)", "TLS 1.2, TLS_RSA_WITH_AES_128_GCM_SHA256"},
		"nobody knows whose order":     {server(rsa(2048), open), "Chrome 137 (Windows 11)", "who decides between TLS_RSA_WITH_AES_128_GCM_SHA256 and TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 was not found"},
		"and only one in common":       {server(rsa(2048), open), "Apple ATS 9 (iOS 9)", "TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, secp256r1"},
		"too old a client":             {server(rsa(2048), both), "IE 8 (Windows XP)", "speaks SSL 3 to TLS 1.0, the server TLS 1.2"},
		"no version":                   {server(rsa(2048)), "Go 1.26", "speaks TLS 1.2 to TLS 1.3, the server no version"},
		"no suite":                     {server(rsa(2048), protocol(tlswire.TLS12, "", rc4SHA)), "Go 1.26", "no common suite in TLS 1.2"},
		"no group":                     {server(rsa(2048), p384), "Chrome 137 (Windows 11)", "no common group in TLS 1.2"},
		"groups not asked":             {server(rsa(2048), noGroups), "Chrome 137 (Windows 11)", "the groups of TLS 1.2 were not all found"},
		"incomplete":                   {server(rsa(2048), half), "Chrome 137 (Windows 11)", "the suites of TLS 1.2 were not all found: budget ended after 40 connections"},
		"ECDSA":                        {server(p256, protocol(tlswire.TLS12, "", ecdsaGCM128)), "Java 8u161", "TLS 1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, secp256r1"},
		"a curve unknown to Chrome":    {server(p521, protocol(tlswire.TLS13, "", aes128)), "Chrome 137 (Windows 11)", "cannot verify the server's certificate: it knows no signature of such a key"},
		"ChaCha20 asked first":         {server(rsa(2048), chachaFirst), "Safari 26.4 (macOS 26)", "TLS 1.3, TLS_AES_256_GCM_SHA384, x25519"},
		"Go's hint, AES":               {server(rsa(2048), protocol(tlswire.TLS13, survey.HintOrder, aes128, aes256, chacha13)), "OpenSSL 3.5.0", "TLS 1.3, TLS_AES_128_GCM_SHA256, x25519"},
		"hybrid":                       {server(rsa(2048), hybrid), "Firefox 137 (Windows 11)", "TLS 1.3, TLS_AES_128_GCM_SHA256, X25519MLKEM768"},
		"no hybrid in Chrome 120":      {server(rsa(2048), hybrid), "Chrome 120", "TLS 1.3, TLS_AES_128_GCM_SHA256, x25519"},
		"the prime is too long":        {dh(4096), "Java 8u161", "cannot compute with a Diffie-Hellman prime of 4096 bits, 2048 at most"},
		"the prime is too short":       {dh(1024), "OpenSSL 3.5.0", "refuses the Diffie-Hellman prime of 1024 bits, wants 2048 or more"},
		"the key is too short":         {server(rsa(1024), protocol(tlswire.TLS12, "", gcm128)), "OpenSSL 3.5.0", "refuses the RSA key of 1024 bits, wants 2048 or more"},
		"the address is down":          {&survey.Endpoint{Error: "connection refused"}, "Go 1.26", "connection refused"},
		"the version was not asked":    {&survey.Endpoint{}, "Go 1.26", "whether TLS 1.3 is offered is not known"},
		"ChaCha20 first, nobody asked": {server(rsa(2048), chachaOpen), "Chrome 137 (Windows 11)", "TLS 1.3, TLS_AES_256_GCM_SHA384, x25519"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := clients.Simulate(c.server, named(t, c.client))
			if diff := cmp.Diff(c.client+": "+c.want, got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A server that otherwise decides itself gives ChaCha20 to who lists it first.
func TestChaChaFirst(t *testing.T) {
	t.Parallel()
	phone := named(t, "Go 1.26")
	phone.Suites = []tlswire.Suite{chacha13, aes128, aes256}
	for known, want := range map[survey.Known]tlswire.Suite{survey.Yes: chacha13, survey.No: aes256, survey.Unknown: 0} {
		p := protocol(tlswire.TLS13, survey.ServerOrder, aes256, chacha13, aes128)
		p.ChaChaFirst = known
		if got := clients.Simulate(server(rsa(2048), p), phone); got.Suite != want {
			t.Errorf("%s: %s, want %s", known, got.Suite, want)
		}
	}
	hint := protocol(tlswire.TLS13, survey.HintOrder, aes128, aes256, chacha13)
	if got := clients.Simulate(server(rsa(2048), hint), phone); got.Suite != chacha13 {
		t.Errorf("hint: %s", got)
	}
}

func TestOutcomeInFull(t *testing.T) {
	t.Parallel()
	e := server(rsa(3072), protocol(tlswire.TLS12, survey.ServerOrder, gcm256, chacha12, rsaGCM256))
	want := clients.Outcome{
		Client: "Firefox 137 (Windows 11)", Current: true, Connects: survey.Yes, Version: tlswire.TLS12, Suite: gcm256,
		Group: tlswire.X25519, Certificate: "RSA 3072", ForwardSecret: survey.Yes, AEAD: survey.Yes, Hybrid: survey.No,
	}
	if diff := cmp.Diff(want, clients.Simulate(e, named(t, want.Client))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Clients without SNI meet what the server shows to the nameless.
func TestNameless(t *testing.T) {
	t.Parallel()
	named, nameless := server(rsa(2048), protocol(tlswire.TLS13, "", aes128)), server(rsa(2048), protocol(tlswire.TLS10, "", rc4SHA))
	for _, o := range clients.Run(named, nameless) {
		if o.Client == "IE 8 (Windows XP)" && (o.Connects != survey.Yes || o.Suite != rc4SHA) {
			t.Error(o)
		}
	}
	for _, o := range clients.Run(named, nil) {
		if o.Client == "IE 8 (Windows XP)" && o.Connects != survey.Unknown {
			t.Error(o)
		}
	}
}

// What all browsers have in common is known from elsewhere: it is the list of
// Chrome since it gave up triple DES.
func TestToday(t *testing.T) {
	t.Parallel()
	today := clients.Today()
	want := []tlswire.Suite{
		0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035,
	}
	if diff := cmp.Diff(want, today.Suites); diff != "" {
		t.Errorf("suites (-want +got):\n%s", diff)
	}
	groups := []tlswire.Group{tlswire.X25519MLKEM768, tlswire.X25519, tlswire.Secp256r1, tlswire.Secp384r1}
	if diff := cmp.Diff(groups, today.Groups); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if today.Oldest != tlswire.TLS12 || today.Newest != tlswire.TLS13 {
		t.Errorf("%s to %s", today.Oldest, today.Newest)
	}
}

// Every row is fit for use.
func TestTable(t *testing.T) {
	t.Parallel()
	all, seen := clients.All(), map[string]bool{}
	if len(all) < 25 {
		t.Errorf("%d clients", len(all))
	}
	for _, c := range all {
		thirteen := false
		for _, s := range c.Suites {
			thirteen = thirteen || s.Exchange() == "any"
		}
		switch {
		case c.Name == "" || seen[c.Name] || c.Source == "" || len(c.Suites) == 0 || c.Oldest > c.Newest:
			t.Errorf("row %+v", c)
		case c.Newest == tlswire.TLS13 && !thirteen:
			t.Errorf("%s lists no suite of TLS 1.3", c.Name)
		case c.Newest == tlswire.TLS13 && (len(c.Groups) == 0 || len(c.Schemes) == 0):
			t.Errorf("%s lists no groups or no schemes", c.Name)
		}
		seen[c.Name] = true
	}
}
