package tlsgrade

import (
	"slices"

	"holdfast/probes/internal/tlswire"
)

// suites lists every suite of every version once, newest version first.
func (n *node) suites() []tlswire.Suite {
	var all []tlswire.Suite
	for _, v := range slices.Backward(n.offers) {
		for _, s := range v.suites {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// each calls f with every answer.
func (n *node) each(f func(tlswire.Answer)) {
	for _, o := range n.offers {
		for _, answer := range o.answers {
			f(answer)
		}
	}
}

// dhBits is the size of the smallest Diffie-Hellman prime seen, 0 for none.
func (n *node) dhBits() int {
	least := 0
	n.each(func(a tlswire.Answer) {
		if a.DHBits > 0 && (least == 0 || a.DHBits < least) {
			least = a.DHBits
		}
	})
	return least
}

// staple reports whether an OCSP response came with the certificate.
func (n *node) staple() bool {
	staple := n.shake.staple
	n.each(func(a tlswire.Answer) { staple = staple || len(a.Staple) > 0 })
	return staple
}

// renegotiation reports whether the server knows RFC 5746, and whether it has a
// version in which that can be asked.
func (n *node) renegotiation() (secure, asked bool) {
	n.each(func(a tlswire.Answer) {
		if a.Version < tlswire.TLS13 {
			asked = true
			secure = secure || a.SecureRenegotiation
		}
	})
	return secure, asked
}

// alpn is the application protocol that the server chose.
func (n *node) alpn() string {
	alpn := n.shake.alpn
	n.each(func(a tlswire.Answer) {
		if alpn == "" {
			alpn = a.ALPN
		}
	})
	return alpn
}

// wantsCertificate reports whether any accepted suite goes with a certificate.
func (n *node) wantsCertificate() bool {
	return slices.ContainsFunc(n.suites(), func(s tlswire.Suite) bool {
		return !s.Has("anon") && (!s.Has("PSK") || s.Has("RSA")) && !s.Has("KRB5")
	})
}

// secrecy is "all", "some" or "none" of the suites with forward secrecy.
func secrecy(suites []tlswire.Suite) string {
	with := 0
	for _, s := range suites {
		if s.ForwardSecret() {
			with++
		}
	}
	switch with {
	case len(suites):
		return "all"
	case 0:
		return "none"
	default:
		return "some"
	}
}

// group is the key-exchange group that a TLS 1.3 server asked for first.
func (n *node) group() string {
	for _, o := range n.offers {
		if o.version == tlswire.TLS13 && len(o.answers) > 0 && o.answers[0].Group != 0 {
			return o.answers[0].Group.String()
		}
	}
	return ""
}
