package clients

import "holdfast/probes/internal/tlswire"

// chacha reports whether the suite's cipher is ChaCha20.
func chacha(s tlswire.Suite) bool { return s.Has("CHACHA20") }

// thirteen reports whether the suite is one of TLS 1.3, which names no key
// exchange.
func thirteen(s tlswire.Suite) bool { return s.Exchange() == "any" }

// grouped reports whether the suite needs a group that both sides know.
func grouped(s tlswire.Suite) bool { return thirteen(s) || s.EllipticCurve() }

// kinds are the kinds of key that a certificate for the suite may have, none
// for a suite without a certificate.
func kinds(s tlswire.Suite) []string {
	switch s.Authentication() {
	case "any":
		return []string{"RSA", "ECDSA", "Ed25519", "Ed448"}
	case "ECDSA":
		return []string{"ECDSA", "Ed25519", "Ed448"}
	case "RSA":
		return []string{"RSA"}
	case "DSS":
		return []string{"DSA"}
	default:
		return nil
	}
}
