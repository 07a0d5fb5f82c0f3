package tlswire

import (
	"crypto/rand"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
)

// Record returns the hello as handshake records, ready to be sent; it is one
// record unless the hello says otherwise.
func (h Hello) Record() ([]byte, error) {
	message, err := h.Message()
	if err != nil {
		return nil, err
	}
	most := h.Fragment
	if most == 0 {
		most = 1<<16 - 1 // what is too long for a record is for servers to refuse
	}
	if most < 1 || h.Fragment > maxRecord {
		return nil, h.wrong(errFragment)
	}
	var b cryptobyte.Builder
	for len(message) > 0 {
		piece := message[:min(most, len(message))]
		message = message[len(piece):]
		b.AddUint8(recordHandshake)
		b.AddUint16(uint16(orElse(h.RecordVersion, min(h.Version, TLS10))))
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(piece) })
	}
	out, err := b.Bytes()
	if err != nil {
		return nil, h.wrong(err)
	}
	return out, nil
}

// Message returns the hello as a handshake message, without its record: what a
// transcript begins with.
func (h Hello) Message() ([]byte, error) {
	if h.Random == nil {
		h.Random = fresh()
	}
	if h.SessionID == nil && h.modern() {
		h.SessionID = fresh()
	}
	switch {
	case len(h.Random) != 32:
		return nil, h.wrong(errRandom)
	case len(h.SessionID) > 32:
		return nil, h.wrong(errSession)
	}
	message, err := h.message(0)
	if short := h.Size - len(message); err == nil && h.Size > 0 && short > 0 {
		message, err = h.message(max(1, short-4)) // 4 are the extension's own head
	}
	if err != nil {
		return nil, h.wrong(err)
	}
	return message, nil
}

// wrong says which hello could not be written.
func (h Hello) wrong(err error) error {
	return fmt.Errorf("writing a %s hello with %d suites: %w", h.Version.Title(), len(h.Suites), err)
}

// message is the ClientHello with its head, and with so much padding.
func (h Hello) message(padding int) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddUint8(messageClientHello)
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) { h.body(b, padding) })
	return b.Bytes()
}

// body is the ClientHello message (RFC 8446 §4.1.2).
func (h Hello) body(b *cryptobyte.Builder, padding int) {
	b.AddUint16(uint16(orElse(h.LegacyVersion, min(h.Version, TLS12))))
	b.AddBytes(h.Random)
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(h.SessionID) })
	b.AddUint16LengthPrefixed(h.suites)
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, method := range h.Compression {
			b.AddUint8(uint8(method))
		}
		b.AddUint8(uint8(NoCompression))
	})
	if h.Version > SSL30 || h.Extensions != nil {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { h.extensions(b, padding) })
	}
}

// suites writes the list with the signalling values.
func (h Hello) suites(b *cryptobyte.Builder) {
	if h.GREASE {
		b.AddUint16(h.grease(0))
	}
	for _, suite := range h.Suites {
		b.AddUint16(uint16(suite))
	}
	if !h.NoRenegotiation {
		b.AddUint16(uint16(renegotiationSCSV))
	}
	if h.FallbackSCSV {
		b.AddUint16(uint16(fallbackSCSV))
	}
}

// grease is one of the sixteen reserved values, by the hello's random.
func (h Hello) grease(which int) uint16 { return 0x0a0a + 0x1010*uint16(h.Random[which]&0xf) }

// modern reports whether the hello offers TLS 1.3.
func (h Hello) modern() bool {
	if h.Versions == nil {
		return h.Version == TLS13
	}
	return slices.Contains(h.Versions, TLS13)
}

// fresh returns 32 random bytes.
func fresh() []byte {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return b
}

// orElse is the version, or another where it is 0.
func orElse(v, other Version) Version {
	if v == 0 {
		return other
	}
	return v
}
