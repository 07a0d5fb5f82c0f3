package greet

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"slices"
)

// smbNegotiate is SMB2 NEGOTIATE (MS-SMB2 2.2.3) for the dialects 2.0.2, 2.1 and
// 3.0, in a session message of RFC 1002.
func smbNegotiate() []byte {
	head := make([]byte, 64)
	copy(head, "\xfeSMB\x40\x00")
	head[18] = 1 // flow credits asked for
	body := make([]byte, 36, 42)
	body[0], body[2], body[4] = 36, 3, 1
	for _, dialect := range []uint16{0x0202, 0x0210, 0x0300} {
		body = binary.LittleEndian.AppendUint16(body, dialect)
	}
	size := binary.BigEndian.AppendUint32(nil, uint32(len(head)+len(body))) //nolint:gosec // 106 bytes
	return slices.Concat(size, head, body)
}

// askSMB negotiates a dialect, which comes before every session.
func askSMB(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := conn.Write(smbNegotiate()); err != nil {
		return Greeting{}, err
	}
	var head [4]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return Greeting{}, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size < 64+6 || size > 64<<10 {
		return Greeting{}, errStranger
	}
	message := make([]byte, size)
	if _, err := io.ReadFull(conn, message); err != nil {
		return Greeting{}, err
	}
	return ParseSMB(message)
}

// ParseSMB reads the answer: the dialect stands after its size and its mode.
func ParseSMB(message []byte) (Greeting, error) {
	if len(message) < 70 || !bytes.HasPrefix(message, []byte("\xfeSMB")) {
		return Greeting{}, errStranger
	}
	g := Greeting{Service: "smb", Title: "SMB", Access: AccessUnknown, Said: "negotiates with strangers; its shares were not asked for"}
	switch binary.LittleEndian.Uint16(message[68:]) {
	case 0x0202:
		g.Version = "2.0.2"
	case 0x0210:
		g.Version = "2.1"
	case 0x0300:
		g.Version = "3.0"
	}
	return g, nil
}
