package greet

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"regexp"
)

// tnsConnect is a TNS CONNECT that asks the listener for its version only.
func tnsConnect() []byte {
	const question = "(CONNECT_DATA=(COMMAND=VERSION))"
	packet := make([]byte, 58, 58+len(question))
	packet[4] = 1                                    // CONNECT
	copy(packet[8:], []byte{1, 0x36, 1, 0x2c, 0, 0}) // version 310, compatible from 300 on
	copy(packet[14:], []byte{0x08, 0x00, 0x7f, 0xff, 0x7f, 0x08, 0, 0, 0, 1})
	packet[25], packet[27] = byte(len(question)), 58 // length and offset of the data
	packet = append(packet, question...)
	binary.BigEndian.PutUint16(packet, uint16(len(packet))) //nolint:gosec // 90 bytes
	return packet
}

// askOracle asks the listener for its version.
func askOracle(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := conn.Write(tnsConnect()); err != nil {
		return Greeting{}, err
	}
	var head [8]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return Greeting{}, err
	}
	size := binary.BigEndian.Uint16(head[:])
	if size < 8 || size > 8<<10 {
		return Greeting{}, errStranger
	}
	body := make([]byte, size-8)
	if _, err := io.ReadFull(conn, body); err != nil {
		return Greeting{}, err
	}
	return ParseOracle(head[4], body)
}

// ParseOracle reads ACCEPT (2), REFUSE (4) or RESEND (11). A refusal names the
// version as a number of 32 bits: (VSNNUM=318767104) is 19.0.0.0.0.
func ParseOracle(kind byte, body []byte) (Greeting, error) {
	g := Greeting{Service: "oracle", Title: "Oracle", Access: AccessUnknown}
	vsn := regexp.MustCompile(`\(VSNNUM=([0-9]{1,10})\)`).FindSubmatch(body)
	switch {
	case kind == 4 && vsn != nil:
		g.Version, g.Said = oracleVersion(string(vsn[1])), "its listener refuses a question without a service"
	case kind == 2 && len(body) >= 16, kind == 11 && len(body) == 0:
		g.Said = "its listener answers strangers"
	default:
		return Greeting{}, errStranger
	}
	return g, nil
}
