// Package ssllabs grades a surveyed TLS server after the "SSL Server Rating
// Guide" of Qualys SSL Labs: the letters from A+ to F that the world knows.
//
// # The guide in five steps
//
// First three scores of 0 to 100: for the protocol versions (the mean of the
// best and the worst that is offered), for the key exchange (the weakest of the
// certificate's key and the Diffie-Hellman parameters) and for the cipher (the
// mean of the strongest and the weakest). They weigh 30, 30 and 40 %; a zero in
// one makes the whole zero. 80 and more is an A, 65 a B, 50 a C, 35 a D, 20 an E,
// less an F.
//
// Second the caps. Since 2013 nearly everything that matters is a rule of the
// form "whoever does this gets at most that letter": SSL 2 an F, no TLS 1.2 a C,
// TLS 1.0 a B. The letter is the worst of the score's and all caps.
//
// Third, an A with a warning (no TLS 1.3, no secure renegotiation, a broken
// HSTS header) is an A-.
//
// Fourth, an A without a warning and with HSTS of six months or more is an A+.
//
// Fifth, two letters beside the scale hide all that: T when the certificate is
// not trusted, M when it is for another name. Encryption with a stranger is
// worth nothing, however strong it is.
//
// # A guide is a table
//
// The guide has been amended by a letter at a time since 2009: 2009c brought the
// caps, 2009e A+, A- and T, 2009r (16 May 2025) the demand for TLS 1.3. Each rule
// here names the amendment that brought it ([Rule.Since]) and, where it went
// again, the one that took it away. [Guide2009r] and [Guide2009q] are selections
// of one list; the next amendment is one more row and one more function. The
// text of 2009k is public (ssllabs/research); what came later is known from the
// change log and Qualys' announcements: the caps for 64-bit blocks (2016-11-16),
// ROBOT, forward secrecy and AEAD (2018-02-02), the old versions (2018-11-19) and
// TLS 1.3 (2025-02-26). Rules that the tool of SSL Labs applies without the text
// naming them (Heartbleed, CCS injection, the padding oracles of 2019) say so.
//
// # A letter only when it is proven
//
// A rule has three answers, as every question in package survey: it strikes, it
// does not, or nobody could look. A letter is given only when no rule that was
// not looked at could lower it. Otherwise [Report.Letter] is empty,
// [Report.Missing] names the rules with the reason, and [Report.AtMost] is the
// bound that is proven all the same. A rule that could not be looked at does not
// matter where it could lower nothing: who offers SSL 2 has an F, whatever
// Heartbleed would say. Rules that cannot strike (renegotiation in TLS 1.3, HSTS
// without HTTP) are not asked for.
//
// Two questions are soft, because nobody can answer them for sure, SSL Labs no
// more than we: whether an authority that does not answer has revoked the
// certificate, and whether a key is one of Debian's weak ones of 2008 when its
// numbers do not tell. They are named in [Report.Soft] and lower nothing.
//
// # Clients decide four rules
//
// Forward secrecy, AEAD, RC4 and 64-bit blocks depend on what a capable client
// is given, not on what is offered; see given.go and package clients.
//
// # Points the text leaves open
//
// Elliptic curves count as the RSA key that is as hard to break (SP 800-57):
// P-256 and X25519 as 3072 bits, P-384 as 7680. Triple DES has 112 bits but
// stands in the band of 128, as in the guide's own example ("168"). Export
// suites make the key exchange 40, anonymous ones 0. TLS 1.3 scores 100. HSTS
// shorter than six months warns like one that is disabled (2009r).
package ssllabs

import "holdfast/probes/internal/tlswire"

// Guide is one version of the rating guide.
type Guide struct {
	// Version is such as "2009r"; Published is the day, as YYYY-MM-DD.
	Version, Published string

	Protocols []protocolScore
	Keys      []band
	Ciphers   []band
	Letters   []band
	// Trust are the rules for T and M, Caps those that cap, Warnings those that
	// make an A- of an A, Extras what an A+ needs besides.
	Trust, Caps, Warnings, Extras []Rule

	// browser is what today's browsers offer, for the rules that ask what they
	// are given.
	browser []tlswire.Suite
}
