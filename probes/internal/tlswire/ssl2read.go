package tlswire

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/cryptobyte"
)

// maxSSL2 is the most that one record of SSL 2.0 can hold, in bytes.
const maxSSL2 = 1<<15 - 1

// SSL2Answer is what a server said to an [SSL2Hello].
type SSL2Answer struct {
	// Refused is true when an error or a fatal alert came in the place of a
	// SERVER-HELLO; then Error (an SSL 2.0 error code: 1 no common cipher, 2 no
	// certificate, 4 bad certificate, 6 unsupported certificate type) or Alert
	// says which, and nothing else is set. An alert comes from a server of
	// newer versions alone.
	Refused bool
	Error   uint16
	Alert   Alert

	// Version is the server's, 0x0002.
	Version Version
	// Ciphers are the kinds that both have. There are servers that still greet
	// in SSL 2.0 but have no kind left; those of OpenSSL before January 2016
	// then take any kind all the same (CVE-2015-3197).
	Ciphers []SSL2Cipher
	// Certificate is the server's, DER.
	Certificate []byte
	// ConnectionID is of 16 to 32 bytes.
	ConnectionID []byte
	// SessionHit tells that a session was resumed, which nobody asked for.
	SessionHit bool
}

// Faults of an answer to a hello of SSL 2.0.
var (
	errSSL2  = errors.New("a message other than SERVER-HELLO or ERROR came")
	errNewer = errors.New("a handshake record of SSL 3 or newer came")
)

// ReadSSL2 reads one answer. An error means that no answer came, and proves
// nothing but for a [NotTLSError]: most servers without SSL 2.0 just hang up.
func ReadSSL2(r io.Reader) (SSL2Answer, error) {
	message, alert, err := ssl2Record(r)
	switch {
	case err != nil:
		return SSL2Answer{}, err
	case alert != nil:
		return SSL2Answer{Refused: true, Alert: *alert}, nil
	}
	var kind uint8
	if !message.ReadUint8(&kind) {
		return SSL2Answer{}, fmt.Errorf("SSL 2 message: %w", errShort)
	}
	switch kind {
	case ssl2Error:
		var code uint16
		if !message.ReadUint16(&code) {
			return SSL2Answer{}, fmt.Errorf("SSL 2 ERROR: %w", errShort)
		}
		return SSL2Answer{Refused: true, Error: code}, nil
	case ssl2ServerHello:
		return ssl2Hello(message)
	default:
		return SSL2Answer{}, fmt.Errorf("SSL 2 message %d: %w", kind, errSSL2)
	}
}

// ssl2Record reads one record of SSL 2.0, or the alert of a newer version.
func ssl2Record(r io.Reader) (cryptobyte.String, *Alert, error) {
	var head [4]byte
	if n, err := io.ReadFull(r, head[:]); err != nil {
		if n > 0 && !ssl2Begins(head[:n]) {
			return nil, nil, &NotTLSError{Begin: head[:n]}
		}
		return nil, nil, fmt.Errorf("reading an SSL 2 record: %w", err)
	}
	if head[0] == recordAlert && head[1] == 3 {
		alert, err := tlsAlert(r)
		return nil, alert, err
	}
	if head[0] == recordHandshake && head[1] == 3 {
		return nil, nil, errNewer
	}
	if !ssl2Begins(head[:]) {
		return nil, nil, &NotTLSError{Begin: head[:]}
	}
	size, begun := int(head[0]&0x7f)<<8|int(head[1]), head[2:]
	padding := 0
	if head[0]&0x80 == 0 { // three bytes of head, and padding
		size, padding, begun = int(head[0]&0x3f)<<8|int(head[1]), int(head[2]), head[3:]
	}
	if size < len(begun)+padding {
		return nil, nil, fmt.Errorf("SSL 2 record of %d bytes: %w", size, errShort)
	}
	body := make([]byte, size)
	copy(body, begun)
	if _, err := io.ReadFull(r, body[len(begun):]); err != nil {
		return nil, nil, fmt.Errorf("reading an SSL 2 record of %d bytes: %w", size, err)
	}
	return body[:size-padding], nil, nil
}

// ssl2Begins reports whether bytes may begin an answer in SSL 2.0, or an alert.
func ssl2Begins(head []byte) bool {
	at := 2
	if head[0]&0x80 == 0 {
		at = 3
	}
	if head[0] == recordAlert {
		return len(head) < 2 || head[1] == 3 || head[1] < 3 && len(head) <= at
	}
	return len(head) <= at || head[at] == ssl2Error || head[at] == ssl2ServerHello
}

// tlsAlert reads the rest of an alert record whose first four bytes are read.
func tlsAlert(r io.Reader) (*Alert, error) {
	const fatal = 2
	var rest [3]byte // the low byte of the length, the level, the description
	if _, err := io.ReadFull(r, rest[:]); err != nil {
		return nil, fmt.Errorf("reading an alert: %w", err)
	}
	alert := Alert(rest[2])
	if rest[0] != 2 || rest[1] != fatal {
		return nil, fmt.Errorf("an alert of level %d came, %s: want a fatal one", rest[1], alert)
	}
	return &alert, nil
}

// ssl2Hello reads a SERVER-HELLO.
func ssl2Hello(s cryptobyte.String) (SSL2Answer, error) {
	var hit, kind uint8
	var version, certificate, ciphers, connection uint16
	var answer SSL2Answer
	var list []byte
	if !s.ReadUint8(&hit) || !s.ReadUint8(&kind) || !s.ReadUint16(&version) ||
		!s.ReadUint16(&certificate) || !s.ReadUint16(&ciphers) || !s.ReadUint16(&connection) ||
		!s.ReadBytes(&answer.Certificate, int(certificate)) || !s.ReadBytes(&list, int(ciphers)) ||
		!s.ReadBytes(&answer.ConnectionID, int(connection)) {
		return SSL2Answer{}, fmt.Errorf("SERVER-HELLO: %w", errShort)
	}
	answer.SessionHit, answer.Version = hit != 0, Version(version)
	for rest := cryptobyte.String(list); !rest.Empty(); {
		var cipher uint32
		if !rest.ReadUint24(&cipher) {
			return SSL2Answer{}, fmt.Errorf("cipher kinds of a SERVER-HELLO: %w", errShort)
		}
		answer.Ciphers = append(answer.Ciphers, SSL2Cipher(cipher))
	}
	return answer, nil
}
