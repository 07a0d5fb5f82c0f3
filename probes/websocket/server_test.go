package websocket_test

import (
	"bufio"
	"context"
	"crypto/sha1" //nolint:gosec // RFC 6455 §4.2.2 has no other
	"crypto/tls"
	"encoding/base64"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// peer is a server's side of one connection, after the request was read.
type peer struct {
	net.Conn
	in  *bufio.Reader
	req *http.Request
}

// serve accepts connections, reads a request on each, and does what the test
// wants. It returns host:port.
func serve(t testing.TB, config *tls.Config, do func(*peer)) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if config != nil {
		l = tls.NewListener(l, config)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				in := bufio.NewReader(c)
				req, err := http.ReadRequest(in)
				if err != nil {
					return
				}
				do(&peer{c, in, req})
				_, _ = io.Copy(io.Discard, in) // until the client has read all
			}()
		}
	}()
	return l.Addr().String()
}

// write says something as it is.
func (p *peer) write(text string) { _, _ = io.WriteString(p, text) }

// open answers the handshake, with further header lines.
func (p *peer) open(more ...string) {
	sum := sha1.Sum([]byte(p.req.Header.Get("Sec-Websocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) //nolint:gosec // as above
	p.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + base64.StdEncoding.EncodeToString(sum[:]) + "\r\n")
	for _, line := range more {
		p.write(line + "\r\n")
	}
	p.write("\r\n")
}

// frame is a frame as a server sends it: the first byte, and the payload.
func frame(first byte, payload string) string {
	out := []byte{first}
	switch n := len(payload); {
	case n <= 125:
		out = append(out, byte(n))
	case n <= 0xffff:
		out = binary.BigEndian.AppendUint16(append(out, 126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, 127), uint64(n))
	}
	return string(out) + payload
}

// Frames of a server.
const (
	text   = 0x81
	bytes  = 0x82
	closes = 0x88
	pings  = 0x89
	pongs  = 0x8a
)

// hear reads one frame of the client; ok is false at the end, or where the frame
// is not masked, as a client's must be.
func (p *peer) hear() (op byte, payload string, ok bool) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(p.in, head); err != nil || head[1]&0x80 == 0 {
		return 0, "", false
	}
	size := int(head[1] & 0x7f)
	if size == 126 {
		wide := make([]byte, 2)
		if _, err := io.ReadFull(p.in, wide); err != nil {
			return 0, "", false
		}
		size = int(binary.BigEndian.Uint16(wide))
	}
	key, body := make([]byte, 4), make([]byte, size)
	if _, err := io.ReadFull(p.in, key); err != nil {
		return 0, "", false
	}
	if _, err := io.ReadFull(p.in, body); err != nil {
		return 0, "", false
	}
	for i := range body {
		body[i] ^= key[i%4]
	}
	return head[0], string(body), true
}

// answer plays an endpoint: it answers pings, closes as it should, and hands
// messages over.
func (p *peer) answer(message func(words string)) {
	for {
		op, payload, ok := p.hear()
		switch {
		case !ok:
			return
		case op == pings:
			p.write(frame(pongs, payload))
		case op == closes:
			p.write(frame(closes, payload))
			return
		default:
			message(payload)
		}
	}
}

// well is an endpoint that answers every message with "you said …".
func well(p *peer) {
	p.open()
	p.answer(func(words string) { p.write(frame(text, "you said "+strings.ToUpper(words))) })
}
