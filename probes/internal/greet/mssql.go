package greet

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
)

// preLogin is the PRELOGIN of MS-TDS 2.2.6.5 with the options VERSION, ENCRYPTION
// (not supported) and the terminator.
func preLogin() []byte {
	options := []byte{
		0, 0, 11, 0, 6, // VERSION: offset 11, length 6
		1, 0, 17, 0, 1, // ENCRYPTION: offset 17, length 1
		0xff,
		0, 0, 0, 0, 0, 0,
		2, // ENCRYPT_NOT_SUP
	}
	head := []byte{0x12, 1, 0, byte(8 + len(options)), 0, 0, 0, 0}
	return append(head, options...)
}

// askSQLServer sends PRELOGIN, which comes before every login.
func askSQLServer(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := conn.Write(preLogin()); err != nil {
		return Greeting{}, err
	}
	var head [8]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return Greeting{}, err
	}
	size := binary.BigEndian.Uint16(head[2:])
	if head[0] != 4 || size < 8 || size > 4096 {
		return Greeting{}, errStranger
	}
	body := make([]byte, size-8)
	if _, err := io.ReadFull(conn, body); err != nil {
		return Greeting{}, err
	}
	return ParseSQLServer(body)
}

// ParseSQLServer reads the answer to PRELOGIN: options of five bytes each (token,
// offset, length), then their data.
func ParseSQLServer(body []byte) (Greeting, error) {
	for at := 0; at+5 <= len(body) && body[at] != 0xff; at += 5 {
		if body[at] != 0 {
			continue
		}
		offset, length := int(binary.BigEndian.Uint16(body[at+1:])), int(binary.BigEndian.Uint16(body[at+3:]))
		if length < 4 || offset+length > len(body) {
			return Greeting{}, errStranger
		}
		v := body[offset:]
		version := fmt.Sprintf("%d.%d.%d", v[0], v[1], binary.BigEndian.Uint16(v[2:]))
		return Greeting{Service: "mssql", Title: "SQL Server", Version: version, Access: AccessAuth, Said: "asks for a login"}, nil
	}
	return Greeting{}, errStranger
}
