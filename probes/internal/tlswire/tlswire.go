// Package tlswire asks a TLS server what it accepts, and reads what it says,
// without taking part in the handshake.
//
// # One hello, one fact
//
// A TLS handshake begins with a ClientHello: the client's list of cipher
// suites, the highest version that it speaks, and extensions. The server picks
// one suite and one version and says so in its ServerHello (RFC 5246 §7.4.1,
// RFC 8446 §4.1). Nothing has been encrypted by then, so whoever wants to know
// what a server accepts needs no cryptography at all: offer a list, read the
// choice, take it off the list, offer the rest, until the server refuses. A
// hello reveals one suite, and one refusal proves that there is no more.
//
// [Hello.Record] writes such a hello for SSL 3.0 to TLS 1.3, [Read] reads the
// answer. Below TLS 1.3 the answer also holds, in the clear, the certificates,
// the OCSP staple and the Diffie-Hellman parameters; reading ends at
// ServerHelloDone. In TLS 1.3 a hello without any key share makes the server
// answer with a HelloRetryRequest, which names its suite and its group and
// costs it no public-key operation.
//
// # What is a refusal
//
// Only a fatal alert is one ([Alert.Refuses]). A connection that is closed,
// reset or silent may be a rate limit, a middlebox that dislikes a long hello
// or an unknown extension, or a lost packet: it proves nothing, and [Read]
// returns an error. What is not TLS at all is a [NotTLSError].
//
// # Traps that shaped the hello
//
// Finite-field groups (RFC 7919) are left out below TLS 1.3, because a server
// that knows them would refuse DHE with its own parameters. All signature
// schemes are named, SHA-1 and Ed25519 included, because a server without a
// common one hides the whole version. Post-quantum hybrids are named in
// TLS 1.3, because a server may accept nothing else. Some boxes drop what is
// long or new: [Hello.Slim] writes the hello of 2012.
package tlswire
