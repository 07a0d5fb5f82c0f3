package tlswire

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Suite is a code point of the IANA "TLS Cipher Suites" registry.
type Suite uint16

// The signalling values, which are no suites but stand among them in a hello.
const (
	// renegotiationSCSV says "I know RFC 5746" to servers of any version.
	renegotiationSCSV Suite = 0x00ff
	// fallbackSCSV says "I have tried a newer version before" (RFC 7507).
	fallbackSCSV Suite = 0x5600
)

// String returns the registry's name, or the code point of a suite that has
// none: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "0xfafa".
func (s Suite) String() string {
	if name := registered(s); name != "" {
		return name
	}
	return fmt.Sprintf("0x%04x", uint16(s))
}

// SuiteNamed finds the suite of a name that [Suite.String] prints.
func SuiteNamed(name string) (Suite, bool) {
	if name == "" {
		return 0, false
	}
	for _, page := range pages() {
		for low := range Suite(256) {
			if registered(page<<8|low) == name {
				return page<<8 | low, true
			}
		}
	}
	return 0, false
}

// pages are the high bytes under which code points have names.
func pages() []Suite { return []Suite{0x00, 0x13, 0x16, 0xc0, 0xc1, 0xcc, 0xd0, 0xfe, 0xff} }

// Suites lists every suite that a hello of that version can name, in the order
// in which a careful client would list them: forward secrecy before none,
// authenticated encryption before CBC, AES before ChaCha20 (a server that gives
// ChaCha20 to clients that list it first would otherwise look like one that
// follows the client), and what nobody should use last.
func Suites(v Version) []Suite {
	type ranked struct {
		suite Suite
		rank  int
	}
	all := make([]ranked, 0, 512)
	for _, page := range pages() {
		for low := range Suite(256) {
			s := page<<8 | low
			if registered(s) != "" && s.for13() == (v == TLS13) {
				all = append(all, ranked{s, s.rank()})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	out := make([]Suite, len(all))
	for i, r := range all {
		out[i] = r.suite
	}
	return out
}

// for13 reports whether the suite belongs to TLS 1.3, whose suites name neither
// key exchange nor signature (RFC 8446 §B.4). Those of RFC 9367 (GOST) are named
// in the older way all the same.
func (s Suite) for13() bool {
	switch s >> 8 {
	case 0x13:
		return true
	case 0x00:
		return s == 0x00c6 || s == 0x00c7 // SM4, RFC 8998
	case 0xc0:
		return s == 0xc0b4 || s == 0xc0b5 // integrity only, RFC 9150
	case 0xc1:
		return s >= 0xc103 // GOST, RFC 9367
	default:
		return false
	}
}

// rank sorts suites for [Suites]; lower comes first.
func (s Suite) rank() int {
	name := registered(s)
	rank := 0
	for _, demerit := range []struct {
		when bool
		cost int
	}{
		{s.Bits() < 112, 64},
		{!s.ForwardSecret(), 32},
		{!strings.Contains(name, "_GCM_") && !strings.Contains(name, "_POLY1305_"), 16},
		{!strings.HasPrefix(name, "TLS_ECDHE_") && !s.for13(), 8},
		{strings.Contains(name, "_CHACHA20_"), 2},
		{!strings.Contains(name, "_AES_"), 1},
	} {
		if demerit.when {
			rank += demerit.cost
		}
	}
	return rank
}
