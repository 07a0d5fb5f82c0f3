package blackbox

import (
	"crypto/tls"
	"crypto/x509"
	"slices"
	"sync"
	"time"
)

// trust judges certificates, and remembers those that it found good: the same
// chain for the same name need not be verified again while it lasts. What the
// server signs in each handshake always is. It may be used by several goroutines.
type trust struct {
	mu   sync.Mutex // protects good
	good map[string]proof
}

// proof is a chain that was found good for a name.
type proof struct {
	chain []*x509.Certificate
	// from and till are when all of its certificates are in force; ends is when
	// the best verified chain ends.
	from, till, ends time.Time
}

// maxProofs bounds the memory; beyond it everything is forgotten.
const maxProofs = 10_000

// judge returns when the best verified chain ends.
func (t *trust) judge(state *tls.ConnectionState, config *tls.Config, now time.Time) (time.Time, error) {
	t.mu.Lock()
	p, known := t.good[config.ServerName]
	t.mu.Unlock()
	if known && p.covers(state.PeerCertificates, now) {
		return p.ends, nil
	}
	p, err := prove(state.PeerCertificates, config, now)
	if err != nil {
		return time.Time{}, &tls.CertificateVerificationError{UnverifiedCertificates: state.PeerCertificates, Err: err}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.good == nil || len(t.good) >= maxProofs {
		t.good = map[string]proof{}
	}
	t.good[config.ServerName] = p
	return p.ends, nil
}

// covers reports whether the proof speaks of just this chain and is still true.
func (p proof) covers(chain []*x509.Certificate, now time.Time) bool {
	return now.After(p.from) && now.Before(p.till) && slices.EqualFunc(chain, p.chain, (*x509.Certificate).Equal)
}

// prove verifies a chain as crypto/tls does.
func prove(chain []*x509.Certificate, config *tls.Config, now time.Time) (proof, error) {
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	verified, err := chain[0].Verify(x509.VerifyOptions{Roots: config.RootCAs, DNSName: config.ServerName, Intermediates: between, CurrentTime: now})
	if err != nil {
		return proof{}, err
	}
	p := proof{chain: chain, from: chain[0].NotBefore}
	for _, path := range verified {
		ends := first(path)
		if ends.After(p.ends) {
			p.ends = ends
		}
		if p.till.IsZero() || ends.Before(p.till) {
			p.till = ends
		}
		for _, c := range path {
			if c.NotBefore.After(p.from) {
				p.from = c.NotBefore
			}
		}
	}
	return p, nil
}

// judged has a handshake judged by the module's trust, and not by crypto/tls, and
// keeps when the best verified chain ends; of one that need not be verified it is
// the zero time.
func (l *look) judged(config *tls.Config) *tls.Config {
	l.chainEnds = time.Time{}
	if config.InsecureSkipVerify {
		return config
	}
	config.InsecureSkipVerify = true //nolint:gosec // see above
	config.VerifyConnection = func(state tls.ConnectionState) error {
		ends, err := l.Module.trust.judge(&state, config, l.env.Clock())
		l.chainEnds = ends
		return err
	}
	return config
}
