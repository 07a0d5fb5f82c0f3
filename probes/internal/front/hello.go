package front

import (
	"fmt"
	"io"
	"slices"

	"golang.org/x/crypto/cryptobyte"
)

// Hello is what a front reads of a client's first record.
type Hello struct {
	// Size is the length of the record in bytes, with its head.
	Size int
	// Suites and Extensions are the code points in it, in order.
	Suites, Extensions []uint16
	// Versions are those in supported_versions; none when the hello has no such
	// extension.
	Versions []uint16
}

// supportedVersions is the extension of RFC 8446 §4.2.1.
const supportedVersions = 43

// extension reports whether the hello has it.
func (h Hello) extension(kind uint16) bool { return slices.Contains(h.Extensions, kind) }

// has reports whether the hello has an extension that is not in the list.
func (h Hello) has(known []uint16) bool {
	return slices.ContainsFunc(h.Extensions, func(kind uint16) bool { return !slices.Contains(known, kind) })
}

// firstRecord reads one record. What is no TLS yields its five first bytes.
func firstRecord(r io.Reader) ([]byte, error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	const handshake = 22
	if head[0] != handshake {
		return head, nil
	}
	body := make([]byte, int(head[3])<<8|int(head[4]))
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, fmt.Errorf("read a record of %d bytes: %w", len(body), err)
	}
	return append(head, body...), nil
}

// read reads a ClientHello as far as it goes (RFC 8446 §4.1.2).
func read(record []byte) Hello {
	h := Hello{Size: len(record)}
	s := cryptobyte.String(record)
	var session, suites, compression, extensions cryptobyte.String
	const before = 5 + 4 + 2 + 32 // heads of record and message, version, random
	if !s.Skip(before) || !s.ReadUint8LengthPrefixed(&session) || !s.ReadUint16LengthPrefixed(&suites) || !s.ReadUint8LengthPrefixed(&compression) {
		return h
	}
	h.Suites = numbers(suites)
	if !s.ReadUint16LengthPrefixed(&extensions) {
		return h
	}
	for !extensions.Empty() {
		var kind uint16
		var body cryptobyte.String
		if !extensions.ReadUint16(&kind) || !extensions.ReadUint16LengthPrefixed(&body) {
			return h
		}
		h.Extensions = append(h.Extensions, kind)
		var list cryptobyte.String
		if kind == supportedVersions && body.ReadUint8LengthPrefixed(&list) {
			h.Versions = numbers(list)
		}
	}
	return h
}

// numbers are the code points of a list.
func numbers(s cryptobyte.String) []uint16 {
	var out []uint16
	var n uint16
	for s.ReadUint16(&n) {
		out = append(out, n)
	}
	return out
}
