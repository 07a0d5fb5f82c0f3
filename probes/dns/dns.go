// Package dns asks a name server a question, and judges the answer.
//
// # Who is asked
//
// Without server: it is the system's resolver: what this machine's programs
// would get. With server: it is that one, a resolver or a zone's own name
// server (then with recursion: false). The difference decides what a failure
// proves. A server that the config names is the target: what it says is its own
// word, SERVFAIL included. The system's resolver is only the way: when it does
// not answer, or fails for the root of all names too, this machine could not
// look, and that is nobody's fault but its own.
//
// # How a question travels
//
// Over UDP first (RFC 1035 §4.2.1), with room for 1232 bytes by EDNS (RFC 6891);
// once more without it for servers that refuse that. A packet may be lost, so
// the question is sent again while it waits. A reply counts if it came from the
// address that was asked and carries our id and our question; anything else may
// be a forgery (RFC 5452) and is passed over. An answer that does not fit has
// the TC flag and is asked for again over TCP (RFC 7766): one that cannot be
// fetched there is broken, as resolvers meet the same.
//
// # What an answer proves
//
//   - Records count that follow from the question by aliases; a server may add
//     anything else.
//   - A negative answer is believed if it brings the zone's SOA record (RFC
//     2308 §5), or if the same server knows the root. A resolver that is cut off
//     may say NXDOMAIN to everything.
//   - The AD flag (RFC 4035 §3.2.3) says that the resolver validated. It is worth
//     as much as the way to that resolver is, and its absence means something
//     only if the resolver validates at all: the root is signed, so it must be
//     set for the root.
//   - A resolver that fails (SERVFAIL) is asked again with checking disabled
//     (CD): if it answers then, validation is what failed.
//
// # All name servers of a zone
//
// With same_serial: the NS records of the zone are looked up, and each name
// server is asked for the SOA at each of its addresses, without recursion. One
// that does not know the zone is lame; serials that differ mean that a zone
// transfer hangs, and that visitors get different answers from minute to
// minute. The addresses come from DNS, so whoever holds the zone chooses them:
// private ones are asked only with private_servers:.
package dns

import (
	_ "embed"
	"time"

	"holdfast"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

// Kind returns the kind "dns".
func Kind() holdfast.Kind[holdfast.Prober] {
	return holdfast.Kind[holdfast.Prober]{
		Name:     "dns",
		Title:    "a name has the records it should have, at the servers that should know",
		Doc:      doc,
		Sample:   sample,
		Settings: defaults(),
		New:      newProber,
		Every:    time.Minute,
		Timeout:  10 * time.Second,
	}
}
