package greet

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"strings"
)

// Opcodes of the CQL binary protocol v4.
const (
	cqlError        = 0x00
	cqlStartup      = 0x01
	cqlReady        = 0x02
	cqlAuthenticate = 0x03
	cqlOptions      = 0x05
	cqlSupported    = 0x06
)

// askCassandra asks for the options, then begins without credentials: the server
// says whether it wants any.
func askCassandra(_ context.Context, conn net.Conn) (Greeting, error) {
	op, body, err := cql(conn, cqlOptions, nil)
	if err != nil {
		return Greeting{}, err
	}
	g, err := ParseCassandra(op, body)
	if err != nil {
		return Greeting{}, err
	}
	if op, _, err = cql(conn, cqlStartup, []byte("\x00\x01\x00\x0bCQL_VERSION\x00\x053.0.0")); err == nil {
		switch op {
		case cqlReady:
			g.Access, g.Said = AccessOpen, "serves strangers"
		case cqlAuthenticate:
			g.Access, g.Said = AccessAuth, "asks for a login"
		}
	}
	return g, nil
}

// cql sends a frame of version 4 and reads one.
func cql(conn net.Conn, op byte, body []byte) (byte, []byte, error) {
	frame := append([]byte{4, 0, 0, 0, op}, binary.BigEndian.AppendUint32(nil, uint32(len(body)))...) //nolint:gosec // some 20 bytes
	if _, err := conn.Write(append(frame, body...)); err != nil {
		return 0, nil, err
	}
	var head [9]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return 0, nil, err
	}
	size := binary.BigEndian.Uint32(head[5:])
	if head[0]&0x80 == 0 || head[0]&0x7f > 6 || size > 64<<10 {
		return 0, nil, errStranger
	}
	answer := make([]byte, size)
	_, err := io.ReadFull(conn, answer)
	return head[4], answer, err
}

// ParseCassandra reads the answer to OPTIONS: a multimap in which CQL_VERSION
// must occur, or an error that names the versions it speaks.
func ParseCassandra(op byte, body []byte) (Greeting, error) {
	text := string(body)
	switch {
	case op == cqlSupported && strings.Contains(text, "CQL_VERSION"):
	case op == cqlError && strings.Contains(text, "protocol version"):
	default:
		return Greeting{}, errStranger
	}
	return Greeting{Service: "cassandra", Title: "Cassandra", Access: AccessUnknown, Said: "answers strangers about its options"}, nil
}
