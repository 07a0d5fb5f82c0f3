package tlswire

import "fmt"

// Compression is a method of the IANA "TLS Compression Method Identifiers"
// registry. TLS 1.3 knows none, and below it any but NoCompression lets who can
// choose part of the traffic guess the rest by its length (CRIME).
type Compression uint8

// The methods of the registry (RFC 3749, RFC 3943).
const (
	NoCompression Compression = 0
	Deflate       Compression = 1
	LZS           Compression = 64
)

// String returns the registry's name.
func (c Compression) String() string {
	switch c {
	case NoCompression:
		return "NULL"
	case Deflate:
		return "DEFLATE"
	case LZS:
		return "LZS"
	default:
		return fmt.Sprintf("compression %d", uint8(c))
	}
}
