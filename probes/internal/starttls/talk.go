package starttls

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// Bounds of what a server may say before TLS, in bytes.
const (
	maxReplies = 64 << 10 // in all
	maxLine    = 8 << 10  // one line; IMAP's and ManageSieve's may be long
	maxPacket  = 16 << 10 // one packet of LDAP or MySQL
)

// Faults of a server that says too much.
var (
	errEndless  = errors.New("the server said more than 64 KiB before TLS")
	errLongLine = errors.New("a line has more than 8 KiB")
)

// talk is one dialogue on a connection. Nothing is read ahead.
type talk struct {
	conn net.Conn
	host string
	left int // bytes that the server may still say
}

// say writes something.
func (t *talk) say(text string) error {
	if _, err := io.WriteString(t.conn, text); err != nil {
		return fmt.Errorf("saying %s: %w", quote(strings.TrimSpace(text)), err)
	}
	return nil
}

// read fills b.
func (t *talk) read(b []byte) error {
	if len(b) > t.left {
		return errEndless
	}
	n, err := io.ReadFull(t.conn, b)
	t.left -= n
	return err
}

// ReadByte implements [io.ByteReader], so that a decoder reads nothing ahead.
func (t *talk) ReadByte() (byte, error) {
	var b [1]byte
	err := t.read(b[:])
	return b[0], err
}

// Read implements [io.Reader], a byte at a time.
func (t *talk) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	if err := t.read(b[:1]); err != nil {
		return 0, err
	}
	return 1, nil
}

// line reads one line, without its end.
func (t *talk) line() (string, error) {
	var line []byte
	for {
		b, err := t.ReadByte()
		switch {
		case err != nil && len(line) > 0:
			return "", fmt.Errorf("reading a line that begins with %s: %w", quote(string(line)), err)
		case err != nil:
			return "", fmt.Errorf("reading a line: %w", err)
		case b == '\n':
			return strings.TrimSuffix(string(line), "\r"), nil
		case len(line) == maxLine:
			return "", errLongLine
		}
		line = append(line, b)
	}
}

// reply reads a reply with a code of three digits, be it of several lines: 220-
// goes on, "220 " ends (RFC 5321 §4.2.1). FTP lets lines between have no code
// (RFC 959 §4.2), which is allowed to all.
func (t *talk) reply() (code string, lines []string, err error) {
	for {
		line, err := t.line()
		if err != nil {
			return "", lines, err
		}
		lines = append(lines, line)
		if !coded(line) {
			if code == "" {
				return "", lines, unexpected("the connection", line, "a reply with a code of three digits")
			}
			continue
		}
		if code == "" {
			code = line[:3]
		}
		if line[:3] == code && (len(line) == 3 || line[3] == ' ') {
			return code, lines, nil
		}
	}
}

// coded reports whether a line begins with a code.
func coded(line string) bool {
	if len(line) < 3 || len(line) > 3 && line[3] != ' ' && line[3] != '-' {
		return false
	}
	return strings.Trim(line[:3], "0123456789") == ""
}

// ask says a command and reads the reply.
func (t *talk) ask(command string) (code string, lines []string, err error) {
	if err := t.say(command + "\r\n"); err != nil {
		return "", nil, err
	}
	code, lines, err = t.reply()
	if err != nil {
		return "", lines, fmt.Errorf("after %s: %w", command, err)
	}
	return code, lines, nil
}
