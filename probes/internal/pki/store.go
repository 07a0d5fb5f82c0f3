package pki

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"sync"
	"time"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// The names of the usual stores.
const (
	MozillaStore = "mozilla"
	SystemStore  = "system"
	PinnedStore  = "pinned"
)

// Store is a set of roots. It is loaded when it is first asked.
type Store struct {
	name string
	// public tells that certificates of these roots are bound by the rules of
	// public authorities (the Baseline Requirements), which are then linted.
	public bool
	load   func() anchors
}

// anchors find the roots above a certificate.
type anchors interface {
	// above returns the roots that certify c, c itself where it is a root.
	above(c *cert, at time.Time, budget *budget) []*cert
	// refuse returns why the store does not trust a complete path after all.
	refuse(path []*cert) string
}

// Name is the store's name, as in [survey.Trust.Store].
func (s *Store) Name() string { return s.name }

// Mozilla returns the roots of Mozilla's programme, as golang.org/x/crypto
// carries them, with the dates after which Mozilla trusts no new certificate of
// some of them.
func Mozilla() *Store {
	return &Store{name: MozillaStore, public: true, load: sync.OnceValue(func() anchors {
		set := newRootSet()
		for root := range bundle.Roots() {
			set.add(root.Certificate, root.Constraint)
		}
		return set
	})}
}

// System returns the roots of this machine. Where it has none, all is untrusted.
func System() *Store {
	return &Store{name: SystemStore, load: sync.OnceValue(func() anchors {
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		return &opaque{pool: pool}
	})}
}

// Pool returns a store of roots that cannot be listed. A certificate that is
// certified by such a root with a weak signature counts as untrusted by it.
func Pool(name string, pool *x509.CertPool) *Store {
	set := &opaque{pool: pool}
	return &Store{name: name, load: func() anchors { return set }}
}

// Pinned returns the authorities of a PEM file (`ca:`). Like everywhere in Go,
// what it lists is trusted, whether it is self-signed or not.
func Pinned(file []byte) (*Store, error) {
	set := newRootSet()
	for {
		var block *pem.Block
		if block, file = pem.Decode(file); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		if _, err := parse(block.Bytes); err != nil {
			return nil, err
		}
		set.add(block.Bytes, nil)
	}
	if len(set.bySubject) == 0 {
		return nil, errors.New("no certificate in it, wanted PEM")
	}
	return &Store{name: PinnedStore, load: func() anchors { return set }}, nil
}
