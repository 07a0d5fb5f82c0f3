package mozilla

import "holdfast/probes/internal/tlswire"

// Latest are the profiles of the newest guidelines.
func Latest() []Profile { return Guidelines60() }

// Guidelines60 are the profiles of 6 April 2026.
func Guidelines60() []Profile {
	modern, intermediate := modern(), intermediate()
	modern.Guidelines, intermediate.Guidelines = "6.0", "6.0"
	return []Profile{modern, intermediate}
}

// Guidelines58 are the same day's last ones with "old".
func Guidelines58() []Profile {
	modern, intermediate, old := modern(), intermediate(), old()
	modern.Guidelines, intermediate.Guidelines, old.Guidelines = "5.8", "5.8", "5.8"
	return []Profile{modern, intermediate, old}
}

// Guidelines57 are those of 2023: without the hybrid group, and with DHE.
func Guidelines57() []Profile {
	modern, intermediate, old := modern(), intermediate(), old()
	for _, p := range []*Profile{&modern, &intermediate, &old} {
		p.Guidelines, p.Groups = "5.7", curves()
	}
	intermediate.Suites = append(intermediate.Suites, 0x009f, 0x009e, 0xccaa) // DHE-RSA with AES-256-GCM, AES-128-GCM, ChaCha20
	intermediate.DHBits = 2048
	old.Suites = append(old.Suites, 0x009e, 0x009f, 0xccaa, 0x0067, 0x006b) // and DHE-RSA with AES-CBC and SHA-256
	old.DHBits = 1024
	return []Profile{modern, intermediate, old}
}

// modern is for clients that all know TLS 1.3.
func modern() Profile {
	return Profile{
		Name:     "modern",
		Versions: []tlswire.Version{tlswire.TLS13},
		Suites:   thirteen(), Groups: hybridFirst(),
		Curves: []int{256, 384}, Signatures: []string{"ECDSA-SHA256", "ECDSA-SHA384", "ECDSA-SHA512"},
		MaxDays: 90, GoodDays: 90, HSTS: twoYears, Staple: true,
	}
}

// intermediate is for nearly everybody.
func intermediate() Profile {
	return Profile{
		Name:     "intermediate",
		Versions: []tlswire.Version{tlswire.TLS12, tlswire.TLS13},
		Suites:   append(thirteen(), ephemeral()...), Groups: hybridFirst(),
		Curves: []int{256, 384}, RSABits: 2048,
		Signatures: []string{"SHA256-RSA", "ECDSA-SHA256", "ECDSA-SHA384", "ECDSA-SHA512"},
		MaxDays:    366, GoodDays: 90, HSTS: twoYears, Staple: true,
	}
}

// old is for clients of twenty years ago.
func old() Profile {
	return Profile{
		Name:     "old",
		Versions: []tlswire.Version{tlswire.TLS10, tlswire.TLS11, tlswire.TLS12, tlswire.TLS13},
		Suites: append(append(thirteen(), ephemeral()...),
			0xc023, 0xc027, 0xc009, 0xc013, 0xc024, 0xc028, 0xc00a, 0xc014, // ECDHE with AES-CBC
			0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035, 0x000a), // static RSA, triple DES last
		Groups: hybridFirst(), ServerOrder: true,
		RSABits: 2048, Signatures: []string{"SHA256-RSA"},
		MaxDays: 366, GoodDays: 90, HSTS: twoYears, Staple: true,
	}
}

// thirteen are the suites of TLS 1.3 in all profiles: AES-128-GCM, AES-256-GCM,
// ChaCha20.
func thirteen() []tlswire.Suite { return []tlswire.Suite{0x1301, 0x1302, 0x1303} }

// ephemeral are those of TLS 1.2 with ephemeral curves and authenticated
// encryption, for ECDSA and RSA: AES-128-GCM, AES-256-GCM, ChaCha20.
func ephemeral() []tlswire.Suite {
	return []tlswire.Suite{0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8}
}

// curves are the groups up to 5.7.
func curves() []tlswire.Group {
	return []tlswire.Group{tlswire.X25519, tlswire.Secp256r1, tlswire.Secp384r1}
}

// hybridFirst are the groups since 5.8.
func hybridFirst() []tlswire.Group {
	return append([]tlswire.Group{tlswire.X25519MLKEM768}, curves()...)
}
