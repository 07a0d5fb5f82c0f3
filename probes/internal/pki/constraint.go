package pki

import (
	"net"
	"strings"

	"github.com/zmap/zcrypto/x509"
)

// constraintFlaw holds the leaf's names against the name constraints of all that
// is above it (RFC 5280 §4.2.1.10).
func constraintFlaw(path []*cert) string {
	for _, c := range path[1:] {
		for _, name := range path[0].DNSNames {
			if !allowedName(c, name) {
				return title(c.Subject) + " may not certify " + title(path[0].Subject) + " (name constraints)"
			}
		}
		for _, ip := range path[0].IPAddresses {
			if !allowedAddress(c, ip) {
				return title(c.Subject) + " may not certify " + ip.String() + " (name constraints)"
			}
		}
	}
	return ""
}

// allowedName: excluded by none, and permitted by one if any is listed.
func allowedName(c *cert, name string) bool {
	name = strings.TrimPrefix(canonical(name), "*.")
	return !listed(c.ExcludedDNSNames, name) && (len(c.PermittedDNSNames) == 0 || listed(c.PermittedDNSNames, name))
}

// listed tells whether a name is the domain of a constraint or below it.
func listed(constraints []x509.GeneralSubtreeString, name string) bool {
	for _, g := range constraints {
		domain := canonical(g.Data)
		if domain == "" || name == domain {
			return true
		}
		if strings.HasSuffix(name, "."+strings.TrimPrefix(domain, ".")) {
			return true
		}
	}
	return false
}

func allowedAddress(c *cert, ip net.IP) bool {
	return !within4or6(c.ExcludedIPAddresses, ip) && (len(c.PermittedIPAddresses) == 0 || within4or6(c.PermittedIPAddresses, ip))
}

func within4or6(constraints []x509.GeneralSubtreeIP, ip net.IP) bool {
	for _, g := range constraints {
		if g.Data.Contains(ip) {
			return true
		}
	}
	return false
}
