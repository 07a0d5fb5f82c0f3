// Package rare has ciphers of TLS that few servers offer and the standard library
// lacks: Camellia (RFC 3713), ARIA (RFC 5794), and AES in CCM mode (RFC 6655).
//
// # Why
//
// A server that offers nothing else is as open to a flaw of its protocol code as
// any, and most of those flaws show only within a session. Without these ciphers
// nothing could be said of it, and no letter be given.
//
// # What it is not fit for
//
// The ciphers look bytes up in tables, whose timing tells of the key to who
// measures on the same machine. That matters nothing to a client with no secret to
// keep, and forbids any other use.
package rare

import "fmt"

// blockSize is that of both ciphers, in bytes.
const blockSize = 16

// keySize checks the length of a key in bytes: TLS has suites of 16 and 32.
func keySize(name string, key []byte) error {
	if len(key) != 16 && len(key) != 32 {
		return fmt.Errorf("%s with a key of %d bytes; want 16 or 32", name, len(key))
	}
	return nil
}
