package greet

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
)

// strangerRole is a role that no database has; asking for it is no attempt to
// log in as anybody.
const strangerRole = "holdfast_nobody"

// sslRequest is the SSLRequest message: its length and the code 80877103.
func sslRequest() []byte { return []byte{0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f} }

// startup returns a StartupMessage of protocol 3.0 for the stranger's role.
func startup() []byte {
	body := append([]byte{0, 3, 0, 0}, "user\x00"+strangerRole+"\x00database\x00postgres\x00\x00"...)
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+4)), body...) //nolint:gosec // some 50 bytes
}

// askPostgres asks for TLS, then how the stranger would have to prove himself.
func askPostgres(ctx context.Context, conn net.Conn) (Greeting, error) {
	if _, err := conn.Write(sslRequest()); err != nil {
		return Greeting{}, err
	}
	var answer [1]byte
	if _, err := io.ReadFull(conn, answer[:]); err != nil {
		return Greeting{}, err
	}
	switch answer[0] {
	case 'S':
		inside := secure(conn)
		switch err := inside.HandshakeContext(ctx); {
		case err == nil:
			return startPostgres(inside)
		case spoken(err):
			return Greeting{Service: "postgresql", Title: "PostgreSQL", Access: AccessUnknown, Said: "offers TLS, then fails the handshake"}, nil
		default:
			return Greeting{}, errStranger // SSH greets with an S too
		}
	case 'N':
		return startPostgres(conn)
	case 'E':
		return Greeting{Service: "postgresql", Title: "PostgreSQL", Access: AccessUnknown, Said: "answers with an error"}, nil
	default:
		return Greeting{}, errStranger
	}
}

// startPostgres sends the StartupMessage and reads one message: its type, its
// length, its body.
func startPostgres(conn net.Conn) (Greeting, error) {
	if _, err := conn.Write(startup()); err != nil {
		return Greeting{}, err
	}
	var head [5]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return Greeting{}, err
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size < 4 || size > 16<<10 {
		return Greeting{}, errStranger
	}
	body := make([]byte, size-4)
	if _, err := io.ReadFull(conn, body); err != nil {
		return Greeting{}, err
	}
	return ParsePostgres(head[0], body)
}

// ParsePostgres reads the first answer to a StartupMessage: an authentication
// request ('R') or an ErrorResponse ('E').
func ParsePostgres(kind byte, body []byte) (Greeting, error) {
	g := Greeting{Service: "postgresql", Title: "PostgreSQL", Access: AccessUnknown}
	switch kind {
	case 'R':
		if len(body) < 4 {
			return Greeting{}, errStranger
		}
		g.Access, g.Said = postgresProof(binary.BigEndian.Uint32(body))
	case 'E':
		g.Access, g.Said = postgresError(errorFields(body))
	default:
		return Greeting{}, errStranger
	}
	return g, nil
}

// postgresProof names what an authentication request wants.
func postgresProof(code uint32) (Access, string) {
	switch code {
	case 0:
		return AccessOpen, "trusts every user, no password asked"
	case 3:
		return AccessAuth, "asks for a password in clear text"
	case 5:
		return AccessAuth, "asks for a password (MD5)"
	case 7:
		return AccessAuth, "asks for GSSAPI"
	case 9:
		return AccessAuth, "asks for SSPI"
	case 10:
		return AccessAuth, "asks for a password (SCRAM)"
	default:
		return AccessUnknown, "asks for a proof of a kind we do not know"
	}
}

// postgresError reads SQLSTATE and message: 28000 refuses the host or the way
// of proving, 3D000 and 28P01 come after an identity was accepted or refused.
func postgresError(fields map[byte]string) (Access, string) {
	code, text := fields['C'], fields['M']
	switch {
	case code == "28000" && bytes.Contains([]byte(text), []byte("pg_hba.conf")):
		return AccessHost, "refuses this host (pg_hba.conf)"
	case code == "28000", code == "28P01":
		return AccessAuth, "asks for a proof that a stranger has not (" + code + ")"
	case code == "3D000":
		return AccessOpen, "let a stranger in as far as choosing a database"
	case code == "53300":
		return AccessUnknown, "has too many connections"
	case code == "57P03":
		return AccessUnknown, "is starting up or shutting down"
	default:
		return AccessUnknown, "answers with error " + clean(code)
	}
}

// errorFields splits an ErrorResponse: a letter, text and NUL each, a NUL last.
func errorFields(body []byte) map[byte]string {
	fields := map[byte]string{}
	for len(body) > 1 && body[0] != 0 {
		text, rest, ok := bytes.Cut(body[1:], []byte{0})
		if !ok {
			break
		}
		fields[body[0]] = clean(string(text))
		body = rest
	}
	return fields
}
