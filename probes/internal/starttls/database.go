package starttls

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// postgres sends the SSLRequest of the PostgreSQL protocol; the server answers
// with one letter.
func postgres(t *talk) error {
	if err := t.say("\x00\x00\x00\x08\x04\xd2\x16\x2f"); err != nil { // 80877103
		return err
	}
	letter, err := t.ReadByte()
	switch {
	case err != nil:
		return fmt.Errorf("after SSLRequest: %w", err)
	case letter == 'S':
		return nil
	case letter == 'N':
		return &RefusedError{Word: "SSLRequest", Said: []string{"N"}}
	default:
		return unexpected("SSLRequest", string(rune(letter)), "S")
	}
}

// Numbers of the MySQL protocol.
const (
	mysqlVersion = 10
	mysqlError   = 0xff
	mysqlSSL     = 0x0800 // CLIENT_SSL
)

// errMySQL says that the greeting cannot be read.
var errMySQL = errors.New("the greeting is none of MySQL")

// mysql reads the greeting and asks for TLS with a handshake response that holds
// no user.
func mysql(t *talk) error {
	var head [4]byte // three bytes of length, one of sequence
	if err := t.read(head[:]); err != nil {
		return fmt.Errorf("reading the greeting: %w", err)
	}
	size := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
	if size > maxPacket {
		return fmt.Errorf("%w: it has %d bytes", errMySQL, size)
	}
	greeting := make([]byte, size)
	if err := t.read(greeting); err != nil {
		return fmt.Errorf("reading a greeting of %d bytes: %w", size, err)
	}
	if err := mysqlOffers(greeting); err != nil {
		return err
	}
	request := append([]byte{32, 0, 0, head[3] + 1, 0x85, 0xae, 0xff, 0, 0, 0, 0, 1, 33}, make([]byte, 23)...)
	return t.say(string(request))
}

// mysqlOffers looks for CLIENT_SSL among the abilities: after the version's
// text, a NUL, four bytes of thread and nine of challenge.
func mysqlOffers(greeting []byte) error {
	switch {
	case len(greeting) > 3 && greeting[0] == mysqlError:
		return unexpected("the connection", fmt.Sprintf("error %d %s", binary.LittleEndian.Uint16(greeting[1:]), greeting[3:]), "a greeting")
	case len(greeting) == 0 || greeting[0] != mysqlVersion:
		return errMySQL
	}
	version, rest, ok := bytes.Cut(greeting[1:], []byte{0})
	if !ok || len(rest) < 15 {
		return errMySQL
	}
	if binary.LittleEndian.Uint16(rest[13:])&mysqlSSL == 0 {
		return &RefusedError{Word: "TLS (CLIENT_SSL)", Said: []string{string(version)}}
	}
	return nil
}
