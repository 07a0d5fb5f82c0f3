// Package greet recognises the service behind an open TCP port by what it says,
// and tells how far a stranger gets with it.
//
// # A handshake is not a service
//
// That a port completes a TCP handshake proves little: proxies, tarpits and
// some firewalls do it for every port. Only what comes after it tells a
// database from an empty room, and only that tells a port that demands a
// password from one that does not. Nor does a number tell who listens: a Redis
// on port 80 is a Redis. So every protocol can be recognised on every port, and
// the usual one of a port is merely asked for first.
//
// # Who speaks first
//
// Some servers greet (SSH, SMTP, MySQL), others wait to be asked (HTTP, Redis,
// PostgreSQL), and what a waiting server is asked in the wrong language often
// ends the connection. A port is therefore asked in each language on a connection
// of its own: in its usual one first; then one connection listens while HTTP, Redis
// and TLS are tried beside it; then come all others, eight at once, until somebody is
// recognised. Where TLS is spoken the same questions are put inside it.
//
// # What is sent
//
// Nothing that writes, and nothing that tries to log in: no password and no
// existing user is ever sent. [Frames] lists every frame that may leave this
// package, protocol by protocol, as the page of the kind does; a test holds the
// first frame of each, byte by byte, against a list that is committed.
// Where the access of a stranger cannot be told by a greeting and one harmless
// question it is [AccessUnknown]: MySQL, for one, asks nobody for a password
// before somebody tries to log in.
package greet
