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
// answer. The zero values of a [Hello] ask for as much as can be asked for at
// once; its options ask for single things: a group, a scheme, a method of
// compression, a protocol, a version that does not exist.
//
// # What an answer holds
//
// Below TLS 1.3 the whole of the server's flight is in the clear: the
// certificates, the OCSP staple, the signed certificate timestamps, the
// parameters of the key exchange ([Exchange]) with their signature, and whether
// a client's certificate is wanted. Reading ends at ServerHelloDone. In TLS 1.3
// everything after the ServerHello is encrypted. There a hello without any key
// share makes the server answer with a HelloRetryRequest, which names its suite
// and its group and costs it no public-key operation; a hello with a real
// [KeyShare] makes it answer with a ServerHello, for servers that cannot retry.
//
// An answer may end in its middle. The choice then holds, but what did not come
// is not known to be absent: [Answer.Cut] says so, and must be asked before
// anybody says "no staple".
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
// that knows them would refuse DHE with its own parameters. All usual signature
// schemes are named, SHA-1 and Ed25519 included, because a server without a
// common one hides the whole version. Post-quantum hybrids are named in
// TLS 1.3, because a server may accept nothing else. ChaCha20 is never first,
// because some servers that decide by themselves make an exception for those
// who list it first. Some boxes drop what is long or new: [Hello.Slim] writes
// the hello of 2012.
//
// # SSL 2
//
// SSL 2.0 has records, a hello and cipher kinds of its own ([SSL2Hello],
// [ReadSSL2]). Its server does not choose, but lists all kinds that both have,
// so one hello tells everything.
//
// # Names
//
// Every [Suite], [Group], [Scheme] and [Version] has the name that the IANA
// registries give it, and reads it back from text. What a suite is made of (its
// exchange, its MAC, its bits) is read from its name, which says all of it.
// Diffie-Hellman moduli that many servers share have names as well ([PrimeName]).
package tlswire
