package front

import (
	"io"

	"golang.org/x/crypto/cryptobyte"
)

// handshakeRecord is the first byte of a record that carries handshake messages.
const handshakeRecord = 22

// serverHello is the type of that message.
const serverHello = 2

// Endless answers with empty messages (HelloRequest), and never with anything else.
func Endless(w io.Writer, _ Hello) error {
	chunk := record(make([]byte, 1<<10))
	for {
		if _, err := w.Write(chunk); err != nil {
			return err
		}
	}
}

// Giant accepts the first suite with TLS 1.2, and sends a certificate as long as a
// message can be, 2^24-1 bytes (RFC 5246 §7.4).
func Giant(w io.Writer, h Hello) error {
	if len(h.Suites) == 0 {
		return io.ErrUnexpectedEOF
	}
	if _, err := w.Write(record(hello12(h.Suites[0]))); err != nil {
		return err
	}
	const certificate, longest = 11, 1<<24 - 1
	if _, err := w.Write(record([]byte{certificate, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc, 0xff, 0xff, 0xf9})); err != nil {
		return err
	}
	chunk := record(make([]byte, 1<<14))
	for range longest >> 14 {
		if _, err := w.Write(chunk); err != nil {
			return err
		}
	}
	return nil
}

// hello12 is a ServerHello of TLS 1.2 with a suite.
func hello12(suite uint16) []byte {
	b := cryptobyte.NewBuilder(nil)
	b.AddUint8(serverHello)
	b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint16(0x0303)
		b.AddBytes(make([]byte, 32)) // random
		b.AddUint8(0)                // no session
		b.AddUint16(suite)
		b.AddUint8(0) // no compression
	})
	return b.BytesOrPanic()
}

// record wraps up to 2^14 bytes of handshake in a record of TLS 1.2.
func record(body []byte) []byte {
	return append([]byte{handshakeRecord, 3, 3, byte(len(body) >> 8), byte(len(body))}, body...)
}
