package tlswire

import "fmt"

// Scheme is a signature scheme of the IANA "TLS SignatureScheme" registry. Below
// TLS 1.3 its high byte is a hash and its low byte a key type (RFC 5246
// §7.4.1.4.1), and the names are those of TLS 1.3 where it has one.
type Scheme uint16

// knownScheme is a row of the registry.
type knownScheme struct {
	scheme Scheme
	name   string
}

// knownSchemes is the registry, strongest habits first.
func knownSchemes() []knownScheme {
	return []knownScheme{
		{0x0403, "ecdsa_secp256r1_sha256"},
		{0x0804, "rsa_pss_rsae_sha256"},
		{0x0401, "rsa_pkcs1_sha256"},
		{0x0503, "ecdsa_secp384r1_sha384"},
		{0x0805, "rsa_pss_rsae_sha384"},
		{0x0501, "rsa_pkcs1_sha384"},
		{0x0603, "ecdsa_secp521r1_sha512"},
		{0x0806, "rsa_pss_rsae_sha512"},
		{0x0601, "rsa_pkcs1_sha512"},
		{0x0807, "ed25519"},
		{0x0808, "ed448"},
		{0x0809, "rsa_pss_pss_sha256"},
		{0x080a, "rsa_pss_pss_sha384"},
		{0x080b, "rsa_pss_pss_sha512"},
		{0x081a, "ecdsa_brainpoolP256r1tls13_sha256"},
		{0x081b, "ecdsa_brainpoolP384r1tls13_sha384"},
		{0x081c, "ecdsa_brainpoolP512r1tls13_sha512"},
		{0x0904, "mldsa44"},
		{0x0905, "mldsa65"},
		{0x0906, "mldsa87"},
		{0x0708, "sm2sig_sm3"},
		{0x0840, "gostr34102012_256"},
		{0x0841, "gostr34102012_512"},
		{0x0709, "gostr34102012_256a"},
		{0x070a, "gostr34102012_256b"},
		{0x070b, "gostr34102012_256c"},
		{0x070c, "gostr34102012_256d"},
		{0x070d, "gostr34102012_512a"},
		{0x070e, "gostr34102012_512b"},
		{0x070f, "gostr34102012_512c"},
		{0x0303, "ecdsa_sha224"},
		{0x0301, "rsa_pkcs1_sha224"},
		{0x0203, "ecdsa_sha1"},
		{0x0201, "rsa_pkcs1_sha1"},
		{0x0602, "dsa_sha512"},
		{0x0502, "dsa_sha384"},
		{0x0402, "dsa_sha256"},
		{0x0302, "dsa_sha224"},
		{0x0202, "dsa_sha1"},
		{0x0103, "ecdsa_md5"},
		{0x0101, "rsa_pkcs1_md5"},
		{0x0102, "dsa_md5"},
	}
}

// String returns the registry's name, or the code point of one without.
func (s Scheme) String() string {
	for _, k := range knownSchemes() {
		if k.scheme == s {
			return k.name
		}
	}
	return fmt.Sprintf("0x%04x", uint16(s))
}

// SchemeNamed finds the scheme of a name that [Scheme.String] prints.
func SchemeNamed(name string) (Scheme, bool) {
	for _, k := range knownSchemes() {
		if k.name == name {
			return k.scheme, true
		}
	}
	return 0, false
}

// Schemes lists all schemes that a server can be asked for, strongest habits
// first.
func Schemes() []Scheme {
	var out []Scheme
	for _, k := range knownSchemes() {
		out = append(out, k.scheme)
	}
	return out
}

// usualSchemes are those that a hello names unless it is told otherwise, down
// to SHA-1 and DSA: a server without a common one hides the whole version.
func usualSchemes() []Scheme {
	return []Scheme{
		0x0403, 0x0804, 0x0401, // P-256, PSS and PKCS #1 with SHA-256
		0x0503, 0x0805, 0x0501, // the same with SHA-384
		0x0603, 0x0806, 0x0601, // the same with SHA-512
		0x0807, 0x0808, // Ed25519, Ed448
		0x0809, 0x080a, 0x080b, // PSS keys
		0x0203, 0x0201, // SHA-1
		0x0402, 0x0202, // DSA
	}
}
