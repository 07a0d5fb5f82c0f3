package tlswire

import (
	"fmt"
	"slices"
)

// Group is a key-exchange group of the IANA "TLS Supported Groups" registry.
type Group uint16

// The groups that are asked for by name.
const (
	Secp256r1      Group = 23
	Secp384r1      Group = 24
	X25519         Group = 29
	X25519MLKEM768 Group = 4588

	secp521r1          Group = 25
	mlkem768           Group = 513
	mlkem1024          Group = 514
	secP256r1MLKEM768  Group = 4587
	secP384r1MLKEM1024 Group = 4589
)

// knownGroup is a row of the registry.
type knownGroup struct {
	group Group
	name  string
	sort  groupSort
	era   era
	// bits is the strength as an RSA key of that many bits would have it
	// (SP 800-57 part 1 table 2), or the size of a finite field.
	bits int
}

// groupSort is a kind of key exchange.
type groupSort uint8

const (
	curve groupSort = iota
	finiteField
	hybrid
	latticeOnly
)

// era says in which versions a group can be asked for.
type era uint8

const (
	always era = iota
	modern     // TLS 1.3
	old        // below TLS 1.3 (RFC 8446 §4.2.7 took them out of use)
)

// knownGroups is the registry, in the order in which a careful client would
// list them: hybrids, curves by speed and strength, finite fields, old curves.
func knownGroups() []knownGroup {
	return []knownGroup{
		{X25519MLKEM768, "X25519MLKEM768", hybrid, modern, 3072},
		{secP256r1MLKEM768, "SecP256r1MLKEM768", hybrid, modern, 3072},
		{secP384r1MLKEM1024, "SecP384r1MLKEM1024", hybrid, modern, 7680},
		{25497, "X25519Kyber768Draft00", hybrid, modern, 3072},
		{25498, "SecP256r1Kyber768Draft00", hybrid, modern, 3072},
		{4590, "curveSM2MLKEM768", hybrid, modern, 3072},
		{512, "MLKEM512", latticeOnly, modern, 3072},
		{mlkem768, "MLKEM768", latticeOnly, modern, 7680},
		{mlkem1024, "MLKEM1024", latticeOnly, modern, 15360},
		{X25519, "x25519", curve, always, 3072},
		{Secp256r1, "secp256r1", curve, always, 3072},
		{Secp384r1, "secp384r1", curve, always, 7680},
		{secp521r1, "secp521r1", curve, always, 15360},
		{30, "x448", curve, always, 7680},
		{31, "brainpoolP256r1tls13", curve, modern, 3072},
		{32, "brainpoolP384r1tls13", curve, modern, 7680},
		{33, "brainpoolP512r1tls13", curve, modern, 15360},
		{41, "curveSM2", curve, modern, 3072},
		{34, "GC256A", curve, always, 3072},
		{35, "GC256B", curve, always, 3072},
		{36, "GC256C", curve, always, 3072},
		{37, "GC256D", curve, always, 3072},
		{38, "GC512A", curve, always, 15360},
		{39, "GC512B", curve, always, 15360},
		{40, "GC512C", curve, always, 15360},
		{256, "ffdhe2048", finiteField, modern, 2048},
		{257, "ffdhe3072", finiteField, modern, 3072},
		{258, "ffdhe4096", finiteField, modern, 4096},
		{259, "ffdhe6144", finiteField, modern, 6144},
		{260, "ffdhe8192", finiteField, modern, 8192},
		{22, "secp256k1", curve, old, 3072},
		{26, "brainpoolP256r1", curve, old, 3072},
		{27, "brainpoolP384r1", curve, old, 7680},
		{28, "brainpoolP512r1", curve, old, 15360},
		{21, "secp224r1", curve, old, 2048},
		{20, "secp224k1", curve, old, 2048},
		{19, "secp192r1", curve, old, 1536},
		{18, "secp192k1", curve, old, 1536},
		{17, "secp160r2", curve, old, 1024},
		{16, "secp160r1", curve, old, 1024},
		{15, "secp160k1", curve, old, 1024},
		{14, "sect571r1", curve, old, 15360},
		{13, "sect571k1", curve, old, 15360},
		{12, "sect409r1", curve, old, 7680},
		{11, "sect409k1", curve, old, 7680},
		{10, "sect283r1", curve, old, 3072},
		{9, "sect283k1", curve, old, 3072},
		{8, "sect239k1", curve, old, 2048},
		{7, "sect233r1", curve, old, 2048},
		{6, "sect233k1", curve, old, 2048},
		{5, "sect193r2", curve, old, 1536},
		{4, "sect193r1", curve, old, 1536},
		{3, "sect163r2", curve, old, 1024},
		{2, "sect163r1", curve, old, 1024},
		{1, "sect163k1", curve, old, 1024},
	}
}

// find returns the registry's row.
func (g Group) find() (knownGroup, bool) {
	all := knownGroups()
	i := slices.IndexFunc(all, func(k knownGroup) bool { return k.group == g })
	if i < 0 {
		return knownGroup{}, false
	}
	return all[i], true
}

// String returns the registry's name of the group.
func (g Group) String() string {
	if k, ok := g.find(); ok {
		return k.name
	}
	return fmt.Sprintf("group %d", uint16(g))
}

// GroupNamed finds the group of a name that [Group.String] prints.
func GroupNamed(name string) (Group, bool) {
	for _, k := range knownGroups() {
		if k.name == name {
			return k.group, true
		}
	}
	return 0, false
}

// Hybrid reports whether the group joins a post-quantum key encapsulation with
// a curve, so that whoever records the traffic today cannot read it with a
// quantum computer later.
func (g Group) Hybrid() bool {
	k, ok := g.find()
	return ok && k.sort == hybrid
}

// FiniteField reports whether the group is one of RFC 7919.
func (g Group) FiniteField() bool {
	k, ok := g.find()
	return ok && k.sort == finiteField
}

// Strength is the size in bits of the RSA key that is as hard to break, 0 for
// a group that is not known here.
func (g Group) Strength() int {
	k, _ := g.find()
	return k.bits
}

// usualGroups is what a hello of that version names. See the package comment for
// why finite-field groups are named in TLS 1.3 only.
func usualGroups(v Version, slim bool) []Group {
	switch {
	case slim:
		return []Group{X25519, Secp256r1, Secp384r1, secp521r1}
	case v == TLS13:
		return Groups(TLS13)
	default:
		return []Group{X25519, Secp256r1, Secp384r1, secp521r1, 30, 22, 26, 27, 28, 21, 19}
	}
}

// Groups lists the groups that a server of that version can be asked for, in
// the order of a careful client; below TLS 1.3 without finite fields.
func Groups(v Version) []Group {
	absent := modern
	if v == TLS13 {
		absent = old
	}
	var out []Group
	for _, k := range knownGroups() {
		if k.era != absent {
			out = append(out, k.group)
		}
	}
	return out
}
