package certs

import (
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"

	"holdfast"
	"holdfast/internal/plain"
)

// maxNames bounds the names of a certificate that are told.
const maxNames = 100

// Facts returns what a certificate says of itself.
func Facts(leaf *x509.Certificate) []holdfast.Fact {
	sum := sha256.Sum256(leaf.Raw)
	return []holdfast.Fact{
		{Name: "certificate_subject", Value: title(leaf.Subject)},
		{Name: "certificate_issuer", Value: title(leaf.Issuer)},
		{Name: "certificate_sans", Value: sans(leaf)},
		{Name: "certificate_not_before", Value: leaf.NotBefore.UTC()},
		{Name: "certificate_not_after", Value: leaf.NotAfter.UTC()},
		{Name: "certificate_serial", Value: hex.EncodeToString(leaf.SerialNumber.Bytes())},
		{Name: "certificate_sha256", Value: hex.EncodeToString(sum[:])},
	}
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
	return plain.Text(name, 120)
}

// sans lists the names and addresses that a certificate is for.
func sans(leaf *x509.Certificate) []string {
	var names []string
	for _, name := range leaf.DNSNames {
		names = append(names, plain.Text(name, 255))
	}
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	return names[:min(maxNames, len(names))]
}
