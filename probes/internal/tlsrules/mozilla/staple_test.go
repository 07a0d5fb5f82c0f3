package mozilla_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"testing"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/mozilla"
)

// leaf is a certificate whose authority has these OCSP responders.
func leaf(t *testing.T, responders ...string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), OCSPServer: responders}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// A staple is wanted of those who can have one.
func TestStaple(t *testing.T) {
	t.Parallel()
	able, unable := leaf(t, "http://ocsp.example.com"), leaf(t)
	for name, c := range map[string]struct {
		sent    []byte
		stapled survey.Known
		want    survey.Known
	}{
		"stapled":      {able, survey.Yes, survey.Yes},
		"not stapled":  {able, survey.No, survey.No},
		"not asked":    {able, survey.Unknown, survey.Unknown},
		"no responder": {unable, survey.No, survey.Yes},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := model(func(e *survey.Endpoint) {
				e.Certificates[0].Sent, e.Features.Stapled = [][]byte{c.sent}, c.stapled
			})
			if got := profile(t, mozilla.Latest(), "intermediate").Check(e); got.Compliant != c.want {
				t.Errorf("%+v, want %s", got, c.want)
			}
		})
	}
}
