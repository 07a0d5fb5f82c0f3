package tlswire

import "fmt"

// Group is a key-exchange group of the IANA "TLS Supported Groups" registry.
type Group uint16

// The groups that a TLS 1.3 server may ask for, and curves that older servers
// sign or agree with.
const (
	secp192r1          Group = 19
	secp224r1          Group = 21
	secp256k1          Group = 22
	secp256r1          Group = 23
	secp384r1          Group = 24
	secp521r1          Group = 25
	brainpoolP256r1    Group = 26
	brainpoolP384r1    Group = 27
	brainpoolP512r1    Group = 28
	x25519             Group = 29
	x448               Group = 30
	ffdhe2048          Group = 256
	ffdhe3072          Group = 257
	ffdhe4096          Group = 258
	secP256r1MLKEM768  Group = 4587
	x25519MLKEM768     Group = 4588
	secP384r1MLKEM1024 Group = 4589
)

// String returns the registry's name of the group.
func (g Group) String() string {
	switch g {
	case secp256r1:
		return "secp256r1"
	case secp384r1:
		return "secp384r1"
	case secp521r1:
		return "secp521r1"
	case x25519:
		return "x25519"
	case x448:
		return "x448"
	case ffdhe2048:
		return "ffdhe2048"
	case ffdhe3072:
		return "ffdhe3072"
	case ffdhe4096:
		return "ffdhe4096"
	case secP256r1MLKEM768:
		return "SecP256r1MLKEM768"
	case x25519MLKEM768:
		return "X25519MLKEM768"
	case secP384r1MLKEM1024:
		return "SecP384r1MLKEM1024"
	default:
		return fmt.Sprintf("group %d", uint16(g))
	}
}

// groups is what a hello of that version names. See the package comment for
// why finite-field groups are named in TLS 1.3 only.
func groups(v Version, slim bool) []Group {
	classic := []Group{x25519, secp256r1, secp384r1, secp521r1}
	switch {
	case slim:
		return classic
	case v == TLS13:
		all := append([]Group{x25519MLKEM768, secP256r1MLKEM768, secP384r1MLKEM1024}, classic...)
		return append(all, x448, ffdhe2048, ffdhe3072, ffdhe4096)
	default:
		return append(classic, x448, secp256k1, brainpoolP256r1, brainpoolP384r1, brainpoolP512r1, secp224r1, secp192r1)
	}
}

// schemes are the signature schemes that a hello names, strongest habits first
// (RFC 8446 §4.2.3), down to SHA-1 and DSA.
func schemes() []uint16 {
	return []uint16{
		0x0403, 0x0804, 0x0401, // P-256, PSS and PKCS #1 with SHA-256
		0x0503, 0x0805, 0x0501, // the same with SHA-384
		0x0603, 0x0806, 0x0601, // the same with SHA-512
		0x0807, 0x0808, // Ed25519, Ed448
		0x0809, 0x080a, 0x080b, // PSS keys
		0x0203, 0x0201, // SHA-1
		0x0402, 0x0202, // DSA
	}
}
