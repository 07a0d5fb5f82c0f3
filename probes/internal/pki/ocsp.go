package pki

import (
	"bytes"
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"

	"holdfast/internal/plain"
	"holdfast/probes/internal/survey"
)

const (
	maxOCSP = 64 << 10         // bytes of a response
	skew    = 10 * time.Minute // by which an authority's clock may be ahead
	openEnd = 24 * time.Hour   // for which a response without a next update is fresh
)

// judge verifies an OCSP response about the leaf: by whom it is signed, whether
// it speaks of this certificate, whether it is fresh. A revocation stays one when
// it is old (RFC 6960 §2.2: it is permanent).
func judge(der []byte, leaf, issuer *cert, now time.Time) word {
	if issuer == nil {
		return word{text: "cannot be verified: the certificate's issuer is not known"}
	}
	resp, err := verified(der, leaf, issuer)
	if err != nil {
		return word{text: "does not count: " + plain.Text(err.Error(), 200)}
	}
	at := stamp(resp.ThisUpdate)
	until := resp.NextUpdate
	if until.IsZero() {
		until = resp.ThisUpdate.Add(openEnd)
	}
	switch {
	case resp.Status == ocsp.Revoked:
		return word{revoked: survey.Yes, until: now.Add(keepAnswer), text: fmt.Sprintf("of %s says revoked on %s%s", at, stamp(resp.RevokedAt), because(resp.RevocationReason))}
	case resp.ThisUpdate.After(now.Add(skew)):
		return word{text: "does not count: it is of the future, " + at}
	case now.After(until):
		return word{text: fmt.Sprintf("is stale: of %s, good until %s", at, stamp(until))}
	case resp.Status == ocsp.Good:
		return word{revoked: survey.No, until: until, text: fmt.Sprintf("of %s says good, until %s", at, stamp(until))}
	default:
		return word{text: "of " + at + " says that the responder does not know this certificate"}
	}
}

// stamp prints a moment.
func stamp(t time.Time) string { return t.UTC().Format("2 Jan 2006 15:04 UTC") }

// because names a reason for revocation (RFC 5280 §5.3.1).
func because(code int) string {
	reasons := map[int]string{
		1: "key compromise", 2: "CA compromise", 3: "affiliation changed", 4: "superseded",
		5: "cessation of operation", 6: "certificate hold", 9: "privilege withdrawn", 10: "AA compromise",
	}
	if text, ok := reasons[code]; ok {
		return ", " + text
	}
	return ""
}

// verified parses a response and checks its signature: the issuer's own, or that
// of a responder whom the issuer certified for just this (RFC 6960 §4.2.2.2).
func verified(der []byte, leaf, issuer *cert) (resp *ocsp.Response, err error) {
	if len(der) > maxOCSP {
		return nil, fmt.Errorf("%d bytes, wanted at most %d", len(der), maxOCSP)
	}
	subject, err := x509.ParseCertificate(leaf.Raw)
	if err != nil {
		return nil, err
	}
	authority, err := x509.ParseCertificate(issuer.Raw)
	if err != nil {
		return nil, err
	}
	err = guarded(func() (err error) {
		resp, err = ocsp.ParseResponseForCert(der, subject, nil)
		if err != nil {
			return err
		}
		return signer(resp, authority)
	})
	return resp, err
}

// signer checks who signed. The library verified the response with the embedded
// certificate, if there is one.
func signer(resp *ocsp.Response, issuer *x509.Certificate) error {
	by := resp.Certificate
	switch {
	case by == nil:
		if err := resp.CheckSignatureFrom(issuer); err != nil {
			return fmt.Errorf("not signed by the certificate's issuer: %w", err)
		}
		return nil
	case bytes.Equal(by.RawSubjectPublicKeyInfo, issuer.RawSubjectPublicKeyInfo) && bytes.Equal(by.RawSubject, issuer.RawSubject):
		return nil
	case !bytes.Equal(by.RawIssuer, issuer.RawSubject) || issuer.CheckSignature(by.SignatureAlgorithm, by.RawTBSCertificate, by.Signature) != nil:
		return errors.New("signed by somebody whom the certificate's issuer did not certify")
	case !signsOCSP(by):
		return errors.New("signed by a certificate that is not for OCSP (extended key usage)")
	case resp.ProducedAt.After(by.NotAfter) || resp.ProducedAt.Before(by.NotBefore):
		return errors.New("signed by a responder outside its time")
	default:
		return nil
	}
}

func signsOCSP(c *x509.Certificate) bool {
	return slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning)
}

// askOCSP asks the responders that the certificate names.
func (e *Examiner) askOCSP(ctx context.Context, now time.Time, leaf, issuer *cert) word {
	if len(leaf.OCSPServer) == 0 {
		return word{}
	}
	question, err := request(leaf, issuer)
	if err != nil {
		return word{text: "OCSP was not asked: " + plain.Text(err.Error(), 200)}
	}
	url := leaf.OCSPServer[0]
	body, err := e.net.ask(ctx, http.MethodPost, url, "application/ocsp-request", question, maxOCSP)
	if err != nil {
		return word{text: "OCSP: " + err.Error()}
	}
	w := judge(body, leaf, issuer, now)
	w.text = "the OCSP response of " + plain.Text(url, maxTitle) + " " + w.text
	return w
}

// request asks with SHA-1 of the issuer: no signature hangs on it, and many
// responders know no other (RFC 5019 §2.1.1).
func request(leaf, issuer *cert) ([]byte, error) {
	subject, err := x509.ParseCertificate(leaf.Raw)
	if err != nil {
		return nil, err
	}
	authority, err := x509.ParseCertificate(issuer.Raw)
	if err != nil {
		return nil, err
	}
	return ocsp.CreateRequest(subject, authority, nil)
}

// responseExtensions returns the extensions of what a response says about the
// certificate; none where it cannot be read.
func responseExtensions(der []byte, subject *x509.Certificate) []pkix.Extension {
	var out []pkix.Extension
	_ = guarded(func() error { // a staple that cannot be read is told by judge
		resp, err := ocsp.ParseResponseForCert(der, subject, nil)
		if err == nil {
			out = resp.Extensions
		}
		return err
	})
	return out
}
