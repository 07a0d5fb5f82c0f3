package greet

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
)

// askRethink sends the magic number of RethinkDB's protocol 1.0, which the server
// answers with its version before any login.
func askRethink(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := io.WriteString(conn, "\xc3\xbd\xc2\x34"); err != nil {
		return Greeting{}, err
	}
	text, err := bufio.NewReader(io.LimitReader(conn, 1<<10)).ReadBytes(0)
	if err != nil {
		return Greeting{}, err
	}
	return ParseRethink(text[:len(text)-1])
}

// ParseRethink reads the first answer: JSON with success and server_version.
func ParseRethink(text []byte) (Greeting, error) {
	var answer struct {
		Version string `json:"server_version"`
	}
	if json.Unmarshal(text, &answer) != nil || answer.Version == "" {
		return Greeting{}, errStranger
	}
	return Greeting{Service: "rethinkdb", Title: "RethinkDB", Version: clean(answer.Version), Access: AccessUnknown, Said: "answers strangers about its version"}, nil
}
