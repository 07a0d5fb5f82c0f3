package websocket

import (
	"bufio"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6455 §4.2.2 has no other
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// Bounds of what a server may say.
const (
	maxHead    = 64 << 10  // the answer to the handshake
	maxMessage = 64 << 10  // one message, and all of those that are looked at
	maxBytes   = 512 << 10 // all frames
	maxFrames  = 1000
)

// errEndless ends a reading that has become too long.
var errEndless = errors.New("it said more than is read")

// bounded reads until too much has been said.
type bounded struct {
	r    io.Reader
	left int
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errEndless
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// oddity is what the server said and should not have: an observation. Its own
// words may hold our secrets, and are kept apart.
type oddity struct{ key, text, said, fix string }

// Error implements error.
func (o *oddity) Error() string { return o.text }

// spoilt is the oddity of a peer that does not keep to the protocol.
func spoilt(format string, args ...any) error {
	return &oddity{key: "protocol", text: fmt.Sprintf(format, args...), fix: "look at the server's WebSocket library, and at every proxy on the way"}
}

// newKey makes the key of a handshake.
func newKey() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return base64.StdEncoding.EncodeToString(b[:])
}

// accept is what a server must answer to a key (RFC 6455 §4.2.2).
func accept(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) //nolint:gosec // as above
	return base64.StdEncoding.EncodeToString(sum[:])
}

// readAnswer reads the head of the answer. Errors of the connection are
// returned as they are, all others as an [oddity].
func readAnswer(in *bufio.Reader) (*http.Response, error) {
	head, err := in.Peek(5)
	switch {
	case err != nil && len(head) == 0:
		return nil, err
	case string(head) != "HTTP/":
		line, _ := in.Peek(min(in.Buffered(), 40))
		return nil, &oddity{key: "protocol", text: "what came is no HTTP", said: string(line), fix: "is this the port of a web server?"}
	}
	resp, err := http.ReadResponse(in, &http.Request{Method: http.MethodGet})
	switch {
	case err == nil:
		return resp, nil
	case errors.Is(err, errEndless):
		return nil, spoilt("its headers exceed 64 KiB")
	case overConnection(err):
		return nil, err
	default:
		return nil, spoilt("what came is no HTTP answer")
	}
}

// judge compares the answer with what the handshake wants, all of it.
func (p *prober) judge(s *sight, resp *http.Response, key string) {
	before := len(s.faults)
	s.status, s.server = resp.StatusCode, resp.Header.Get("Server")
	if resp.StatusCode != http.StatusSwitchingProtocols {
		p.notUpgraded(s, resp)
		return
	}
	h := resp.Header
	if !httpguts.HeaderValuesContainsToken(h["Upgrade"], "websocket") || !httpguts.HeaderValuesContainsToken(h["Connection"], "upgrade") {
		s.fault("upgrade", fmt.Sprintf("%s answered 101 with Upgrade%s and Connection%s, wanted websocket and Upgrade", p.target, p.said(h.Get("Upgrade")), p.said(h.Get("Connection"))), "let the proxy pass both headers on: nginx proxy_set_header Upgrade and Connection")
	}
	if got := strings.TrimSpace(h.Get("Sec-Websocket-Accept")); got != accept(key) {
		s.fault("accept", fmt.Sprintf("%s answered 101 with a Sec-WebSocket-Accept that is not made from our key%s", p.target, p.said(got)), "a cache, or a server that does not know WebSocket, answers here")
	}
	if got := h.Get("Sec-Websocket-Extensions"); got != "" {
		s.fault("extension", fmt.Sprintf("%s took an extension that was not offered%s", p.target, p.said(got)), "the server's WebSocket library breaks RFC 6455 §4.1")
	}
	p.spoken(s, h.Values("Sec-Websocket-Protocol"))
	s.upgraded = len(s.faults) == before
}

// spoken compares the subprotocol.
func (p *prober) spoken(s *sight, got []string) {
	s.subprotocol = strings.Join(got, ", ")
	switch {
	case s.subprotocol == p.subprotocol:
	case p.subprotocol == "":
		s.fault("subprotocol", fmt.Sprintf("%s took a subprotocol that was not offered%s", p.target, p.said(s.subprotocol)), "name it with subprotocol:, or correct the server (RFC 6455 §4.1)")
	case s.subprotocol == "":
		s.fault("subprotocol", fmt.Sprintf("%s took no subprotocol, wanted %s", p.target, p.subprotocol), "which subprotocols does the server know?")
	default:
		s.fault("subprotocol", fmt.Sprintf("%s took another subprotocol%s, wanted %s", p.target, p.said(s.subprotocol), p.subprotocol), "which subprotocols does the server know?")
	}
}

// notUpgraded is an answer other than 101. An edge that shows a challenge page
// has answered for itself: the endpoint was not seen.
func (p *prober) notUpgraded(s *sight, resp *http.Response) {
	for _, mark := range [][3]string{{"Cf-Mitigated", "challenge", "Cloudflare"}, {"X-Amzn-Waf-Action", "", "AWS WAF"}, {"X-Vercel-Mitigated", "", "Vercel"}} {
		if values := resp.Header.Values(mark[0]); len(values) > 0 && strings.Contains(strings.ToLower(values[0]), mark[1]) {
			s.edge(fmt.Sprintf("the edge refused the probe: %s answered %d with a challenge of %s; the endpoint itself was not seen", p.target, s.status, mark[2]),
				"let the User-Agent Holdfast or this machine's address through at "+mark[2])
			return
		}
	}
	text := fmt.Sprintf("%s answered %d %s, wanted 101 Switching Protocols", p.target, s.status, http.StatusText(s.status))
	if to := resp.Header.Get("Location"); to != "" {
		to, _, _ = strings.Cut(to, "?")
		text += "; it leads to" + strings.TrimPrefix(p.said(to), ":")
	}
	s.fault("status", text, statusFix(s.status))
}

// statusFix says what to do about a status.
func statusFix(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return "give bearer:, basic: or headers:; a 403 is often about origin:"
	case http.StatusNotFound, http.StatusOK:
		return "is the path right? a page answers where the endpoint should be"
	case http.StatusBadRequest, http.StatusUpgradeRequired:
		return "a proxy on the way may drop Upgrade: nginx proxy_http_version 1.1 and proxy_set_header Upgrade"
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return "the server behind the proxy is gone or full: look at its log"
	default:
		return "ask it by hand: curl -i -N with the headers of RFC 6455 §1.2"
	}
}
