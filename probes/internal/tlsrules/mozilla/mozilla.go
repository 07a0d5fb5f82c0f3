// Package mozilla compares a surveyed TLS server with Mozilla's server-side TLS
// guidelines: ready-made settings that thousands of administrators copy.
//
// # Profiles, not grades
//
// A grade says how bad it is; a profile says what it should be. Mozilla
// publishes a few: "modern" for services whose clients are all young (TLS 1.3
// alone), "intermediate" for nearly everybody (TLS 1.2 and 1.3, ephemeral
// elliptic curves, authenticated encryption), and until guidelines 5.8 "old" for
// Windows XP and its like. A server complies when it offers nothing that its
// profile lacks, and does have the newest version, the certificate, the header
// and the staple that the profile wants. Offering less is no fault: TLS 1.3 alone
// is as good as intermediate for those who can reach it.
//
// # A guideline is a table
//
// The guidelines are JSON files with a version of their own
// (mozilla/ssl-config-generator, src/static/guidelines). [Guidelines60],
// [Guidelines58] and [Guidelines57] are those of 6.0 (6 April 2026), 5.8 (the
// same day) and 5.7 (2023), read at commit 858f8f74 of 3 May 2026. What changed:
// 5.8 put X25519MLKEM768, a hybrid with post-quantum cryptography, first in every
// profile and dropped DHE from intermediate; 6.0 removed "old".
//
// # Compliance and recommendation
//
// A certificate of 200 days is within the 366 that intermediate allows, but 90
// are recommended; a server that insists on its own order of suites is not less
// secure when all are good, but lets no phone choose ChaCha20. Such things are
// [Result.Recommended], not [Result.Differs].
package mozilla

import "holdfast/probes/internal/tlswire"

// Profile is one column of the guidelines.
type Profile struct {
	// Guidelines is the version, such as "6.0"; Name is modern, intermediate or
	// old.
	Guidelines, Name string
	// Versions are oldest first.
	Versions []tlswire.Version
	// Suites are those of TLS 1.3 and below together.
	Suites []tlswire.Suite
	// Groups are in the order of preference.
	Groups []tlswire.Group
	// ServerOrder tells that the server should decide the order.
	ServerOrder bool
	// Curves are the sizes in bits of an ECDSA key; RSABits is the shortest RSA
	// key, 0 when RSA is not wanted.
	Curves  []int
	RSABits int
	// Signatures are the algorithms on the leaf, as crypto/x509 names them.
	Signatures []string
	// DHBits is the shortest prime, 0 when the profile has no DHE.
	DHBits int
	// MaxDays and GoodDays are how long a certificate may and should last.
	MaxDays, GoodDays int
	// HSTS is the least max-age in seconds.
	HSTS int64
	// Staple tells that an OCSP response should come with the certificate.
	Staple bool
}

// twoYears is the max-age that all profiles want, in seconds.
const twoYears = 63072000
