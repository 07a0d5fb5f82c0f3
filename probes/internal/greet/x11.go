package greet

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
)

// askX11 begins a connection without authorization (X Window System Protocol,
// chapter 8): byte order, version 11.0, two empty names.
func askX11(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := conn.Write([]byte{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0}); err != nil {
		return Greeting{}, err
	}
	var answer [8]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return Greeting{}, err
	}
	return ParseX11(answer)
}

// ParseX11 reads the first eight bytes of the answer: 1 is success, 0 a refusal,
// 2 a wish for authentication; then the version.
func ParseX11(answer [8]byte) (Greeting, error) {
	major, minor := binary.LittleEndian.Uint16(answer[2:]), binary.LittleEndian.Uint16(answer[4:])
	if answer[0] > 2 || answer[0] != 2 && (major != 11 || minor > 9) || answer[0] == 1 && answer[1] != 0 {
		return Greeting{}, errStranger
	}
	g := Greeting{Service: "x11", Title: "X11", Access: AccessAuth, Said: "asks for authorization"}
	if answer[0] == 1 {
		g.Version, g.Access, g.Said = fmt.Sprintf("%d.%d", major, minor), AccessOpen, "shows its screen to strangers"
	}
	return g, nil
}
