package pki

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"sync"
	"time"
)

// The bounds of the search: honest chains have three or four certificates and
// one or two paths.
const (
	maxDepth      = 10 // certificates on a path
	maxPaths      = 12 // of one store
	maxSignatures = 48 // verified for one chain, over all stores
	maxSteps      = 2000
)

// budget counts the signatures that are verified for one chain, and remembers
// how they came out. The mutex guards all fields.
type budget struct {
	mu    sync.Mutex
	left  int
	known map[[2 * sha256.Size]byte]bool
	tops  map[*opaque]map[[sha256.Size]byte][]*cert
}

func newBudget() *budget {
	return &budget{
		left: maxSignatures, known: make(map[[2 * sha256.Size]byte]bool),
		tops: make(map[*opaque]map[[sha256.Size]byte][]*cert),
	}
}

// spent tells that the budget ended, so that what was not found may exist.
func (b *budget) spent() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.left < 0
}

// take uses up one; false when none is left.
func (b *budget) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left--
	return b.left >= 0
}

// signed tells whether parent's key verifies the signature on c.
func (b *budget) signed(c, parent *cert) bool {
	if !bytes.Equal(c.RawIssuer, parent.RawSubject) || foreign(c, parent) {
		return false
	}
	key := [2 * sha256.Size]byte(append(append(make([]byte, 0, 2*sha256.Size), c.id[:]...), parent.id[:]...))
	if good, ok := b.lookUp(key); ok {
		return good
	}
	if !b.take() {
		return false
	}
	good := guarded(func() error {
		return parent.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature)
	}) == nil
	b.mu.Lock()
	defer b.mu.Unlock()
	b.known[key] = good
	return good
}

func (b *budget) lookUp(key [2 * sha256.Size]byte) (good, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	good, ok = b.known[key]
	return good, ok
}

// foreign tells that the key identifiers exclude the pair (RFC 5280 §4.2.1.1);
// that saves a signature where an authority has several keys.
func foreign(c, parent *cert) bool {
	return len(c.AuthorityKeyId) > 0 && len(parent.SubjectKeyId) > 0 && !bytes.Equal(c.AuthorityKeyId, parent.SubjectKeyId)
}

// search walks from a leaf to the roots of one store.
type search struct {
	roots  anchors
	pool   []*cert // what may stand between
	at     time.Time
	budget *budget
	paths  [][]*cert
	steps  int
}

// paths returns all ways from the leaf to a root of the store over the pool,
// leaf and root included, whether they are good or not.
func paths(leaf *cert, pool []*cert, roots anchors, at time.Time, b *budget) [][]*cert {
	s := &search{roots: roots, pool: pool, at: at, budget: b}
	s.climb([]*cert{leaf})
	return s.paths
}

// climb lengthens a path by every certificate that certifies its last.
func (s *search) climb(path []*cert) {
	if s.steps++; s.steps > maxSteps {
		return
	}
	last := path[len(path)-1]
	for _, top := range s.roots.above(last, s.at, s.budget) {
		s.found(path, top)
	}
	if len(path) >= maxDepth {
		return
	}
	for _, parent := range s.pool {
		if len(s.paths) < maxPaths && !looped(path, parent) && s.budget.signed(last, parent) {
			s.climb(append(slices.Clip(path), parent))
		}
	}
}

// found keeps a path; a certificate that is a root itself ends it.
func (s *search) found(path []*cert, top *cert) {
	if len(s.paths) >= maxPaths {
		return
	}
	whole := append([]*cert(nil), path...)
	if top.id != path[len(path)-1].id {
		whole = append(whole, top)
	}
	if !slices.ContainsFunc(s.paths, func(known []*cert) bool { return slices.EqualFunc(known, whole, same) }) {
		s.paths = append(s.paths, whole)
	}
}

// same tells whether two certificates have the same bytes.
func same(a, b *cert) bool { return a.id == b.id }

// looped tells whether the path has been at this subject and key before.
func looped(path []*cert, next *cert) bool {
	for _, c := range path {
		if bytes.Equal(c.RawSubject, next.RawSubject) && bytes.Equal(c.RawSubjectPublicKeyInfo, next.RawSubjectPublicKeyInfo) {
			return true
		}
	}
	return false
}
