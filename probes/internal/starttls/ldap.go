package starttls

import (
	"errors"
	"fmt"
	"strconv"
)

// Tags of LDAP (RFC 4511 appendix B).
const (
	tagInteger          = 0x02
	tagEnumerated       = 0x0a
	tagSequence         = 0x30
	tagExtendedRequest  = 0x77
	tagExtendedResponse = 0x78
	tagRequestName      = 0x80
)

// startTLSOID names the operation (RFC 4511 §4.14.1).
const startTLSOID = "1.3.6.1.4.1.1466.20037"

// errBER says that an LDAP message cannot be read.
var errBER = errors.New("the answer is no LDAP message")

// ldap is the extended operation of RFC 4511 §4.14.
func ldap(t *talk) error {
	name := element(tagRequestName, startTLSOID)
	message := element(tagSequence, element(tagInteger, "\x01")+element(tagExtendedRequest, name))
	if err := t.say(message); err != nil {
		return err
	}
	answer, err := ldapMessage(t)
	if err != nil {
		return fmt.Errorf("after the StartTLS operation: %w", err)
	}
	return ldapResult(answer)
}

// element is one of short length.
func element(tag byte, body string) string { return string([]byte{tag, byte(len(body))}) + body }

// ldapMessage reads one message and returns what is within its sequence. Some
// servers write every length in five bytes, which BER allows.
func ldapMessage(t *talk) ([]byte, error) {
	var head [2]byte
	if err := t.read(head[:]); err != nil {
		return nil, err
	}
	if head[0] != tagSequence {
		return nil, errBER
	}
	size := int(head[1])
	if size >= 0x80 {
		long := make([]byte, size-0x80)
		if len(long) == 0 || len(long) > 4 {
			return nil, errBER
		}
		if err := t.read(long); err != nil {
			return nil, err
		}
		size = bigEndian(long)
	}
	if size > maxPacket {
		return nil, fmt.Errorf("an LDAP message of %d bytes, want at most %d", size, maxPacket)
	}
	body := make([]byte, size)
	return body, t.read(body)
}

// ldapResult reads the message's ExtendedResponse.
func ldapResult(message []byte) error {
	id, rest, ok := cutElement(message, tagInteger)
	response, _, found := cutElement(rest, tagExtendedResponse)
	code, rest, coded := cutElement(response, tagEnumerated)
	if !ok || !found || !coded || len(code) == 0 || len(code) > 4 {
		return errBER
	}
	_, rest, _ = cutElement(rest, 0x04)  // matchedDN
	text, _, _ := cutElement(rest, 0x04) // diagnosticMessage
	said := "result " + strconv.Itoa(bigEndian(code)) + " " + string(text)
	switch {
	case bigEndian(id) == 0: // RFC 4511 §4.4: a notice that nobody asked for
		return unexpected("the StartTLS operation", "a notice of disconnection, "+said, "an answer")
	case bigEndian(code) == 0:
		return nil
	case temporary(bigEndian(code)):
		return unexpected("the StartTLS operation", said, "result 0")
	default:
		return &RefusedError{Word: "StartTLS", Said: []string{said}}
	}
}

// temporary reports whether a result code speaks of the moment (RFC 4511
// §4.1.9): busy, unavailable.
func temporary(code int) bool { return code == 51 || code == 52 }

// cutElement returns the body of the first element, which must have the tag, and
// what follows it.
func cutElement(b []byte, tag byte) (body, rest []byte, ok bool) {
	if len(b) < 2 || b[0] != tag {
		return nil, b, false
	}
	size, b := int(b[1]), b[2:]
	if size >= 0x80 {
		n := size - 0x80
		if n == 0 || n > 4 || n > len(b) {
			return nil, nil, false
		}
		size, b = bigEndian(b[:n]), b[n:]
	}
	if size > len(b) {
		return nil, nil, false
	}
	return b[:size], b[size:], true
}

// bigEndian reads an unsigned number of at most four bytes.
func bigEndian(b []byte) int {
	n := 0
	for _, x := range b[:min(4, len(b))] {
		n = n<<8 | int(x)
	}
	return n
}
