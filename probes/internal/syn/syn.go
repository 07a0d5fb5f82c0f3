// Package syn asks many TCP ports of one address by bare SYNs: the fast engine
// of a sweep (package sweep), for Linux and CAP_NET_RAW.
//
// # Why not connect
//
// A connect keeps a socket for every port that is silent, for seconds, here and
// in the connection tracking of our own firewall. A bare SYN keeps nothing: what
// comes back proves by its cookie that it is an answer (package tcpip), and
// what is known of a port fits into two bytes. When a SYN-ACK comes, our
// kernel, which knows of no such connection, answers it with an RST, and the
// target forgets it too.
//
// # Sight
//
// Silence is the answer one hopes for, and the one that a blind scanner gets.
// So one port that is known to answer, the canary, is asked again and again, at
// random places inside the stream and as a new connection each time. (Asked on a
// timer of its own it meets emptier queues: it was measured to lose 19 % where
// the questions lost 80 %.) Questions go out in chunks with some canaries in
// each. A chunk counts only when its canaries came back about as often as they
// do at half the speed, and one that was asked after its last question came
// back. Else its silent ports are asked again as if they never had been.
//
// # Speed
//
// The canary steers. The rate is doubled while no more is lost than before; when
// more is lost, it falls to what got through, and from then on climbs slowly. A
// path that loses a twentieth at any speed is not slowed down by that: what
// counts is the loss beyond that of lower rates. When all canaries in a row are
// lost, nothing is asked until one comes back: a firewall that bans, or a broken
// path. If none does in time the sweep ends blind, and what was not seen is
// Unknown.
//
// # How often
//
// A silent port is asked at least three times, with the same ports and sequence
// number: a retransmission, which a firewall that drops the first SYN of each
// connection lets pass. After each SYN it has more than a second, in which the
// target sends a lost SYN-ACK again (RFC 6298 §2.1); that is worth almost a
// whole further SYN. The canary's loss p bounds the chance that an open port was
// missed: at most p to the power of the SYNs that counted. It is printed beside
// every result.
package syn

import "time"

// The numbers of the engine.
const (
	triesLeast    = 3                      // SYNs to a silent port, seen ones only
	triesMost     = 8                      // where no bound is demanded
	triesThorough = 12                     // to get below a demanded bound
	missUsual     = 1e-4                   // chance of a missed port from which three SYNs are enough
	askedMost     = 24                     // SYNs of a port, whether seen or not
	blindTries    = 4                      // SYNs where nothing ever answers
	blindFew      = 2                      // so, for more than blindMany ports
	blindMany     = 4096                   // ports
	resend        = 500 * time.Millisecond // between two SYNs of a port, at least
	lateWait      = 1300 * time.Millisecond
	seekTries     = 3 // SYNs to the controls before all others
)
