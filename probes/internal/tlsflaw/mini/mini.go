// Package mini is a small TLS client, of TLS 1.0 to 1.2, that can do things a
// good client never does.
//
// # Why not crypto/tls
//
// Many faults of TLS servers show only to a client that breaks the rules: one
// that changes to encryption too early, pads an RSA block wrongly, sends a
// record whose MAC is false, or names a session that was never agreed on. A
// good library refuses to do any of this, and rightly so. This package has the
// handshake taken apart into steps ([Start], [Conn.Complete]), with a hand on
// every record that goes out ([Conn.Send], [Conn.Forge]).
//
// # What it does not do
//
// It verifies neither certificates nor signatures: it has no secret to keep,
// and whoever sits in the middle may well answer in the server's place, as he
// may answer anything else that a scanner asks. It knows the suites whose
// ciphers Go has (AES in CBC and GCM, ChaCha20, 3DES, DES, RC4), Camellia, ARIA, CCM
// and none at all, with RSA, ephemeral and anonymous key exchange. TLS 1.3 has none of the parts that are tested
// with it, and SSL 3 is told by its presence.
//
// # A handshake in four lines
//
//	ClientHello                   ->  [Start]
//	                              <-  ServerHello … ServerHelloDone   [Flight]
//	ClientKeyExchange, CCS, Finished  ->  [Conn.Complete]
//	                              <-  CCS, Finished
//
// See RFC 5246 §7.3. What a server does when something goes wrong is a
// [Reaction], which can be compared with another one.
//
// # Bounds
//
// A connection reads at most [MaxBytes], and ends at the deadline that
// [Start] is given, whatever the server does.
package mini
