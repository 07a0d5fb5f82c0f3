package ssllabs

import (
	"slices"

	"holdfast/probes/internal/tlsrules/clients"
)

// Guide2009r is the guide in force since 16 May 2025: it wants TLS 1.3 for an A
// and a sound HSTS header, and TLS_FALLBACK_SCSV no more.
func Guide2009r() Guide { return guide("2009r", "2025-05-16") }

// Guide2009q is the one before, in force since 31 January 2020: the first that
// caps TLS 1.0 and 1.1.
func Guide2009q() Guide { return guide("2009q", "2020-01-31") }

// Latest is the guide in force.
func Latest() Guide { return Guide2009r() }

// guide selects what one version of the guide says.
func guide(version, published string) Guide {
	in := func(rules []Rule) []Rule {
		return slices.DeleteFunc(rules, func(r Rule) bool { return !r.in(version) })
	}
	return Guide{
		Version: version, Published: published,
		Protocols: protocolScores(), Keys: keyScores(), Ciphers: cipherScores(), Letters: letterBands(),
		Trust:    in(trustRules()),
		Caps:     in(slices.Concat(versionRules(), suiteRules(), keyRules(), flawRules())),
		Warnings: in(warningRules()),
		Extras:   in(extraRules()),
		browser:  clients.Today().Suites,
	}
}
