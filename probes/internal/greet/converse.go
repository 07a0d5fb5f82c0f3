package greet

import (
	"bufio"
	"io"
	"net"
	"strings"
)

// vncSecurity answers RFB's version with the same one and reads which proofs the
// server takes (RFC 6143, 7.1.2): 1 is none.
func vncSecurity(conn net.Conn, g Greeting) Greeting {
	if _, err := io.WriteString(conn, "RFB 003.008\n"); err != nil {
		return g
	}
	var count [1]byte
	if _, err := io.ReadFull(conn, count[:]); err != nil {
		g.Said = "greets as VNC, then says nothing"
		return g
	}
	types := make([]byte, count[0])
	if _, err := io.ReadFull(conn, types); err != nil {
		return g
	}
	g.Access, g.Said = vncAccess(types)
	return g
}

// vncAccess reads a list of security types.
func vncAccess(types []byte) (Access, string) {
	switch {
	case len(types) == 0:
		return AccessUnknown, "refuses the connection"
	case strings.ContainsRune(string(types), 1):
		return AccessOpen, "takes strangers: security type None"
	default:
		return AccessAuth, "asks for a password"
	}
}

// mailOrFTP sends EHLO after a 220 that may be of SMTP (RFC 5321, 4.2) or of FTP
// (RFC 959, 5.4): a mail server takes it, FTP does not know the command.
func mailOrFTP(conn net.Conn, g Greeting) Greeting {
	if _, err := io.WriteString(conn, "EHLO holdfast.invalid\r\n"); err != nil {
		return g
	}
	answer, err := readLine(bufio.NewReaderSize(conn, 2<<10))
	if err == nil && (strings.HasPrefix(answer, "500") || strings.HasPrefix(answer, "502") || strings.HasPrefix(answer, "530")) {
		g.Service, g.Title, g.Said = "ftp", "FTP", "greets as FTP"
	}
	_, _ = io.WriteString(conn, "QUIT\r\n") // a courtesy; the connection ends either way
	return g
}
