package certs

import (
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"holdfast"
)

// verify returns when the best path to a root ends, and everything that is
// wrong with the chain.
func (v *Verifier) verify(now time.Time, name string, chain []*x509.Certificate) (time.Time, []holdfast.Fault) {
	leaf := chain[0]
	var faults []holdfast.Fault
	if fault, wrong := validity(now, name, leaf); wrong {
		faults = append(faults, fault)
	}
	if err := leaf.VerifyHostname(name); err != nil {
		faults = append(faults, wrongName(name, leaf))
	}
	paths, err := leaf.Verify(x509.VerifyOptions{
		Roots:         v.roots,
		Intermediates: intermediates(chain),
		CurrentTime:   within(now, leaf),
	})
	if err != nil {
		return time.Time{}, append(faults, untrusted(name, chain, err))
	}
	return latest(paths), faults
}

// intermediates are the certificates that the peer sent beside its own.
func intermediates(chain []*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, cert := range chain[1:] {
		pool.AddCert(cert)
	}
	return pool
}

// within moves a time into the leaf's validity.
func within(now time.Time, leaf *x509.Certificate) time.Time {
	switch {
	case now.After(leaf.NotAfter):
		return leaf.NotAfter
	case now.Before(leaf.NotBefore):
		return leaf.NotBefore
	default:
		return now
	}
}

// latest returns the end of the path that lasts longest: a path ends with its
// first certificate, the root not counted (clients ignore a root's end).
func latest(paths [][]*x509.Certificate) time.Time {
	var best time.Time
	for _, path := range paths {
		ends := path[0].NotAfter
		for _, cert := range path[:max(1, len(path)-1)] {
			if cert.NotAfter.Before(ends) {
				ends = cert.NotAfter
			}
		}
		if ends.After(best) {
			best = ends
		}
	}
	return best
}

// validity is the fault of a leaf outside its time (RFC 5280 §4.1.2.5).
func validity(now time.Time, name string, leaf *x509.Certificate) (holdfast.Fault, bool) {
	switch {
	case now.After(leaf.NotAfter):
		return holdfast.Fault{
			Key: "certificate/expired", Status: holdfast.Broken,
			Text: fmt.Sprintf("certificate of %s expired %s ago (%s)", name, span(now.Sub(leaf.NotAfter)), stamp(leaf.NotAfter)),
			Fix:  "renew it and reload the server: certbot renew, then nginx -s reload",
		}, true
	case now.Before(leaf.NotBefore):
		return holdfast.Fault{
			Key: "certificate/not-yet-valid", Status: holdfast.Broken,
			Text: fmt.Sprintf("certificate of %s begins in %s (%s)", name, span(leaf.NotBefore.Sub(now)), stamp(leaf.NotBefore)),
			Fix:  "wait, or compare the clocks of the issuer and of this machine",
		}, true
	default:
		return holdfast.Fault{}, false
	}
}

// wrongName is the fault of a certificate for somebody else (RFC 6125 §6).
func wrongName(name string, leaf *x509.Certificate) holdfast.Fault {
	names := "no name at all"
	if sans := sans(leaf); len(sans) > 0 {
		names = strings.Join(sans[:min(4, len(sans))], ", ")
	}
	return holdfast.Fault{
		Key: "certificate/name", Status: holdfast.Broken,
		Text: fmt.Sprintf("certificate shown for %s is for %s", name, names),
		Fix:  "is this the server's default host? configure a certificate that lists " + name,
	}
}

// untrusted is the fault of a chain that leads to no root.
func untrusted(name string, chain []*x509.Certificate, err error) holdfast.Fault {
	leaf := chain[0]
	fault := holdfast.Fault{Key: "certificate/untrusted", Status: holdfast.Broken}
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &invalid):
		fault.Key = "certificate/chain"
		fault.Text = fmt.Sprintf("certificate chain of %s does not verify: %v", name, err)
	case leaf.CheckSignatureFrom(leaf) == nil || leaf.Subject.String() == leaf.Issuer.String():
		fault.Text = fmt.Sprintf("certificate of %s is self-signed, wanted one of a trusted authority", name)
		fault.Fix = "get a certificate of a public authority, or name your own with ca:"
	case len(chain) == 1:
		fault.Text = fmt.Sprintf("certificate of %s comes without its intermediate (issuer %s)", name, title(leaf.Issuer))
		fault.Fix = "send the full chain: nginx ssl_certificate fullchain.pem; or name your own authority with ca:"
	default:
		fault.Text = fmt.Sprintf("certificate of %s is signed by %s, which is no trusted authority", name, title(chain[len(chain)-1].Issuer))
		fault.Fix = "get a certificate of a public authority, or name your own with ca:"
	}
	return fault
}
