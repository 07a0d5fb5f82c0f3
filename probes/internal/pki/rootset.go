package pki

import (
	"bytes"
	"crypto/x509"
	"sync"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// rootSet holds roots by subject. They stay DER until a chain needs one: of
// Mozilla's hundred and fifty, a server needs one or two.
type rootSet struct {
	bySubject map[string][]*root
}

// root is one of the set.
type root struct {
	der        []byte
	constraint func([]*x509.Certificate) error
	parse      func() (*cert, error)
}

func newRootSet() *rootSet { return &rootSet{bySubject: make(map[string][]*root)} }

// add takes a root in. What has no subject could never be found.
func (s *rootSet) add(der []byte, constraint func([]*x509.Certificate) error) {
	subject, ok := subjectOf(der)
	if !ok {
		return
	}
	r := &root{der: der, constraint: constraint, parse: sync.OnceValues(func() (*cert, error) { return parse(der) })}
	s.bySubject[string(subject)] = append(s.bySubject[string(subject)], r)
}

// above implements anchors.
func (s *rootSet) above(c *cert, _ time.Time, b *budget) []*cert {
	if r := s.find(c.RawSubject, c.Raw); r != nil {
		return []*cert{c}
	}
	var out []*cert
	for _, r := range s.bySubject[string(c.RawIssuer)] {
		if top, err := r.parse(); err == nil && b.signed(c, top) {
			out = append(out, top)
		}
	}
	return out
}

// find returns the root with these bytes.
func (s *rootSet) find(subject, der []byte) *root {
	for _, r := range s.bySubject[string(subject)] {
		if bytes.Equal(r.der, der) {
			return r
		}
	}
	return nil
}

// refuse implements anchors: Mozilla's own condition on a root, by the dates of
// the path's certificates.
func (s *rootSet) refuse(path []*cert) string {
	top := path[len(path)-1]
	r := s.find(top.RawSubject, top.Raw)
	if r == nil || r.constraint == nil {
		return ""
	}
	std := make([]*x509.Certificate, len(path)-1)
	for i, c := range path[:len(path)-1] {
		std[i] = &x509.Certificate{NotBefore: c.NotBefore, NotAfter: c.NotAfter, Raw: c.Raw}
	}
	if err := r.constraint(std); err != nil {
		return "Mozilla limits " + title(top.Subject) + ": " + err.Error()
	}
	return ""
}

// subjectOf walks to the subject of a certificate.
func subjectOf(der []byte) (cryptobyte.String, bool) {
	in := cryptobyte.String(der)
	var outer, tbs, subject cryptobyte.String
	if !in.ReadASN1(&outer, asn1.SEQUENCE) || !outer.ReadASN1(&tbs, asn1.SEQUENCE) ||
		!tbs.SkipOptionalASN1(asn1.Tag(0).Constructed().ContextSpecific()) || !tbs.SkipASN1(asn1.INTEGER) {
		return nil, false
	}
	for range 3 { // signature, issuer, validity
		if !tbs.SkipASN1(asn1.SEQUENCE) {
			return nil, false
		}
	}
	return subject, tbs.ReadASN1Element(&subject, asn1.SEQUENCE)
}
