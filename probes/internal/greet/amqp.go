package greet

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"strings"
)

// askAMQP sends the header of AMQP 0-9-1 (4.2.2); the server begins with
// Connection.Start, or names the protocol that it does speak.
func askAMQP(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := io.WriteString(conn, "AMQP\x00\x00\x09\x01"); err != nil {
		return Greeting{}, err
	}
	var head [8]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return Greeting{}, err
	}
	if bytes.HasPrefix(head[:], []byte("AMQP")) {
		return Greeting{Service: "amqp", Title: "AMQP", Access: AccessUnknown, Said: "speaks another version of AMQP"}, nil
	}
	size := binary.BigEndian.Uint32(head[3:])
	if head[0] != 1 || head[1] != 0 || head[2] != 0 || size < 8 || size > 64<<10 {
		return Greeting{}, errStranger
	}
	body := append(make([]byte, 0, size), head[7])
	rest := make([]byte, size-1)
	if _, err := io.ReadFull(conn, rest); err != nil {
		return Greeting{}, err
	}
	return ParseAMQP(append(body, rest...))
}

// ParseAMQP reads Connection.Start: class 10, method 10, the version, a table of
// what the server says of itself, and the proofs that it takes.
func ParseAMQP(body []byte) (Greeting, error) {
	if len(body) < 10 || !bytes.HasPrefix(body, []byte{0, 10, 0, 10}) {
		return Greeting{}, errStranger
	}
	size := uint64(binary.BigEndian.Uint32(body[6:]))
	if uint64(len(body)) < 10+size+4 {
		return Greeting{}, errStranger
	}
	table, rest := body[10:10+size], body[10+size:]
	g := Greeting{Service: "amqp", Title: "AMQP", Access: AccessAuth, Said: "asks for a login"}
	if strings.Contains(string(table), "RabbitMQ") {
		g.Service, g.Title = "rabbitmq", "RabbitMQ"
	}
	g.Version = amqpText(table, "version")
	length := uint64(binary.BigEndian.Uint32(rest))
	if length <= uint64(len(rest)-4) && strings.Contains(string(rest[4:4+length]), "ANONYMOUS") {
		g.Access, g.Said = AccessOpen, "takes strangers: mechanism ANONYMOUS"
	}
	return g, nil
}

// amqpText finds a long string of a field table: its name with a length of one
// byte, an S, and the text with a length of four.
func amqpText(table []byte, name string) string {
	_, rest, ok := bytes.Cut(table, append([]byte{byte(len(name))}, name+"S"...))
	if !ok || len(rest) < 4 {
		return ""
	}
	size := binary.BigEndian.Uint32(rest)
	if uint64(size) > uint64(len(rest)-4) {
		return ""
	}
	return clean(string(rest[4 : 4+size]))
}
