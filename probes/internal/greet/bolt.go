package greet

import (
	"context"
	"fmt"
	"io"
	"net"
)

// askBolt sends the handshake of Neo4j's Bolt: a magic number and four versions.
// The server answers with one of them, or with zero.
func askBolt(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := io.WriteString(conn, "\x60\x60\xb0\x17\x00\x00\x00\x05\x00\x00\x04\x04\x00\x00\x01\x04\x00\x00\x00\x03"); err != nil {
		return Greeting{}, err
	}
	var answer [4]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return Greeting{}, err
	}
	return ParseBolt(answer)
}

// ParseBolt reads the version that was chosen: minor and major in the last bytes.
func ParseBolt(answer [4]byte) (Greeting, error) {
	major, minor := answer[3], answer[2]
	if answer[0] != 0 || answer[1] != 0 || major < 3 || major > 5 || minor > 9 {
		return Greeting{}, errStranger
	}
	return Greeting{
		Service: "neo4j", Title: "Neo4j", Access: AccessUnknown,
		Said: fmt.Sprintf("speaks Bolt %d.%d with strangers; what it wants of them was not asked", major, minor),
	}, nil
}
