package mozilla

import (
	"crypto/x509"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"holdfast/probes/internal/survey"
)

// certificate compares key, signature and lifetime.
func (p Profile) certificate(c *survey.Certificate, r *Result) {
	if c.Unreadable != "" {
		r.wonders("certificate", "the certificate cannot be read: %s", c.Unreadable)
		return
	}
	if !p.keyFits(c.Key) {
		r.differs("certificate", "a key of %s %d: %s", c.Key.Kind, c.Key.Bits, p.wantedKey())
	}
	if c.Signature != "" && !slices.Contains(p.Signatures, c.Signature) {
		r.differs("signature", "a certificate signed with %s: %s", c.Signature, strings.Join(p.Signatures, ", "))
	}
	switch days := Lifetime(c); {
	case days > p.MaxDays:
		r.differs("lifetime", "a certificate of %d days: at most %d", days, p.MaxDays)
	case days > p.GoodDays:
		r.recommends("lifetime", "a certificate of %d days: %d are better", days, p.GoodDays)
	}
}

// keyFits reports whether the profile has such a key.
func (p Profile) keyFits(k survey.Key) bool {
	switch strings.ToUpper(k.Kind) {
	case "RSA":
		return p.RSABits > 0 && k.Bits >= p.RSABits
	case "ECDSA":
		return slices.Contains(p.Curves, k.Bits)
	default:
		return false
	}
}

// wantedKey says which keys the profile has.
func (p Profile) wantedKey() string {
	var wanted []string
	for _, bits := range p.Curves {
		wanted = append(wanted, fmt.Sprintf("ECDSA P-%d", bits))
	}
	if p.RSABits > 0 {
		wanted = append(wanted, fmt.Sprintf("RSA %d", p.RSABits))
	}
	return strings.Join(wanted, ", ")
}

// Lifetime is for how many days the certificate is valid, both ends included
// (Baseline Requirements §6.3.2), a part of a day being a day.
func Lifetime(c *survey.Certificate) int {
	return int(math.Ceil((c.NotAfter.Sub(c.NotBefore) + time.Second).Hours() / 24))
}

// hsts applies where HTTP is spoken.
func (p Profile) hsts(e *survey.Endpoint, r *Result) {
	switch h := e.HTTP; {
	case h == nil:
	case h.Error != "":
		r.wonders("hsts", "the HTTP answer could not be seen: %s", h.Error)
	case h.HSTS == nil:
		r.differs("hsts", "no HSTS header: max-age=%d", p.HSTS)
	case !h.HSTS.Valid:
		r.differs("hsts", "an invalid HSTS header (%s): max-age=%d", h.HSTS.Problem, p.HSTS)
	case h.HSTS.MaxAge < p.HSTS:
		r.differs("hsts", "HSTS of %d seconds: at least %d", h.HSTS.MaxAge, p.HSTS)
	}
}

// staple applies where the authority has a responder; more and more have none.
func (p Profile) staple(e *survey.Endpoint, r *Result) {
	if !p.Staple || !slices.ContainsFunc(e.Certificates, Stapleable) {
		return
	}
	switch e.Features.Stapled {
	case survey.No:
		r.differs("staple", "no OCSP response comes with the certificate")
	case survey.Unknown:
		r.wonders("staple", "whether an OCSP response comes with the certificate is not known")
	case survey.Yes:
	}
}

// Stapleable reports whether the certificate names an OCSP responder, so that
// there can be a response to staple.
func Stapleable(c survey.Certificate) bool {
	if len(c.Sent) == 0 {
		return false
	}
	leaf, err := x509.ParseCertificate(c.Sent[0])
	return err == nil && len(leaf.OCSPServer) > 0
}
