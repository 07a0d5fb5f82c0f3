package greet

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
)

// Error numbers of MySQL and MariaDB that speak of our address.
const (
	mysqlHostBlocked  = 1129 // ER_HOST_IS_BLOCKED: too many interrupted handshakes
	mysqlHostDenied   = 1130 // ER_HOST_NOT_PRIVILEGED
	mysqlTooManyConns = 1040 // ER_CON_COUNT_ERROR
)

// askMySQL reads the packet with which MySQL and MariaDB greet: three bytes of
// length, one of sequence, then the payload.
func askMySQL(_ context.Context, conn net.Conn) (Greeting, error) {
	var head [4]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return Greeting{}, err
	}
	size := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
	if size == 0 || size > 4096 || head[3] != 0 {
		return Greeting{}, errStranger
	}
	payload := make([]byte, size)
	if _, err := io.ReadFull(conn, payload); err != nil {
		return Greeting{}, err
	}
	return ParseMySQL(payload)
}

// ParseMySQL reads the payload of the first packet: protocol 10 with a version
// and a NUL, or an error packet (0xff, number, text).
func ParseMySQL(payload []byte) (Greeting, error) {
	if len(payload) < 3 {
		return Greeting{}, errStranger
	}
	switch payload[0] {
	case 10:
		text, rest, ok := bytes.Cut(payload[1:], []byte{0})
		if !ok || len(text) == 0 || len(rest) < 13 {
			return Greeting{}, errStranger
		}
		g := mysqlGreeting(clean(string(text)))
		g.Access, g.Said = AccessUnknown, "greets strangers; whether it asks for a password only a login would tell"
		return g, nil
	case 0xff:
		return parseMySQLError(binary.LittleEndian.Uint16(payload[1:]), clean(string(payload[3:])))
	default:
		return Greeting{}, errStranger
	}
}

// mysqlGreeting tells MariaDB from MySQL by the version's text. MariaDB puts
// "5.5.5-" before its own for the sake of old replicas.
func mysqlGreeting(version string) Greeting {
	g := Greeting{Service: "mysql", Title: "MySQL", Version: version}
	if strings.Contains(version, "MariaDB") {
		g.Title = "MariaDB"
		g.Version = strings.TrimPrefix(version, "5.5.5-")
	}
	return g
}

// parseMySQLError reads a refusal.
func parseMySQLError(number uint16, text string) (Greeting, error) {
	g := Greeting{Service: "mysql", Title: "MySQL", Access: AccessUnknown}
	if strings.Contains(text, "MariaDB") {
		g.Title = "MariaDB"
	}
	switch number {
	case mysqlHostDenied:
		g.Access, g.Said = AccessHost, "refuses this host (error 1130)"
	case mysqlHostBlocked:
		g.Access, g.Said = AccessHost, "has blocked this host after interrupted handshakes (error 1129)"
	case mysqlTooManyConns:
		g.Said = "has too many connections (error 1040)"
	default:
		if number < 1000 || number >= 5000 {
			return Greeting{}, errStranger
		}
		g.Said = fmt.Sprintf("refuses with error %d", number)
	}
	return g, nil
}
