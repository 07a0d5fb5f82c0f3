package greet

import (
	"bytes"
	"context"
	"net"
)

// rootDSE is a searchRequest (RFC 4511, 4.5.1) for the attributes vendorName and
// vendorVersion of the root DSE: base "", scope baseObject, (objectClass=*).
func rootDSE() []byte {
	attributes := append(berText("vendorName"), berText("vendorVersion")...)
	search := bytes.Join([][]byte{
		berText(""),
		{10, 1, 0},
		{10, 1, 0},
		{2, 1, 1},
		{2, 1, 3},
		{1, 1, 0},
		berWrap(0x87, []byte("objectClass")), berWrap(0x30, attributes),
	}, nil)
	return berWrap(0x30, append([]byte{2, 1, 1}, berWrap(0x63, search)...))
}

// berText is an OCTET STRING.
func berText(text string) []byte { return berWrap(4, []byte(text)) }

// berWrap puts a tag and a length of one byte before a value.
func berWrap(tag byte, value []byte) []byte {
	return append([]byte{tag, byte(len(value))}, value...)
}

// askLDAP asks for the root DSE without a bind.
func askLDAP(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := conn.Write(rootDSE()); err != nil {
		return Greeting{}, err
	}
	answer := make([]byte, 4096)
	n, err := conn.Read(answer)
	if n == 0 {
		return Greeting{}, err
	}
	return ParseLDAP(answer[:n])
}

// ParseLDAP reads an LDAPMessage that answers message 1: an entry (0x64), the end
// of a search (0x65), or a notice of disconnection (message 0, 0x78). What else a
// stranger may read was not asked.
func ParseLDAP(answer []byte) (Greeting, error) {
	message, ok := berInside(answer, 0x30)
	if !ok || len(message) < 4 || message[0] != 2 || message[1] != 1 || message[2] > 1 {
		return Greeting{}, errStranger
	}
	g := Greeting{Service: "ldap", Title: "LDAP", Access: AccessUnknown}
	switch message[3] {
	case 0x64:
		g.Said = "answers strangers about itself"
	case 0x65, 0x78:
		g.Said = "tells strangers nothing"
	default:
		return Greeting{}, errStranger
	}
	return g, nil
}

// berInside returns what is inside a value of some tag, as far as it is there.
func berInside(raw []byte, tag byte) ([]byte, bool) {
	if len(raw) < 2 || raw[0] != tag {
		return nil, false
	}
	skip := 2
	if raw[1]&0x80 != 0 {
		skip += int(raw[1] & 0x7f)
	}
	if skip > 6 || skip > len(raw) {
		return nil, false
	}
	return raw[skip:], true
}
