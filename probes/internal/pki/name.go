package pki

import (
	"strings"

	"holdfast/probes/internal/survey"
)

// matches tells whether the certificate is for the name that was asked for (RFC
// 9525 §6.3). An address matches only an address; the common name counts for
// nothing, as in every browser since 2017.
func matches(c *cert, name string) survey.Known {
	if name == "" {
		return survey.Unknown
	}
	if a, ok := address(name); ok {
		for _, ip := range c.IPAddresses {
			if ip.Equal(a.AsSlice()) {
				return survey.Yes
			}
		}
		return survey.No
	}
	_, ok := presented(c, name)
	return survey.Is(ok)
}

// presented returns the DNS name of the certificate that covers a host.
func presented(c *cert, host string) (string, bool) {
	host = canonical(host)
	for _, name := range c.DNSNames {
		if covers(canonical(name), host) {
			return name, true
		}
	}
	return "", false
}

// canonical is a host name as it is compared.
func canonical(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// covers tells whether a pattern is for a host: the same, or with a wildcard
// that is the whole first label and stands for just one (RFC 9525 §6.3).
func covers(pattern, host string) bool {
	if pattern == "" || host == "" {
		return false
	}
	if rest, wild := strings.CutPrefix(pattern, "*."); wild {
		first, parent, ok := strings.Cut(host, ".")
		return ok && first != "" && strings.Contains(rest, ".") && !strings.Contains(rest, "*") && parent == rest
	}
	return !strings.Contains(pattern, "*") && pattern == host
}
