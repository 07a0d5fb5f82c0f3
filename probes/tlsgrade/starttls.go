package tlsgrade

import (
	"fmt"
	"io"
	"net"
	"strings"
)

// upgrades lists the protocols that can be spoken before TLS; empty is none.
func upgrades() []string { return []string{"", "smtp", "imap", "postgres", "mysql"} }

// startTLS speaks a protocol up to the point at which TLS begins. It reads byte
// by byte where a line ends the server's part, so as to leave TLS its own bytes.
func startTLS(conn net.Conn, protocol string) error {
	var err error
	switch protocol {
	case "smtp": // RFC 3207
		err = converse(conn, []exchange{{"", "220 "}, {"EHLO holdfast.invalid\r\n", "250 "}, {"STARTTLS\r\n", "220 "}})
	case "imap": // RFC 9051 §6.2.1
		err = converse(conn, []exchange{{"", "* OK"}, {"a STARTTLS\r\n", "a OK"}})
	case "postgres": // PostgreSQL protocol, SSLRequest
		err = postgres(conn)
	case "mysql": // MySQL protocol, SSLRequest
		err = mysql(conn)
	}
	if err != nil {
		return fmt.Errorf("%s before TLS with %s: %w", protocol, conn.RemoteAddr(), err)
	}
	return nil
}

// exchange is a line to say, and how the line begins that must follow.
type exchange struct{ say, want string }

// converse has a conversation in lines; lines that continue (250-SIZE) or
// speak of other things (* CAPABILITY) are passed over.
func converse(conn net.Conn, talk []exchange) error {
	for _, turn := range talk {
		if _, err := io.WriteString(conn, turn.say); err != nil {
			return err
		}
		for {
			line, err := readLine(conn)
			if err != nil {
				return err
			}
			if strings.HasPrefix(line, turn.want) {
				break
			}
			if !strings.HasPrefix(line, "*") && (len(line) <= 3 || line[3] != '-') {
				return fmt.Errorf("after %q came %q, want %q", strings.TrimSpace(turn.say), line, turn.want)
			}
		}
	}
	return nil
}

// readLine reads one line of at most 1,000 bytes, and nothing beyond it.
func readLine(conn net.Conn) (string, error) {
	var line []byte
	b := make([]byte, 1)
	for len(line) < 1000 {
		if _, err := io.ReadFull(conn, b); err != nil {
			return "", err
		}
		if b[0] == '\n' {
			break
		}
		line = append(line, b[0])
	}
	return strings.TrimRight(string(line), "\r"), nil
}

// postgres asks for TLS; the server answers with one letter.
func postgres(conn net.Conn) error {
	if _, err := conn.Write([]byte{0, 0, 0, 8, 4, 210, 22, 47}); err != nil {
		return err
	}
	b := make([]byte, 1)
	if _, err := io.ReadFull(conn, b); err != nil {
		return err
	}
	if b[0] != 'S' {
		return fmt.Errorf("the server answered %q to SSLRequest, want \"S\"", b)
	}
	return nil
}

// mysql reads the greeting and asks for TLS with a handshake response that
// holds no user.
func mysql(conn net.Conn) error {
	head := make([]byte, 4)
	if _, err := io.ReadFull(conn, head); err != nil {
		return err
	}
	size := int64(head[0]) | int64(head[1])<<8 | int64(head[2])<<16
	if _, err := io.CopyN(io.Discard, conn, size); err != nil {
		return err
	}
	request := append([]byte{32, 0, 0, 1, 0x85, 0xae, 0xff, 0, 0, 0, 0, 1, 33}, make([]byte, 23)...)
	_, err := conn.Write(request)
	return err
}
