// Package matrix holds the proof that grades are right: real servers of every make
// that Debian has, each with its truth beside it.
//
// # What truth is
//
// A server whose configuration is known by construction has facts that need no
// scanner to be found: which versions it speaks, with which suites, in whose
// order, with which groups, which certificate it shows, and what letter the
// guide gives to that. Each case here is a piece of configuration in the words
// of the software, and beside it what must be found, line by line. What was
// found is written in the same words and compared whole, so that a finding
// which is not in the truth fails as well as one that is missing.
//
// The truth was written from the manuals, not copied from results. Where a
// server does something else than its manual suggests, the case says so.
//
// # What it costs the servers
//
// The connections of every look are counted. Gentle looks may take 15 in the
// median and 40 at most, for the enumeration, the handshake and the HTTP head;
// vulnerabilities have a budget of their own.
//
// # Fronts
//
// Middleboxes that drop what they do not know, limit rates, hang or dribble are
// fronts (probes/internal/front) before one of the servers. There the truth is
// the same as without; or, where a server cannot be graded at all, that nothing
// is claimed.
//
// # Figures
//
// The benchmarks compare one way of asking with what the round trips allow, in
// one run, and need no other software: `go test -bench . ./probes/tlsgrade/matrix`.
package matrix
