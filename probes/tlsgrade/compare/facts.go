package main

import (
	"fmt"
	"slices"
	"strings"
)

// Facts are what is true of a server, or what a scanner says of it.
type Facts struct {
	// Protocols has the versions that are offered: "SSLv3", "TLS1.0" to "TLS1.3".
	Protocols map[string]Protocol `json:"protocols"`
	// DHBits is the size of the smallest finite-field prime; 0 for none.
	DHBits int `json:"dh_bits,omitempty"`
	// Grade is a letter; empty where none is given.
	Grade string `json:"grade,omitempty"`
}

// Protocol is one version.
type Protocol struct {
	// Suites by IANA name, in the server's order where that is told.
	Suites []string `json:"suites"`
	// Order is "server" or "client"; empty where it is not told, or there is
	// nothing to order.
	Order string `json:"order,omitempty"`
	// Groups by IANA name; empty where they are not told.
	Groups []string `json:"groups,omitempty"`
}

// version returns the facts of a version, to be changed.
func (f *Facts) version(name string, change func(*Protocol)) {
	if f.Protocols == nil {
		f.Protocols = map[string]Protocol{}
	}
	p := f.Protocols[name]
	change(&p)
	f.Protocols[name] = p
}

// suite adds a suite to a version, once.
func (f *Facts) suite(version, name string) {
	f.version(version, func(p *Protocol) {
		if !slices.Contains(p.Suites, name) {
			p.Suites = append(p.Suites, name)
		}
	})
}

// prime notes the size of a prime, of which the smallest counts.
func (f *Facts) prime(bits int) {
	if bits > 0 && (f.DHBits == 0 || bits < f.DHBits) {
		f.DHBits = bits
	}
}

// truth reads the lines of the matrix: the letter first, then one fact a line,
//
//	TLS1.2 server: ECDHE_RSA_WITH_AES_128_GCM_SHA256 …
//	TLS1.2 groups: secp256r1 x25519
//	DH 2048 RFC 7919 ffdhe2048
//
// and what no scanner but ours is asked for here.
func truth(lines []string) (Facts, error) {
	f := Facts{Protocols: map[string]Protocol{}}
	for i, line := range lines {
		head, list, ok := strings.Cut(line, ": ")
		words := strings.Fields(head)
		if len(words) == 0 {
			return f, fmt.Errorf("line %d of the truth is empty", i+1)
		}
		switch {
		case i == 0:
			f.Grade = letter(words[0])
		case words[0] == "DH" && len(words) > 1:
			if _, err := fmt.Sscan(words[1], &f.DHBits); err != nil {
				return f, fmt.Errorf("%q: %w", line, err)
			}
		case ok && len(words) > 1 && isVersion(words[0]):
			f.version(words[0], func(p *Protocol) { p.read(words[1], strings.Fields(list)) })
		}
	}
	return f, nil
}

// letter is the grade that a line of truth begins with.
func letter(word string) string {
	if word == "unknown" {
		return ""
	}
	return word
}

// read takes in one line of a version.
func (p *Protocol) read(what string, list []string) {
	if what == "groups" {
		p.Groups = list
		return
	}
	for _, name := range list {
		p.Suites = append(p.Suites, "TLS_"+name)
	}
	if what != "only" {
		p.Order = what
	}
}

// isVersion reports whether a word names a version.
func isVersion(word string) bool { return slices.Contains(versions(), word) }

// versions are the names of all versions, oldest first.
func versions() []string { return []string{"SSLv2", "SSLv3", "TLS1.0", "TLS1.1", "TLS1.2", "TLS1.3"} }
