// Package clients knows what well-known TLS clients offer, and works out what a
// surveyed server would give each of them, without a single connection.
//
// # Why a list of suites is not enough
//
// A server that accepts ECDHE and static RSA has forward secrecy "on offer".
// Whether a visitor gets it depends on who chooses. With a server order that
// puts static RSA first, every browser is led past it; with a client order the
// browser takes its own first choice and is safe. The question worth asking is
// therefore not what a server can do but what a given client is given.
//
// # How a handshake is decided
//
// The server takes the newest version that both speak (RFC 8446 §4.2.1, RFC 5246
// §E.1). Of the suites that both know in that version it drops those for which
// there is no common group, or no certificate whose signatures the client can
// verify (RFC 8422 §4, RFC 8446 §4.2.3), and takes the first of the rest: of its
// own list, or of the client's. Some servers mix the two: OpenSSL's
// PRIORITIZE_CHACHA gives ChaCha20 to a client that lists it first, and Go moves
// ChaCha20 up in TLS 1.3 for a client that prefers it to AES-GCM. All of that is
// in a [survey.Endpoint]; [Simulate] reads it. Where the survey is incomplete the
// outcome is unknown, and says why.
//
// # The table
//
// [All] lists the reference clients, old ones included: they tell who is shut out
// by a change of settings. Each row is the ClientHello as the client sends it,
// GREASE values (RFC 8701) and signalling suites apart. Three sources, named in
// each row: the recorded hellos that testssl.sh keeps in
// etc/client-simulation.txt (commit 9fdf8028, 25 June 2026; most go back to the
// API of SSL Labs), the profiles of uTLS (u_parrots.go, commit ab377759, 21 July
// 2025), and hellos recorded by this project in November 2026 from the program
// with its defaults.
//
// [Today] is what every current browser offers. It is the measure by which the
// grading rules decide whether clients that can have forward secrecy get it.
package clients

import (
	"slices"

	"holdfast/probes/internal/tlswire"
)

// Source says where the hello of a client comes from.
type Source string

// The sources; see the package comment for their state and date.
const (
	testssl  Source = "testssl.sh client-simulation.txt, June 2026"
	utls     Source = "uTLS u_parrots.go, July 2025"
	measured Source = "recorded with the program's defaults, November 2026"
)

// Client is what a client sends in its first hello.
type Client struct {
	Name   string
	Source Source
	// Oldest and Newest are the versions that it takes from a server.
	Oldest, Newest tlswire.Version
	// SNI tells that it names the host.
	SNI bool
	// Suites are in the client's order, those of TLS 1.3 among them.
	Suites []tlswire.Suite
	// Groups are in the client's order; nil when it does not send the extension
	// and so takes any curve below TLS 1.3.
	Groups []tlswire.Group
	// Schemes are the signatures that it verifies; nil when it does not say so,
	// which means RSA and ECDSA with SHA-1 (RFC 5246 §7.4.1.4.1).
	Schemes []tlswire.Scheme
	// ALPN are the application protocols, in order.
	ALPN []string
	// MinDH and MaxDH are the sizes in bits of the Diffie-Hellman prime that it
	// stands, MinRSA the shortest RSA key; 0 for no limit that is known.
	MinDH, MaxDH, MinRSA int
	// Current tells that it is in use as it comes from its maker (2026).
	Current bool
	// Browser marks the current release of each browser engine: [Today] is made
	// of these.
	Browser bool
}

// All lists the reference clients by family, each family oldest first.
func All() []Client {
	return slices.Concat(chrome(), firefox(), safari(), android(), microsoft(), java(), openssl(), programs(), crawlers())
}

// Today is the client that stands for all current browsers: it offers the suites
// that every one of them offers, in the order of Chrome, which most people use.
// Whatever a server denies to it, it denies to every browser.
func Today() Client {
	all := slices.DeleteFunc(slices.Concat(chrome(), firefox(), safari()), func(c Client) bool { return !c.Browser })
	today := all[0]
	for _, other := range all[1:] {
		today.Oldest, today.Newest = max(today.Oldest, other.Oldest), min(today.Newest, other.Newest)
		today.Suites = common(today.Suites, other.Suites)
		today.Groups = common(today.Groups, other.Groups)
		today.Schemes = common(today.Schemes, other.Schemes)
		today.ALPN = common(today.ALPN, other.ALPN)
	}
	today.Name, today.Source = "a browser of today", ""
	return today
}

// common returns what both lists have, in the order of the first.
func common[T comparable](first, second []T) []T {
	return slices.DeleteFunc(slices.Clone(first), func(t T) bool { return !slices.Contains(second, t) })
}
