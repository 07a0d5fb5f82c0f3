package greet

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
)

// askRedis sends PING. A protected Redis refuses and closes before it reads: our
// PING then meets an RST, which throws the refusal away, so that one which closes
// is listened to again, without a word.
func askRedis(ctx context.Context, open opener) (Greeting, error) {
	g, err := on(ping)(ctx, open)
	if closed(err) {
		return on(hearRedis)(ctx, open)
	}
	return g, err
}

// ping sends PING, and INFO server where nobody asks for a password.
func ping(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := io.WriteString(conn, "PING\r\n"); err != nil {
		return Greeting{}, err
	}
	in := bufio.NewReaderSize(io.LimitReader(conn, 16<<10), 1<<10)
	line, err := readLine(in)
	if err != nil {
		return Greeting{}, err
	}
	g, err := ParseRedis(line)
	if err != nil || g.Access != AccessOpen {
		return g, err
	}
	if _, err := io.WriteString(conn, "INFO server\r\n"); err == nil {
		g.Version = redisVersion(in)
	}
	return g, nil
}

// hearRedis says nothing and reads what a Redis in protected mode says before
// it closes.
func hearRedis(_ context.Context, conn net.Conn) (Greeting, error) {
	line, err := readLine(bufio.NewReaderSize(conn, 2<<10))
	if err != nil {
		return Greeting{}, err
	}
	return ParseRedis(line)
}

// ParseRedis reads the answer to PING: a simple string or an error of the
// Redis serialization protocol (RESP).
func ParseRedis(line string) (Greeting, error) {
	g := Greeting{Service: "redis", Title: "Redis", Access: AccessUnknown}
	switch {
	case line == "+PONG":
		g.Access, g.Said = AccessOpen, "no AUTH asked"
	case strings.HasPrefix(line, "-NOAUTH"):
		g.Access, g.Said = AccessAuth, "asks for AUTH"
	case strings.HasPrefix(line, "-NOPERM"):
		g.Access, g.Said = AccessAuth, "its default user may not PING"
	case strings.HasPrefix(line, "-DENIED"):
		g.Access, g.Said = AccessHost, "protected mode refuses other hosts"
	case strings.HasPrefix(line, "-LOADING"), strings.HasPrefix(line, "-MASTERDOWN"), strings.HasPrefix(line, "-BUSY"):
		g.Said = "busy: " + clean(line[1:])
	case strings.HasPrefix(line, "-ERR max number of clients"):
		g.Said = "no client slot is free"
	case strings.HasPrefix(line, "-ERR operation not permitted"):
		g.Access, g.Said = AccessAuth, "asks for AUTH" // before Redis 2.8
	default:
		return Greeting{}, errStranger
	}
	return g, nil
}

// redisVersion finds redis_version in the answer to INFO: a bulk string.
func redisVersion(in *bufio.Reader) string {
	head, err := readLine(in)
	if err != nil || !strings.HasPrefix(head, "$") {
		return ""
	}
	for {
		line, err := readLine(in)
		if err != nil || line == "" {
			return ""
		}
		if version, ok := strings.CutPrefix(line, "redis_version:"); ok {
			return clean(version)
		}
	}
}

// readLine reads one line without its end, or as much of it as the reader's
// buffer holds.
func readLine(in *bufio.Reader) (string, error) {
	line, err := in.ReadSlice('\n')
	if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
		return "", err
	}
	return strings.TrimRight(string(line), "\r\n"), nil
}
