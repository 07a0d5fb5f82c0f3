package greet

import (
	"context"
	"encoding/binary"
	"io"
	"net"
)

// rdpRequest is an X.224 Connection Request in a TPKT with an RDP Negotiation
// Request for TLS and CredSSP (MS-RDPBCGR 2.2.1.1).
func rdpRequest() []byte {
	return []byte{
		3, 0, 0, 19,
		14, 0xe0, 0, 0, 0, 0, 0,
		1, 0, 8, 0, 3, 0, 0, 0,
	}
}

// askRDP asks which security the server wants.
func askRDP(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := conn.Write(rdpRequest()); err != nil {
		return Greeting{}, err
	}
	var head [4]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return Greeting{}, err
	}
	size := binary.BigEndian.Uint16(head[2:])
	if head[0] != 3 || head[1] != 0 || size < 11 || size > 64 {
		return Greeting{}, errStranger
	}
	body := make([]byte, size-4)
	if _, err := io.ReadFull(conn, body); err != nil {
		return Greeting{}, err
	}
	return ParseRDP(body)
}

// ParseRDP reads a Connection Confirm (0xd0) and, where there is one, the
// negotiation's answer (2.2.1.2): 1 is TLS, 2 CredSSP, which wants a login before
// the screen is shown.
func ParseRDP(body []byte) (Greeting, error) {
	if len(body) < 7 || body[1] != 0xd0 {
		return Greeting{}, errStranger
	}
	g := Greeting{Service: "rdp", Title: "Remote Desktop", Access: AccessUnknown, Said: "shows strangers its screen of login"}
	if len(body) >= 15 && body[7] == 2 && binary.LittleEndian.Uint32(body[11:])&2 != 0 {
		g.Access, g.Said = AccessAuth, "asks for a login before it shows a screen (CredSSP)"
	}
	return g, nil
}
