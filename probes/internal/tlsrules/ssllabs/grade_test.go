package ssllabs_test

import (
	"encoding/json"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/ssllabs"
	"holdfast/probes/internal/tlswire"
)

const (
	gcm128    = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
	gcm256    = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
	ecdsa128  = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
	cbc128    = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
	dhe128    = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
	rsa128    = "TLS_RSA_WITH_AES_128_GCM_SHA256"
	rsaCBC    = "TLS_RSA_WITH_AES_128_CBC_SHA"
	rc4       = "TLS_RSA_WITH_RC4_128_SHA"
	tripleDES = "TLS_RSA_WITH_3DES_EDE_CBC_SHA"
	thirteen  = "TLS_AES_128_GCM_SHA256"
)

// edit changes the sound endpoint.
type edit func(*survey.Endpoint)

// endpoint is one that deserves an A, changed.
func endpoint(edits ...edit) *survey.Endpoint {
	e := &survey.Endpoint{
		Features: survey.Features{
			SecureRenegotiation: survey.Yes, InsecureRenegotiation: survey.No, Compression: survey.No,
			Heartbeat: survey.No, SessionTickets: survey.Yes, FallbackSCSV: survey.Yes,
		},
		Certificates: []survey.Certificate{{
			Subject: "CN=example.com", Names: []string{"example.com"}, Signature: "SHA256-RSA",
			Key:         survey.Key{Kind: "RSA", Bits: 2048, DebianWeak: survey.No},
			NameMatches: survey.Yes, Period: "valid", Trusted: survey.Yes, Complete: survey.Yes, Revoked: survey.No,
			NotBefore: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2026, 12, 30, 0, 0, 0, 0, time.UTC),
		}},
		HTTP: &survey.HTTP{Status: 200},
	}
	for _, v := range append([]tlswire.Version{tlswire.SSL20}, tlswire.Versions()...) {
		e.Protocols = append(e.Protocols, survey.Protocol{Version: v, Offered: survey.No})
	}
	for _, name := range []string{
		survey.CCSInjection, survey.POODLETLS, survey.PaddingOracle, survey.Ticketbleed, survey.ROBOT,
		survey.ZombiePOODLE, survey.GOLDENDOODLE, survey.ZeroLength,
	} {
		e.Flaws = append(e.Flaws, survey.Flaw{Name: name, Vulnerable: survey.No})
	}
	offer(tlswire.TLS12, survey.ServerOrder, gcm256, gcm128)(e)
	offer(tlswire.TLS13, survey.ServerOrder, thirteen)(e)
	for _, change := range edits {
		change(e)
	}
	return e
}

// at returns a version to change.
func at(e *survey.Endpoint, v tlswire.Version) *survey.Protocol {
	i := slices.IndexFunc(e.Protocols, func(p survey.Protocol) bool { return p.Version == v })
	return &e.Protocols[i]
}

// offer makes the endpoint offer a version with these suites.
func offer(v tlswire.Version, order survey.Order, suites ...string) edit {
	return func(e *survey.Endpoint) {
		p := survey.Protocol{Version: v, Offered: survey.Yes, Complete: true, Order: order}
		for _, name := range suites {
			s, ok := tlswire.SuiteNamed(name)
			if !ok {
				panic("no suite " + name)
			}
			p.Suites = append(p.Suites, s)
		}
		if len(suites) == 1 {
			p.Order = ""
		}
		*at(e, v) = p
	}
}

// without makes it refuse versions.
func without(versions ...tlswire.Version) edit {
	return func(e *survey.Endpoint) {
		for _, v := range versions {
			*at(e, v) = survey.Protocol{Version: v, Offered: survey.No}
		}
	}
}

// unasked makes it unknown whether it offers versions.
func unasked(versions ...tlswire.Version) edit {
	return func(e *survey.Endpoint) {
		for _, v := range versions {
			*at(e, v) = survey.Protocol{Version: v, Missing: "budget ended after 40 connections"}
		}
	}
}

func certificate(change func(*survey.Certificate)) edit {
	return func(e *survey.Endpoint) { change(&e.Certificates[0]) }
}

func hsts(seconds int64) edit {
	return func(e *survey.Endpoint) { e.HTTP.HSTS = &survey.HSTS{Valid: true, MaxAge: seconds} }
}

func vulnerable(name string, known survey.Known) edit {
	return func(e *survey.Endpoint) {
		e.Flaws = slices.DeleteFunc(e.Flaws, func(f survey.Flaw) bool { return f.Name == name })
		e.Flaws = append(e.Flaws, survey.Flaw{Name: name, Vulnerable: known, How: "a crafted record"})
	}
}

func key(kind string, bits int) edit {
	return certificate(func(c *survey.Certificate) { c.Key = survey.Key{Kind: kind, Bits: bits, DebianWeak: survey.No} })
}

func dh(bits int) edit { return func(e *survey.Endpoint) { e.Exchange.DHBits = bits } }

// only12 leaves TLS 1.2 alone, with these suites.
func only12(order survey.Order, suites ...string) edit {
	return func(e *survey.Endpoint) {
		without(tlswire.TLS13)(e)
		offer(tlswire.TLS12, order, suites...)(e)
	}
}

// graded is a case: what the endpoint is, its grade, and the rule that decides.
type graded struct {
	edits []edit
	want  string
	by    string
}

func cases() map[string]graded {
	const long = 63072000
	return map[string]graded{
		"a sound server":                 {nil, "A", "hsts-long"},
		"and HSTS":                       {[]edit{hsts(long)}, "A+", ""},
		"HSTS of just six months":        {[]edit{hsts(15768000)}, "A+", ""},
		"HSTS too short":                 {[]edit{hsts(15767999)}, "A-", "hsts"},
		"HSTS disabled":                  {[]edit{hsts(0)}, "A-", "hsts"},
		"HSTS invalid":                   {[]edit{func(e *survey.Endpoint) { e.HTTP.HSTS = &survey.HSTS{Problem: "max-age is missing"} }}, "A-", "hsts"},
		"no HTTP":                        {[]edit{func(e *survey.Endpoint) { e.HTTP = nil }}, "A", "hsts-long"},
		"a client certificate is wanted": {[]edit{func(e *survey.Endpoint) { e.HTTP.Error = "alert 116"; e.Features.ClientCertificate = "required" }}, "A", "hsts-long"},
		"TLS 1.2 alone":                  {[]edit{without(tlswire.TLS13), hsts(long)}, "A-", "no-tls13"},
		"TLS 1.3 alone":                  {[]edit{without(tlswire.TLS12), hsts(long), func(e *survey.Endpoint) { e.Features = survey.Features{}; e.Flaws = nil }}, "A+", ""},
		"no secure renegotiation":        {[]edit{func(e *survey.Endpoint) { e.Features.SecureRenegotiation = survey.No }}, "A-", "no-secure-renegotiation"},
		"TLS 1.0":                        {[]edit{offer(tlswire.TLS10, "", cbc128)}, "B", "tls10-11"},
		"TLS 1.1":                        {[]edit{offer(tlswire.TLS11, "", cbc128)}, "B", "tls10-11"},
		"TLS 1.0 is the best":            {[]edit{without(tlswire.TLS12, tlswire.TLS13), offer(tlswire.TLS10, survey.ServerOrder, cbc128, rsaCBC)}, "C", "no-tls12"},
		"SSL 3 with RC4":                 {[]edit{offer(tlswire.SSL30, "", rc4)}, "B", "ssl3"},
		"SSL 3 with CBC":                 {[]edit{offer(tlswire.SSL30, "", rsaCBC)}, "C", "poodle"},
		"SSL 3 is the best":              {[]edit{without(tlswire.TLS12, tlswire.TLS13), offer(tlswire.SSL30, "", rsaCBC)}, "F", "ssl3-best"},
		"SSL 2":                          {[]edit{offer(tlswire.SSL20, "")}, "F", "ssl2"},
		"NULL":                           {[]edit{only12(survey.ServerOrder, gcm128, "TLS_RSA_WITH_NULL_SHA256")}, "F", "weak-suite"},
		"export":                         {[]edit{offer(tlswire.TLS10, survey.ServerOrder, cbc128, "TLS_RSA_EXPORT_WITH_RC4_40_MD5")}, "F", "weak-suite"},
		"single DES":                     {[]edit{offer(tlswire.TLS10, survey.ServerOrder, cbc128, "TLS_RSA_WITH_DES_CBC_SHA")}, "F", "weak-suite"},
		"anonymous":                      {[]edit{only12(survey.ServerOrder, gcm128, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA")}, "F", "score"},
		"RC4 last":                       {[]edit{only12(survey.ServerOrder, gcm128, rc4)}, "B", "rc4"},
		"RC4 first":                      {[]edit{only12(survey.ServerOrder, rc4, gcm128)}, "C", "rc4-used"},
		"RC4 first, the client decides":  {[]edit{only12(survey.ClientOrder, rc4, gcm128)}, "B", "rc4"},
		"RC4 first below TLS 1.3":        {[]edit{offer(tlswire.TLS12, survey.ServerOrder, rc4, gcm128)}, "B", "rc4"},
		"RC4 alone":                      {[]edit{only12("", rc4)}, "F", "rc4-only"},
		"3DES last":                      {[]edit{only12(survey.ServerOrder, gcm128, tripleDES)}, "A-", "no-tls13"},
		"3DES first":                     {[]edit{only12(survey.ServerOrder, tripleDES, gcm128)}, "C", "block64-used"},
		"3DES alone":                     {[]edit{only12("", tripleDES)}, "C", "block64-used"},
		"static RSA first":               {[]edit{only12(survey.ServerOrder, rsa128, gcm128)}, "B", "no-forward-secrecy"},
		"static RSA first, client order": {[]edit{only12(survey.ClientOrder, rsa128, gcm128)}, "A-", "no-tls13"},
		"static RSA first below TLS 1.3": {[]edit{offer(tlswire.TLS12, survey.ServerOrder, rsa128, gcm128)}, "A", "hsts-long"},
		"static RSA alone":               {[]edit{only12("", rsa128)}, "B", "no-forward-secrecy"},
		"DHE before static RSA":          {[]edit{only12(survey.ServerOrder, dhe128, rsa128), dh(2048)}, "B", "no-forward-secrecy"},
		"DHE before RSA, client order":   {[]edit{only12(survey.ClientOrder, dhe128, rsa128), dh(2048)}, "A-", "no-tls13"},
		"DHE alone":                      {[]edit{only12("", dhe128), dh(2048)}, "A-", "no-tls13"},
		"CBC alone":                      {[]edit{only12("", cbc128)}, "B", "no-aead"},
		"CBC before GCM":                 {[]edit{only12(survey.ServerOrder, cbc128, gcm128)}, "B", "no-aead"},
		"CBC before GCM, client order":   {[]edit{only12(survey.ClientOrder, cbc128, gcm128)}, "A-", "no-tls13"},
		"DH of 1024 bits":                {[]edit{only12("", dhe128), dh(1024)}, "B", "dh-2048"},
		"DH of 768 bits":                 {[]edit{only12("", dhe128), dh(768)}, "F", "dh-1024"},
		"RSA of 1024 bits":               {[]edit{key("RSA", 1024)}, "B", "key-2048"},
		"RSA of 1023 bits":               {[]edit{key("RSA", 1023)}, "F", "key-1024"},
		"Ed25519":                        {[]edit{key("Ed25519", 256)}, "A", "hsts-long"},
		"a key of Debian's":              {[]edit{certificate(func(c *survey.Certificate) { c.Key.DebianWeak = survey.Yes })}, "F", "score"},
		"MD5":                            {[]edit{certificate(func(c *survey.Certificate) { c.WeakSignatures = []string{"MD5-RSA on CN=old CA"} })}, "F", "md5-signature"},
		"an authority named MD5":         {[]edit{certificate(func(c *survey.Certificate) { c.WeakSignatures = []string{"SHA1-RSA on CN=MD5 Test CA"} })}, "T (otherwise A)", "sha1-signature"},
		"the chain is incomplete":        {[]edit{certificate(func(c *survey.Certificate) { c.Complete = survey.No })}, "B", "chain-incomplete"},
		"compression":                    {[]edit{func(e *survey.Endpoint) { e.Features.Compression = survey.Yes }}, "C", "crime"},
		"insecure renegotiation":         {[]edit{func(e *survey.Endpoint) { e.Features.InsecureRenegotiation = survey.Yes }}, "F", "insecure-renegotiation"},
		"Heartbleed":                     {[]edit{vulnerable(survey.Heartbleed, survey.Yes)}, "F", "heartbleed"},
		"ROBOT":                          {[]edit{vulnerable(survey.ROBOT, survey.Yes)}, "F", "robot"},
		"DROWN through another host":     {[]edit{vulnerable(survey.DROWN, survey.Yes)}, "F", "drown"},
		"expired":                        {[]edit{certificate(func(c *survey.Certificate) { c.Period = "expired" })}, "T (otherwise A)", "period"},
		"signed by itself":               {[]edit{certificate(func(c *survey.Certificate) { c.SelfSigned, c.Trusted = true, survey.No })}, "T (otherwise A)", "self-signed"},
		"pinned, signed by itself":       {[]edit{certificate(func(c *survey.Certificate) { c.SelfSigned = true })}, "A", "hsts-long"},
		"an unknown authority":           {[]edit{certificate(func(c *survey.Certificate) { c.Trusted = survey.No })}, "T (otherwise A)", "untrusted"},
		"revoked":                        {[]edit{certificate(func(c *survey.Certificate) { c.Revoked = survey.Yes })}, "T (otherwise A)", "revoked"},
		"SHA-1":                          {[]edit{certificate(func(c *survey.Certificate) { c.Signature = "SHA1-RSA" })}, "T (otherwise A)", "sha1-signature"},
		"Symantec":                       {[]edit{certificate(func(c *survey.Certificate) { c.Distrusted = "Symantec" })}, "T (otherwise A)", "distrusted"},
		"the wrong name":                 {[]edit{certificate(func(c *survey.Certificate) { c.NameMatches = survey.No })}, "M (otherwise A)", "name"},
		"the wrong name, expired":        {[]edit{certificate(func(c *survey.Certificate) { c.NameMatches, c.Period = survey.No, "expired" })}, "T (otherwise A)", "period"},
		"expired and SSL 2":              {[]edit{offer(tlswire.SSL20, ""), certificate(func(c *survey.Certificate) { c.Period = "expired" })}, "T (otherwise F)", "period"},
		"revocation not known":           {[]edit{certificate(func(c *survey.Certificate) { c.Revoked = survey.Unknown })}, "A", "hsts-long"},
		"a second certificate is expired": {[]edit{func(e *survey.Endpoint) {
			c := e.Certificates[0]
			c.Period = "expired"
			e.Certificates = append(e.Certificates, c)
		}}, "T (otherwise A)", "period"},
	}
}

func TestGrade(t *testing.T) {
	t.Parallel()
	for name, c := range cases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ssllabs.Guide2009r().Grade(endpoint(c.edits...))
			if got.String() != c.want || got.DecidedBy != c.by {
				t.Errorf("grade %s by %q, want %s by %q; missing %v, caps %v", got, got.DecidedBy, c.want, c.by, got.Missing, got.Caps)
			}
		})
	}
}

// Nobody could look: the letter is held back where it matters, and only there.
func TestMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edits   []edit
		want    string
		missing []string
	}{
		"SSL 2 not asked":              {[]edit{unasked(tlswire.SSL20)}, "at most A", []string{"ssl2", "drown"}},
		"a flaw not asked":             {[]edit{vulnerable(survey.CCSInjection, survey.Unknown)}, "at most A", []string{"ccs-injection"}},
		"Heartbleed without heartbeat": {[]edit{vulnerable(survey.Heartbleed, survey.Unknown)}, "A", nil},
		"ROBOT without static RSA":     {[]edit{vulnerable(survey.ROBOT, survey.Unknown)}, "A", nil},
		"ROBOT with static RSA":        {[]edit{vulnerable(survey.ROBOT, survey.Unknown), offer(tlswire.TLS12, survey.ServerOrder, gcm128, rsa128)}, "at most A", []string{"robot"}},
		"a flaw of an F already":       {[]edit{vulnerable(survey.CCSInjection, survey.Unknown), offer(tlswire.SSL20, "")}, "F", nil},
		"renegotiation, C already": {[]edit{func(e *survey.Endpoint) {
			e.Features.SecureRenegotiation = survey.Unknown
			e.Features.Compression = survey.Yes
		}}, "C", nil},
		"renegotiation":                {[]edit{func(e *survey.Endpoint) { e.Features.SecureRenegotiation = survey.Unknown }}, "at most A", []string{"no-secure-renegotiation"}},
		"HSTS not seen":                {[]edit{func(e *survey.Endpoint) { e.HTTP.Error = "the connection was reset" }}, "at most A+", []string{"hsts", "hsts-long"}},
		"HSTS not seen, A- already":    {[]edit{without(tlswire.TLS13), func(e *survey.Endpoint) { e.HTTP.Error = "the connection was reset" }}, "A-", nil},
		"trust not known":              {[]edit{certificate(func(c *survey.Certificate) { c.Trusted = survey.Unknown })}, "at most A", []string{"untrusted"}},
		"name not known":               {[]edit{certificate(func(c *survey.Certificate) { c.NameMatches = survey.Unknown })}, "at most A", []string{"name"}},
		"T, and a flaw not asked":      {[]edit{certificate(func(c *survey.Certificate) { c.Period = "expired" }), vulnerable(survey.CCSInjection, survey.Unknown)}, "T", []string{"ccs-injection"}},
		"M, and trust not known":       {[]edit{certificate(func(c *survey.Certificate) { c.NameMatches, c.Trusted = survey.No, survey.Unknown })}, "at most M", []string{"untrusted"}},
		"T, and trust not known":       {[]edit{certificate(func(c *survey.Certificate) { c.Period, c.Trusted = "expired", survey.Unknown })}, "T (otherwise A)", nil},
		"TLS 1.0 not asked, C already": {[]edit{unasked(tlswire.TLS11), func(e *survey.Endpoint) { e.Features.Compression = survey.Yes }}, "at most C", []string{"weak-suite", "anonymous", "dh-1024"}},
		"chain not known, B already":   {[]edit{certificate(func(c *survey.Certificate) { c.Complete = survey.Unknown; c.Key.Bits = 1024 })}, "B", nil},
		"who decides is not known":     {[]edit{only12("", rsa128, gcm128)}, "at most A-", []string{"no-forward-secrecy"}},
		"who decides does not matter":  {[]edit{only12("", gcm128, gcm256)}, "A-", nil},
		"an address that is down":      {[]edit{func(e *survey.Endpoint) { *e = survey.Endpoint{Error: "connection refused"} }}, "at most A+", []string{"all"}},
		"no TLS":                       {[]edit{without(tlswire.TLS12, tlswire.TLS13)}, "at most A+", []string{"all"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ssllabs.Guide2009r().Grade(endpoint(c.edits...))
			var rules []string
			for _, m := range got.Missing {
				rules = append(rules, m.Rule)
			}
			if diff := cmp.Diff(c.missing, rules); got.String() != c.want || diff != "" {
				t.Errorf("grade %s, want %s; missing (-want +got):\n%s%v", got, c.want, diff, got.Missing)
			}
		})
	}
}

func TestGuide2009q(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edits []edit
		want  ssllabs.Letter
	}{
		"two versions are an A+":     {[]edit{hsts(63072000)}, ssllabs.APlus},
		"without the fallback SCSV":  {[]edit{hsts(63072000), func(e *survey.Endpoint) { e.Features.FallbackSCSV = survey.No }}, ssllabs.A},
		"HSTS too short is no fault": {[]edit{hsts(1)}, ssllabs.A},
		"TLS 1.0 is a B":             {[]edit{offer(tlswire.TLS10, "", cbc128)}, ssllabs.B},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := ssllabs.Guide2009q().Grade(endpoint(c.edits...)); got.Letter != c.want {
				t.Errorf("grade %s, want %s", got, c.want)
			}
		})
	}
}

func TestScores(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edits []edit
		want  ssllabs.Scores
	}{
		"2048 and 128":           {[]edit{only12("", gcm128)}, ssllabs.Scores{Protocol: 100, KeyExchange: 90, Cipher: 80, Total: 89, Letter: ssllabs.A}},
		"4096 and 256":           {[]edit{only12("", gcm256), key("RSA", 4096)}, ssllabs.Scores{Protocol: 100, KeyExchange: 100, Cipher: 100, Total: 100, Letter: ssllabs.A}},
		"P-256":                  {[]edit{only12("", ecdsa128), key("ECDSA", 256)}, ssllabs.Scores{Protocol: 100, KeyExchange: 90, Cipher: 80, Total: 89, Letter: ssllabs.A}},
		"P-384":                  {[]edit{only12("", ecdsa128), key("ECDSA", 384)}, ssllabs.Scores{Protocol: 100, KeyExchange: 100, Cipher: 80, Total: 92, Letter: ssllabs.A}},
		"TLS 1.0 to 1.3":         {[]edit{offer(tlswire.TLS10, "", cbc128), offer(tlswire.TLS12, "", gcm256)}, ssllabs.Scores{Protocol: 95, KeyExchange: 90, Cipher: 90, Total: 91.5, Letter: ssllabs.A}},
		"3DES is counted as 128": {[]edit{only12("", tripleDES)}, ssllabs.Scores{Protocol: 100, KeyExchange: 90, Cipher: 80, Total: 89, Letter: ssllabs.A}},
		"export":                 {[]edit{only12(survey.ServerOrder, gcm256, "TLS_RSA_EXPORT_WITH_RC4_40_MD5")}, ssllabs.Scores{Protocol: 100, KeyExchange: 40, Cipher: 60, Total: 66, Letter: ssllabs.B}},
		"anonymous":              {[]edit{only12("", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA")}, ssllabs.Scores{Protocol: 100, Cipher: 80, Letter: ssllabs.F}},
		"no cipher":              {[]edit{only12("", "TLS_RSA_WITH_NULL_SHA256")}, ssllabs.Scores{Protocol: 100, KeyExchange: 90, Letter: ssllabs.F}},
		"DH of 1024 bits":        {[]edit{only12("", dhe128), dh(1024)}, ssllabs.Scores{Protocol: 100, KeyExchange: 80, Cipher: 80, Total: 86, Letter: ssllabs.A}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, ssllabs.Guide2009r().Grade(endpoint(c.edits...)).Scores); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// All that strikes is listed, worst first, and the one that decides is marked.
func TestCapsInOrder(t *testing.T) {
	t.Parallel()
	got := ssllabs.Guide2009r().Grade(endpoint(offer(tlswire.TLS10, survey.ServerOrder, cbc128, rc4), offer(tlswire.SSL30, "", rsaCBC)))
	want := []ssllabs.Cap{
		{Rule: "poodle", Letter: ssllabs.C, Since: "2009g", Text: "open to POODLE: SSL 3 with TLS_RSA_WITH_AES_128_CBC_SHA", Decides: true},
		{Rule: "ssl3", Letter: ssllabs.B, Since: "2009h", Text: "offers SSL 3"},
		{Rule: "tls10-11", Letter: ssllabs.B, Since: "2009q", Text: "offers TLS 1.0"},
		{Rule: "rc4", Letter: ssllabs.B, Since: "2009i", Text: "accepts RC4: TLS_RSA_WITH_RC4_128_SHA"},
	}
	if diff := cmp.Diff(want, got.Caps); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What was seen can be graded again years later.
func TestRegrade(t *testing.T) {
	t.Parallel()
	s := survey.Survey{Host: "example.com", Endpoints: []survey.Endpoint{
		*endpoint(hsts(63072000)), *endpoint(only12(survey.ServerOrder, rsa128, gcm128), vulnerable(survey.ROBOT, survey.Unknown)),
	}}
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var again survey.Survey
	if err := json.Unmarshal(raw, &again); err != nil {
		t.Fatal(err)
	}
	guide := ssllabs.Guide2009r()
	if diff := cmp.Diff(guide.GradeSurvey(&s), guide.GradeSurvey(&again), cmpopts.EquateComparable(netip.AddrPort{})); diff != "" {
		t.Errorf("(-first +again):\n%s", diff)
	}
}
