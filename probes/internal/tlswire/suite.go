package tlswire

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/zmap/zcrypto/tls"
)

// Suite is a code point of the IANA "TLS Cipher Suites" registry.
type Suite uint16

// String returns the registry's name, or the code point of a suite that has
// none: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "0xfafa".
func (s Suite) String() string {
	name := addition(s)
	if name == "" && !s.signal() && !s.draft() {
		name = tls.CipherSuiteID(s).String()
	}
	if name == "" || name == "unknown" {
		return fmt.Sprintf("0x%04x", uint16(s))
	}
	return strings.Replace(name, "_ANON_", "_anon_", 1)
}

// signal reports whether the code point is no suite but a signal: the null
// suite of a connection's first moment, or a signalling value (RFC 5746,
// RFC 7507).
func (s Suite) signal() bool { return s == 0 || s == renegotiationSCSV || s == 0x5600 }

// draft reports whether the code point is one that a draft used for a suite
// which the registry has under another number.
func (s Suite) draft() bool { return s >= 0x0047 && s <= 0x005c || s == 0xffe0 || s == 0xffe1 }

// addition names suites that the table of zcrypto does not have.
func addition(s Suite) string {
	switch s {
	case 0x00c6:
		return "TLS_SM4_GCM_SM3"
	case 0x00c7:
		return "TLS_SM4_CCM_SM3"
	case 0x1304:
		return "TLS_AES_128_CCM_SHA256"
	case 0x1305:
		return "TLS_AES_128_CCM_8_SHA256"
	case 0xc100:
		return "TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC"
	case 0xc101:
		return "TLS_GOSTR341112_256_WITH_MAGMA_CTR_OMAC"
	case 0xc102:
		return "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT"
	case 0xd001:
		return "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256"
	case 0xd002:
		return "TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384"
	case 0xd003:
		return "TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256"
	case 0xd005:
		return "TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256"
	default:
		return ""
	}
}

// SuiteNamed finds the suite of a name that [Suite.String] prints.
func SuiteNamed(name string) (Suite, bool) {
	all := named()
	i := slices.IndexFunc(all, func(s Suite) bool { return s.String() == name })
	if i < 0 {
		return 0, false
	}
	return all[i], true
}

// named lists the code points that have a name, ascending. The registry has
// given out suites in a few pages of 256 only.
func named() []Suite {
	var all []Suite
	for _, page := range []Suite{0x00, 0x13, 0xc0, 0xc1, 0xcc, 0xd0, 0xfe, 0xff} {
		for low := range Suite(256) {
			if s := page<<8 | low; !strings.HasPrefix(s.String(), "0x") {
				all = append(all, s)
			}
		}
	}
	return all
}

// Suites lists every suite that a hello of that version can name, in the order
// in which a careful client would list them: forward secrecy before none,
// authenticated encryption before CBC, AES before ChaCha20 (a server that gives
// ChaCha20 to clients that list it first would otherwise look like one that
// follows the client), and what nobody should use last.
func Suites(v Version) []Suite {
	all := slices.DeleteFunc(named(), func(s Suite) bool { return s.for13() != (v == TLS13) })
	slices.SortStableFunc(all, func(a, b Suite) int { return cmp.Compare(a.rank(), b.rank()) })
	return all
}

// for13 reports whether the suite belongs to TLS 1.3, whose suites name no key
// exchange (RFC 8446 §B.4).
func (s Suite) for13() bool {
	name := s.String()
	return strings.HasPrefix(name, "TLS_") && !strings.Contains(name, "_WITH_")
}

// rank sorts suites for [Suites]; lower comes first.
func (s Suite) rank() int {
	name := s.String()
	rank := 0
	for _, demerit := range []struct {
		when bool
		cost int
	}{
		{s.Bits() < 112, 64},
		{!s.ForwardSecret(), 32},
		{!strings.HasPrefix(name, "TLS_ECDHE_") && !s.for13(), 8},
		{!strings.Contains(name, "_GCM_") && !strings.Contains(name, "_POLY1305_"), 16},
		{strings.Contains(name, "_CHACHA20_"), 2},
		{!strings.Contains(name, "_AES_"), 1},
	} {
		if demerit.when {
			rank += demerit.cost
		}
	}
	return rank
}
