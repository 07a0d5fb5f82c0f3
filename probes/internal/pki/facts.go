package pki

import (
	"encoding/hex"

	"github.com/zmap/zcrypto/x509"
	"github.com/zmap/zcrypto/x509/pkix"

	"holdfast/internal/plain"
	"holdfast/probes/internal/survey"
)

const (
	maxTitle = 120 // characters of a subject
	maxNames = 500 // names told of one certificate; all are matched
)

// facts copies what the leaf says of itself.
func (s *study) facts(c *survey.Certificate) {
	leaf := s.leaf
	c.Subject, c.Issuer = title(leaf.Subject), title(leaf.Issuer)
	c.Serial = hex.EncodeToString(leaf.SerialNumber.Bytes())
	c.SHA256 = hex.EncodeToString(leaf.id[:])
	c.NotBefore, c.NotAfter = leaf.NotBefore.UTC(), leaf.NotAfter.UTC()
	c.Signature = algorithm(leaf)
	c.SelfSigned = leaf.SelfSigned
	c.MustStaple = mustStaple(leaf)
	c.Misordered = s.misordered
}

// title is the name that people know a subject by.
func title(n pkix.Name) string {
	name := n.CommonName
	switch {
	case name == "":
		name = n.String()
	case len(n.Organization) > 0:
		name += " (" + n.Organization[0] + ")"
	}
	return plain.Text(name, maxTitle)
}

// sans lists the names and addresses that the certificate is for.
func sans(c *cert) []string {
	names := make([]string, 0, min(maxNames, len(c.DNSNames)+len(c.IPAddresses)))
	for _, name := range c.DNSNames[:min(len(c.DNSNames), maxNames)] {
		names = append(names, plain.Text(name, 255))
	}
	for _, ip := range c.IPAddresses[:min(len(c.IPAddresses), maxNames-len(names))] {
		names = append(names, ip.String())
	}
	return names
}

// algorithm names the algorithm of the certificate's signature; an unknown one
// is named by its OID.
func algorithm(c *cert) string {
	if c.SignatureAlgorithm == x509.UnknownSignatureAlgorithm {
		return plain.Text(c.SignatureAlgorithmOID.String(), maxTitle)
	}
	return c.SignatureAlgorithm.String()
}

// weak tells whether a signature by the algorithm can be forged: MD2, MD5 and
// SHA-1 collide at a price that people pay.
func weak(a x509.SignatureAlgorithm) bool {
	switch a { //nolint:exhaustive // the others are good
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return true
	default:
		return false
	}
}

// weakOf lists the weak signatures of certificates; what a root says of itself
// is verified by nobody.
func weakOf(certs []*cert) []string {
	var out []string
	for i, c := range certs {
		if weak(c.SignatureAlgorithm) && (i == 0 || !c.SelfSigned) {
			out = append(out, algorithm(c)+" on "+title(c.Subject))
		}
	}
	return out
}

// mustStaple tells whether the certificate demands a stapled OCSP response: the
// feature status_request (RFC 7633 §4).
func mustStaple(c *cert) bool {
	for _, e := range c.Extensions {
		if e.Id.String() == "1.3.6.1.5.5.7.1.24" {
			return hasFeature(e.Value, 5)
		}
	}
	return false
}
