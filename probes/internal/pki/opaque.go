package pki

import (
	"crypto/sha256"
	"crypto/x509"
	"time"
)

// opaque is a set of roots that only the standard library can look into: the
// system's, or a pool that was handed over.
type opaque struct {
	pool *x509.CertPool
}

// above implements anchors, from memory where it can.
func (o *opaque) above(c *cert, at time.Time, b *budget) []*cert {
	b.mu.Lock()
	defer b.mu.Unlock()
	tops, ok := b.tops[o][c.id]
	if ok {
		return tops
	}
	if b.left--; b.left < 0 {
		return nil
	}
	if b.tops[o] == nil {
		b.tops[o] = make(map[[sha256.Size]byte][]*cert)
	}
	tops = o.verify(c, at)
	b.tops[o][c.id] = tops
	return tops
}

// verify lets the standard library look. The certificate is verified alone, at
// a moment of its own life: what is below it is judged elsewhere.
func (o *opaque) verify(c *cert, at time.Time) []*cert {
	std, err := x509.ParseCertificate(c.Raw)
	if err != nil {
		return nil
	}
	chains, err := std.Verify(x509.VerifyOptions{
		Roots: o.pool, Intermediates: x509.NewCertPool(), CurrentTime: within(at, c),
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return nil
	}
	var out []*cert
	for _, chain := range chains {
		if len(chain) == 1 {
			return []*cert{c}
		}
		if top, err := parse(chain[len(chain)-1].Raw); err == nil && len(chain) == 2 {
			out = append(out, top)
		}
	}
	return out
}

// refuse implements anchors: the standard library has applied what it knows.
func (o *opaque) refuse([]*cert) string { return "" }

// within moves a time into a certificate's life.
func within(now time.Time, c *cert) time.Time {
	switch {
	case now.After(c.NotAfter):
		return c.NotAfter
	case now.Before(c.NotBefore):
		return c.NotBefore
	default:
		return now
	}
}
