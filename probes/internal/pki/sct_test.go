package pki

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/ocsp"

	"holdfast/probes/internal/survey"
)

// testLog is a transparency log of a test.
type testLog struct {
	key *ecdsa.PrivateKey
	id  [32]byte
}

func newLog(t testing.TB) *testLog {
	t.Helper()
	key := ecKey(t)
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return &testLog{key: key, id: sha256.Sum256(der)}
}

// promise makes a serialised SCT over an entry, written as RFC 6962 §3.2 has
// it, independent of the code under test.
func (l *testLog) promise(t testing.TB, at time.Time, entry []byte) []byte {
	t.Helper()
	var signed cryptobyte.Builder
	signed.AddUint16(0)
	signed.AddUint64(uint64(at.UnixMilli()))
	signed.AddBytes(entry)
	signed.AddUint16(0)
	sum := sha256.Sum256(signed.BytesOrPanic())
	signature, err := ecdsa.SignASN1(rand.Reader, l.key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	var b cryptobyte.Builder
	b.AddUint8(0)
	b.AddBytes(l.id[:])
	b.AddUint64(uint64(at.UnixMilli()))
	b.AddUint16(0)
	b.AddUint8(4)
	b.AddUint8(3)
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(signature) })
	return b.BytesOrPanic()
}

// sctList makes a SignedCertificateTimestampList.
func sctList(promises ...[]byte) []byte {
	var b cryptobyte.Builder
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, p := range promises {
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(p) })
		}
	})
	return b.BytesOrPanic()
}

// entryOf is a LogEntry: of a certificate, or of one before it had SCTs.
func entryOf(c, issuer *x509.Certificate) []byte {
	var b cryptobyte.Builder
	raw := c.Raw
	if issuer == nil {
		b.AddUint16(0)
	} else {
		key := sha256.Sum256(issuer.RawSubjectPublicKeyInfo)
		b.AddUint16(1)
		b.AddBytes(key[:])
		raw = c.RawTBSCertificate
	}
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(raw) })
	return b.BytesOrPanic()
}

func octetString(t testing.TB, b []byte) []byte {
	t.Helper()
	der, err := asn1.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestSCTs(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	int1 := root.under(t, named("Issuing"))
	log, stranger := newLog(t), newLog(t)
	at := noon().Add(-45 * aDay)
	// The certificate is issued twice with the same template: what the log
	// signs is the first, less its list.
	key, template := ecKey(t), leafTemplate(t)
	before := int1.certify(t, template, key.Public())
	good, unknown := log.promise(t, at, entryOf(before, int1.cert)), stranger.promise(t, at, entryOf(before, int1.cert))
	forged := log.promise(t, at, entryOf(before, root.cert))
	leaf := int1.certify(t, template, key.Public(), func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: []int{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: octetString(t, sctList(good, unknown, forged))}}
	})
	c := survey.Certificate{
		Sent:    chain(leaf, int1.cert),
		SCTList: sctList(log.promise(t, at, entryOf(leaf, nil)), log.promise(t, noon().Add(aDay), entryOf(leaf, nil))),
		Staple: answer(t, int1, int1, leaf, func(r *ocsp.Response) {
			r.ExtraExtensions = []pkix.Extension{{Id: []int{1, 3, 6, 1, 4, 1, 11129, 2, 4, 5}, Value: octetString(t, sctList(log.promise(t, at, entryOf(leaf, nil))))}}
		}),
	}
	o := options(pinned(t, root))
	o.Logs = Logs{log.id: {Operator: "Test", Name: "Test 2026", Key: log.key.Public()}}
	New(o).Examine(t.Context(), shop, &c)
	unnamed := "unknown log " + base64.StdEncoding.EncodeToString(stranger.id[:])
	want := []survey.SCT{
		{Log: "Test 2026", At: at, Source: "certificate", Valid: survey.Yes},
		{Log: unnamed, At: at, Source: "certificate", Valid: survey.Unknown},
		{Log: "Test 2026", At: at, Source: "certificate", Valid: survey.No},
		{Log: "Test 2026", At: at, Source: "handshake", Valid: survey.Yes},
		{Log: "Test 2026", At: noon().Add(aDay), Source: "handshake", Valid: survey.No},
		{Log: "Test 2026", At: at, Source: "staple", Valid: survey.Yes},
	}
	if diff := cmp.Diff(want, c.SCTs); diff != "" {
		t.Errorf("SCTs (-want +got):\n%s", diff)
	}
	c = survey.Certificate{Sent: chain(leaf)}
	New(o).Examine(t.Context(), shop, &c)
	if len(c.SCTs) != 3 || c.SCTs[0].Valid != survey.Unknown {
		t.Errorf("without the issuer: %+v, want three that are unknown", c.SCTs)
	}
}

func TestKnownLogs(t *testing.T) {
	t.Parallel()
	logs := KnownLogs()
	lines := 0
	for line := range strings.Lines(knownLogs) {
		if !strings.HasPrefix(line, "#") {
			lines++
		}
	}
	if len(logs) != lines || lines < 60 {
		t.Errorf("%d logs of %d lines, want all, and at least 60", len(logs), lines)
	}
	id, err := base64.StdEncoding.DecodeString("1219ENGn9XfCx+lf1wC/+YLJM1pl4dCzAXMXwMjFaXc=")
	if err != nil {
		t.Fatal(err)
	}
	if got := logs[[32]byte(id)].Name; got != "Google Argon2026h2" {
		t.Errorf("the log of that id is %q, want Google Argon2026h2", got)
	}
}

func TestReadLogs(t *testing.T) {
	t.Parallel()
	key := base64.StdEncoding.EncodeToString(func() []byte { der, _ := x509.MarshalPKIXPublicKey(ecKey(t).Public()); return der }())
	good := `{"version":"1","operators":[{"name":"A","logs":[{"description":"A one","key":"` + key + `"}],"tiled_logs":[]}]}`
	logs, err := ReadLogs(strings.NewReader(good))
	if err != nil || len(logs) != 1 {
		t.Errorf("read %v, %v; want one log", logs, err)
	}
	for _, bad := range []string{"", "{}", `{"operators":[{"logs":[{"key":"x"}]}]}`, `{"operators":[{"logs":[{"key":"AAAA"}]}]}`} {
		if _, err := ReadLogs(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was taken for a list of logs", bad)
		}
	}
}

func TestReadSCTs(t *testing.T) {
	t.Parallel()
	one := newLog(t).promise(t, noon(), nil)
	for name, c := range map[string]struct {
		raw  []byte
		n    int
		good bool
	}{
		"one":                   {sctList(one), 1, true},
		"two":                   {sctList(one, one), 2, true},
		"a version of tomorrow": {sctList([]byte{1, 2, 3}, one), 1, true},
		"nothing":               {nil, 0, false},
		"an empty list":         {sctList(), 0, false},
		"an empty promise":      {sctList(one, nil), 1, false},
		"cut off":               {sctList(one[:40]), 0, false},
		"more behind":           {append(sctList(one), 0), 0, false},
		"more in one":           {sctList(append(one[:len(one):len(one)], 0)), 0, false},
		"a hundred":             {sctList(slices.Repeat([][]byte{one}, 100)...), maxSCTs, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := readSCTs(c.raw)
			if len(list) != c.n || (err == nil) != c.good {
				t.Errorf("%d SCTs, %v; want %d, good %t", len(list), err, c.n, c.good)
			}
		})
	}
}
