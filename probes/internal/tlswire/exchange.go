package tlswire

import "strings"

// Exchange names the suite's key exchange: "RSA", "DH" and "ECDH" (fixed, from
// the certificate), "DHE" and "ECDHE" (ephemeral, anonymous ones included),
// "PSK" (a shared secret alone), "KRB5", "SRP", "FORTEZZA", "GOST", "ECCPWD",
// "ECJPAKE", "CECPQ1"; "any" in TLS 1.3, where the group is chosen apart; empty for a code
// point without a name. A shared secret beside another exchange (DHE_PSK) counts
// as that other.
func (s Suite) Exchange() string {
	if s.for13() {
		return "any"
	}
	before := s.before()
	switch {
	case before == "":
		return ""
	case hasPart(before, "DHE") || strings.HasPrefix(before, "DH_anon"):
		return "DHE"
	case hasPart(before, "ECDHE") || strings.HasPrefix(before, "ECDH_anon"):
		return "ECDHE"
	case strings.HasPrefix(before, "GOSTR"):
		return "GOST"
	default:
		first, _, _ := strings.Cut(before, "_")
		return first
	}
}

// Authentication names what proves the server's identity: "RSA", "DSS",
// "ECDSA", "PSK", "KRB5", "GOST" and so on, "anon" for nothing; "any" in
// TLS 1.3; empty for a code point without a name.
func (s Suite) Authentication() string {
	switch before := s.before(); {
	case s.for13():
		return "any"
	case before == "":
		return ""
	case hasPart(before, "anon"):
		return "anon"
	case hasPart(before, "RSA"):
		return "RSA"
	case hasPart(before, "ECDSA"):
		return "ECDSA"
	case hasPart(before, "DSS"):
		return "DSS"
	case hasPart(before, "PSK"):
		return "PSK"
	default:
		return s.Exchange()
	}
}

// MAC names what protects the records from change: "AEAD", or the hash of the
// MAC as in the suite's name ("MD5", "SHA", "SHA256", "IMIT", "OMAC"); empty for
// a code point without a name.
func (s Suite) MAC() string {
	if s.AEAD() {
		return "AEAD"
	}
	name := strings.TrimSuffix(registered(s), "_OLD")
	return name[strings.LastIndexByte(name, '_')+1:]
}

// Oldest is the oldest version that the suite is meant for: TLS 1.2 for
// authenticated encryption and for MACs with SHA-256 and more (RFC 5246 §1.2),
// TLS 1.3 for its own. Some servers take a SHA-256 suite below TLS 1.2 all the
// same.
func (s Suite) Oldest() Version {
	switch mac := s.MAC(); {
	case s.for13():
		return TLS13
	case mac == "AEAD" || mac == "SHA256" || mac == "SHA384" || mac == "OMAC":
		return TLS12
	default:
		return SSL30
	}
}

// before is the part of the name between TLS_ and _WITH_: key exchange and
// authentication.
func (s Suite) before() string {
	before, _, ok := strings.Cut(registered(s), "_WITH_")
	if !ok {
		return ""
	}
	return before[len("TLS_"):] // SSL_ is as long
}
