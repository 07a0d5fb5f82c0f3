package ssllabs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
)

// keyRules are the caps for keys, parameters, signatures and the chain.
func keyRules() []Rule {
	return []Rule{
		{ID: "key-1024", Letter: F, Since: "2009e", look: func(v *view) verdict { return v.shortKey(0, 1024) }},
		{ID: "dh-1024", Letter: F, Since: "2009e", look: func(v *view) verdict { return v.shortPrime(0, 1024) }},
		{ID: "debian-key", Letter: F, Since: "2009", Note: "the score of such a key is 0", look: debianKey},
		{ID: "md5-signature", Letter: F, Since: "2009e", Note: "MD2 from the beginning", look: ancientSignature},
		{ID: "key-2048", Letter: B, Since: "2009e", look: func(v *view) verdict { return v.shortKey(1024, 2048) }},
		{ID: "dh-2048", Letter: B, Since: "2009j", look: func(v *view) verdict { return v.shortPrime(1024, 2048) }},
		{ID: "chain-incomplete", Letter: B, Since: "2009i", look: chainIncomplete},
	}
}

// shortKey strikes when a key is of that strength, in bits of RSA.
func (v *view) shortKey(from, below int) verdict {
	for _, c := range v.Certificates {
		if bits := strength(c.Key); bits > 0 && bits >= from && bits < below {
			return struck("the key of the certificate is %s %d, wanted RSA 2048 or ECDSA P-256", c.Key.Kind, c.Key.Bits)
		}
	}
	if why := v.keysOpen(); why != "" {
		return unseen("%s", why)
	}
	return fine()
}

// shortPrime strikes when the shortest prime seen is of that size.
func (v *view) shortPrime(from, below int) verdict {
	switch bits := v.Exchange.DHBits; {
	case bits > 0 && bits >= from && bits < below:
		name := ""
		if v.Exchange.DHPrime != "" {
			name = " (" + v.Exchange.DHPrime + ")"
		}
		return struck("the Diffie-Hellman prime has %d bits%s, wanted 2048", bits, name)
	case v.primeOpen() != "":
		return unseen("%s", v.primeOpen())
	case bits > 0 && bits < below:
		return fine() // worse, and struck by another rule
	default:
		return v.unlessGaps()
	}
}

// debianKey strikes for CVE-2008-0166. What the numbers of a key cannot tell is
// soft.
func debianKey(v *view) verdict {
	for _, c := range v.Certificates {
		if c.Key.DebianWeak == survey.Yes {
			return struck("the key of the certificate is one that Debian's OpenSSL of 2008 could make: its private half is public")
		}
	}
	return fine()
}

// ancientSignature strikes for MD2 and MD5 below the root.
func ancientSignature(v *view) verdict {
	for _, c := range v.Certificates {
		if found := signedBy(c, "MD2", "MD5"); found != "" {
			return struck("a signature of the chain can be forged: %s", found)
		}
	}
	if why := v.unreadable(); why != "" {
		return unseen("%s", why)
	}
	return fine()
}

// signedBy names a signature of the chain that uses one of the hashes; empty for
// none.
func signedBy(c survey.Certificate, hashes ...string) string {
	for _, signature := range append([]string{c.Signature}, c.WeakSignatures...) {
		algorithm, _, _ := strings.Cut(signature, " on ") // the subject may be called anything
		algorithm = strings.ReplaceAll(strings.ToUpper(algorithm), "SHA-1", "SHA1")
		if slices.ContainsFunc(hashes, func(hash string) bool { return strings.Contains(algorithm, hash) }) {
			return signature
		}
	}
	return ""
}

// unreadable says why nothing is known of certificates; empty when all were
// read.
func (v *view) unreadable() string {
	if len(v.Certificates) == 0 && !v.bare() {
		return "no certificate was seen"
	}
	for _, c := range v.Certificates {
		if c.Unreadable != "" {
			return "a certificate cannot be read: " + c.Unreadable
		}
	}
	return ""
}

// chainIncomplete strikes when clients must find an intermediate elsewhere.
func chainIncomplete(v *view) verdict {
	open := v.unreadable()
	for _, c := range v.Certificates {
		switch {
		case c.Complete == survey.No:
			return struck("the chain of %s is incomplete: %s sent, an intermediate is missing", subject(c), number(len(c.Sent), "certificate"))
		case c.Complete == survey.Unknown && open == "":
			open = "whether the chain of " + subject(c) + " is complete is not known"
		}
	}
	if open != "" {
		return unseen("%s", open)
	}
	return fine()
}

// subject names a certificate.
func subject(c survey.Certificate) string {
	name := ""
	if len(c.Names) > 0 {
		name = c.Names[0]
	}
	return cmp.Or(name, c.Subject, "the certificate")
}

// number counts in words: "1 certificate", "3 certificates".
func number(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
