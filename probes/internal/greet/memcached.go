package greet

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
)

// askMemcached asks for the version, the one command that touches nothing.
func askMemcached(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := io.WriteString(conn, "version\r\n"); err != nil {
		return Greeting{}, err
	}
	answer, err := readLine(bufio.NewReaderSize(conn, 1<<10))
	if err != nil {
		return Greeting{}, err
	}
	return ParseMemcached(answer)
}

// ParseMemcached reads the answer to version (memcached's protocol.txt): VERSION
// with a number, or CLIENT_ERROR where a password file is in use.
func ParseMemcached(answer string) (Greeting, error) {
	g := Greeting{Service: "memcached", Title: "Memcached"}
	version, ok := strings.CutPrefix(answer, "VERSION ")
	switch {
	case ok:
		g.Version, g.Access, g.Said = clean(version), AccessOpen, "serves strangers"
	case strings.HasPrefix(answer, "CLIENT_ERROR unauthenticated"):
		g.Access, g.Said = AccessAuth, "asks for a password"
	default:
		return Greeting{}, errStranger
	}
	return g, nil
}
