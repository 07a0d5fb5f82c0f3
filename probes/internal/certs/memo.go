package certs

import (
	"bytes"
	"crypto/x509"
	"time"

	"holdfast"
)

// verified is a chain that was found good for a name.
type verified struct {
	name  string
	chain []*x509.Certificate
	facts []holdfast.Fact
	// ends is when the first certificate of the best verified path ends.
	ends time.Time
}

// covers reports whether the memory speaks of just this chain and is still true.
func (m *verified) covers(now time.Time, chain []*x509.Certificate) bool {
	if len(m.chain) != len(chain) {
		return false
	}
	if !now.Before(m.ends) || now.Before(chain[0].NotBefore) {
		return false
	}
	for i, cert := range chain {
		if !bytes.Equal(cert.Raw, m.chain[i].Raw) {
			return false
		}
	}
	return true
}
