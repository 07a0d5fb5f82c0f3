package pki

import (
	"bytes"
	"sync"

	"holdfast/probes/internal/survey"
)

// maxSent is how many certificates of a chain are read.
const maxSent = 32

// study is what is known of a chain whatever the time and the name: it is made
// once and remembered.
type study struct {
	unreadable string
	leaf       *cert
	names      []string
	sent       []*cert // without the leaf and without doubles
	doubles    []string
	broken     int // certificates after the leaf that cannot be read
	misordered bool
	budget     *budget
	ordered    []*cert // the walk from the leaf over what was sent
	notes      *notes

	mu      sync.Mutex // guards the fields below
	fetched []*cert
	key     *survey.Key
	linted  map[bool][]survey.Lint
}

// read makes a study of a chain as it came.
func read(c *survey.Certificate) *study {
	s := &study{budget: newBudget(), linted: make(map[bool][]survey.Lint), notes: newNotes()}
	if len(c.Sent) == 0 {
		s.unreadable = errNoCertificate.Error()
		return s
	}
	leaf, err := parse(c.Sent[0])
	if err != nil {
		s.unreadable = err.Error()
		return s
	}
	s.leaf, s.names = leaf, sans(leaf)
	s.collect(c.Sent[1:min(len(c.Sent), maxSent)])
	s.ordered = s.walk()
	return s
}

// collect reads what came after the leaf.
func (s *study) collect(sent [][]byte) {
	last, seen := s.leaf, map[[32]byte]bool{s.leaf.id: true}
	for _, der := range sent {
		c, err := parse(der)
		if err != nil {
			s.broken++
			continue
		}
		if !bytes.Equal(last.RawIssuer, c.RawSubject) {
			s.misordered = true
		}
		last = c
		if seen[c.id] {
			s.doubles = append(s.doubles, title(c.Subject)+", sent twice")
			continue
		}
		seen[c.id] = true
		s.sent = append(s.sent, c)
	}
}

// walk follows the issuers from the leaf over what was sent, as far as it goes.
func (s *study) walk() []*cert {
	out := []*cert{s.leaf}
	for len(out) < maxDepth {
		next := s.parent(out)
		if next == nil {
			return out
		}
		out = append(out, next)
	}
	return out
}

// parent finds the first sent certificate that certifies the path's last.
func (s *study) parent(path []*cert) *cert {
	for _, c := range s.sent {
		if !looped(path, c) && s.budget.signed(path[len(path)-1], c) {
			return c
		}
	}
	return nil
}

// helpers are certificates fetched for this chain earlier.
func (s *study) helpers() []*cert {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fetched
}

// help keeps certificates that were fetched.
func (s *study) help(more []*cert) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fetched = append(s.fetched, more...)
}

// keyFacts describes the leaf's key, once.
func (s *study) keyFacts(l *linter) survey.Key {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key == nil {
		k := describe(s.leaf)
		if k.Kind == "RSA" && k.Weak == "" && l.closePrimes(s.leaf) {
			k.Weak = "primes too close (Fermat)"
		}
		s.key = &k
	}
	return *s.key
}
