package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"holdfast/probes/internal/survey"
)

// mustStapleExtension is the TLS feature status_request.
func mustStapleExtension(c *x509.Certificate) {
	c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: []int{1, 3, 6, 1, 5, 5, 7, 1, 24}, Value: []byte{0x30, 3, 2, 1, 5}})
}

// answer makes an OCSP response signed by an authority, or by its responder.
func answer(t testing.TB, issuer, by *authority, leaf *x509.Certificate, edit func(*ocsp.Response)) []byte {
	t.Helper()
	template := ocsp.Response{
		Status: ocsp.Good, SerialNumber: leaf.SerialNumber,
		ThisUpdate: noon().Add(-time.Hour), NextUpdate: noon().Add(3 * aDay),
	}
	if by != issuer {
		template.Certificate = by.cert
	}
	if edit != nil {
		edit(&template)
	}
	der, err := ocsp.CreateResponse(issuer.cert, by.cert, template, by.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestStaple(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	int1, other := root.under(t, named("Issuing")), root.under(t, named("Other"))
	leaf, sibling := int1.leaf(t, mustStapleExtension), int1.leaf(t)
	responder := func(edit func(*x509.Certificate)) *authority {
		key := ecKey(t)
		return &authority{key: key, cert: int1.certify(t, leafTemplate(t), key.Public(), func(c *x509.Certificate) {
			c.Subject.CommonName, c.DNSNames = "Responder", nil
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning}
		}, edit)}
	}
	fine := func(*x509.Certificate) {}
	const silence = "; the certificate names neither an OCSP responder nor a revocation list"
	for name, c := range map[string]struct {
		staple []byte
		want   survey.Known
		text   string
	}{
		"none":    {nil, survey.Unknown, "must-staple, and no OCSP response was stapled" + silence},
		"good":    {answer(t, int1, int1, leaf, nil), survey.No, "the stapled OCSP response of 24 Nov 2026 11:00 UTC says good, until 27 Nov 2026 12:00 UTC"},
		"revoked": {answer(t, int1, int1, leaf, func(r *ocsp.Response) { r.Status, r.RevokedAt, r.RevocationReason = ocsp.Revoked, noon().Add(-aDay), 1 }), survey.Yes, "the stapled OCSP response of 24 Nov 2026 11:00 UTC says revoked on 23 Nov 2026 12:00 UTC, key compromise"},
		"revoked, old": {answer(t, int1, int1, leaf, func(r *ocsp.Response) {
			r.Status, r.RevokedAt = ocsp.Revoked, noon().Add(-9*aDay)
			r.ThisUpdate, r.NextUpdate = noon().Add(-9*aDay), noon().Add(-aDay)
		}), survey.Yes, "the stapled OCSP response of 15 Nov 2026 12:00 UTC says revoked on 15 Nov 2026 12:00 UTC"},
		"not known": {answer(t, int1, int1, leaf, func(r *ocsp.Response) { r.Status = ocsp.Unknown }), survey.Unknown, "the stapled OCSP response of 24 Nov 2026 11:00 UTC says that the responder does not know this certificate" + silence},
		"stale": {
			answer(t, int1, int1, leaf, func(r *ocsp.Response) { r.ThisUpdate, r.NextUpdate = noon().Add(-9*aDay), noon().Add(-aDay) }), survey.Unknown,
			"the stapled OCSP response is stale: of 15 Nov 2026 12:00 UTC, good until 23 Nov 2026 12:00 UTC" + silence,
		},
		"of the future": {
			answer(t, int1, int1, leaf, func(r *ocsp.Response) { r.ThisUpdate = noon().Add(time.Hour) }), survey.Unknown,
			"the stapled OCSP response does not count: it is of the future, 24 Nov 2026 13:00 UTC" + silence,
		},
		"without an end, today": {
			answer(t, int1, int1, leaf, func(r *ocsp.Response) { r.NextUpdate = time.Time{} }), survey.No,
			"the stapled OCSP response of 24 Nov 2026 11:00 UTC says good, until 25 Nov 2026 11:00 UTC",
		},
		"of another certificate": {
			answer(t, int1, int1, sibling, nil), survey.Unknown,
			"the stapled OCSP response does not count: no response matching the supplied certificate" + silence,
		},
		"of another authority": {
			answer(t, other, other, leaf, nil), survey.Unknown,
			"the stapled OCSP response does not count: not signed by the certificate's issuer: x509: ECDSA verification failure" + silence,
		},
		"issuer embedded": {
			answer(t, int1, int1, leaf, func(r *ocsp.Response) { r.Certificate = int1.cert }), survey.No,
			"the stapled OCSP response of 24 Nov 2026 11:00 UTC says good, until 27 Nov 2026 12:00 UTC",
		},
		"responder": {
			answer(t, int1, responder(fine), leaf, nil), survey.No,
			"the stapled OCSP response of 24 Nov 2026 11:00 UTC says good, until 27 Nov 2026 12:00 UTC",
		},
		"responder for other things": {
			answer(t, int1, responder(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }), leaf, nil), survey.Unknown,
			"the stapled OCSP response does not count: signed by a certificate that is not for OCSP (extended key usage)" + silence,
		},
		"responder expired": {
			answer(t, int1, responder(func(c *x509.Certificate) { c.NotAfter = noon().Add(-aDay) }), leaf, nil), survey.Unknown,
			"the stapled OCSP response does not count: signed by a responder outside its time" + silence,
		},
		"responder of another": {
			answer(t, int1, other, leaf, nil), survey.Unknown,
			"the stapled OCSP response does not count: signed by somebody whom the certificate's issuer did not certify" + silence,
		},
		"garbage": {[]byte("good"), survey.Unknown, "the stapled OCSP response does not count: asn1: structure error"},
		"huge":    {make([]byte, maxOCSP+1), survey.Unknown, "the stapled OCSP response does not count: 65537 bytes, wanted at most 65536" + silence},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := survey.Certificate{Sent: chain(leaf, int1.cert), Staple: c.staple}
			New(options(pinned(t, root))).Examine(t.Context(), shop, &got)
			if !got.MustStaple || got.Revoked != c.want || !strings.HasPrefix(got.Revocation, c.text) {
				t.Errorf("must staple %t, revoked %s: %q; want true, %s, %q", got.MustStaple, got.Revoked, got.Revocation, c.want, c.text)
			}
		})
	}
}

func TestStapleWithoutIssuer(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	int1 := root.under(t, named("Issuing"))
	leaf := int1.leaf(t)
	got := survey.Certificate{Sent: chain(leaf), Staple: answer(t, int1, int1, leaf, func(r *ocsp.Response) { r.Status = ocsp.Revoked })}
	New(options(pinned(t, root))).Examine(t.Context(), shop, &got)
	if got.Revoked != survey.Unknown || !strings.Contains(got.Revocation, "issuer is not known") {
		t.Errorf("revoked %s: %q; nobody's word can be verified without the issuer", got.Revoked, got.Revocation)
	}
}
