package websocket

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"

	"holdfast"
	"holdfast/internal/plain"
)

// request writes the head of the handshake (RFC 6455 §4.1), but for the key,
// which is new at each look.
func (s *settings) request(p *plan, version string) error {
	header, err := s.header(version)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	out.WriteString("GET " + p.url.RequestURI() + " HTTP/1.1\r\nHost: " + p.url.Host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
	if host := header.Get("Host"); host != "" {
		return wrong("headers.Host", "the host of url is sent")
	}
	_ = header.Write(&out) // a buffer takes everything
	p.head = out.String()
	p.mask = plain.NewMask(s.secrets(p)...)
	return nil
}

// header collects the headers of the settings.
func (s *settings) header(version string) (http.Header, error) {
	header := http.Header{"User-Agent": {agent(version)}}
	for name, value := range s.Headers {
		if why := forbids(name, value.Reveal()); why != "" {
			return nil, wrong("headers."+name, why)
		}
		header.Set(name, value.Reveal())
	}
	for field, pair := range map[string][2]string{
		"subprotocol": {"Sec-Websocket-Protocol", s.Subprotocol},
		"origin":      {"Origin", s.Origin},
	} {
		switch {
		case pair[1] == "":
		case !httpguts.ValidHeaderFieldValue(pair[1]), field == "subprotocol" && !httpguts.ValidHeaderFieldName(pair[1]):
			return nil, wrong(field, "want one word that a header can hold")
		default:
			header.Set(pair[0], pair[1])
		}
	}
	return header, s.authorize(header)
}

// authorize adds basic or bearer.
func (s *settings) authorize(header http.Header) error {
	switch {
	case s.Bearer != "" && s.Basic != basic{}:
		return wrong("bearer", "bearer and basic are both given; want one of them")
	case s.Bearer != "" && !httpguts.ValidHeaderFieldValue(s.Bearer.Reveal()):
		return wrong("bearer", "want a token of one line")
	case s.Bearer != "":
		header.Set("Authorization", "Bearer "+s.Bearer.Reveal())
	case s.Basic != basic{}:
		header.Set("Authorization", "Basic "+s.Basic.encoded())
	}
	return nil
}

// encoded is the pair as the header has it (RFC 7617 §2).
func (b basic) encoded() string {
	return base64.StdEncoding.EncodeToString([]byte(b.User + ":" + b.Password.Reveal()))
}

// forbids says why a header cannot be sent, or nothing.
func forbids(name, value string) string {
	switch http.CanonicalHeaderKey(name) {
	case "Upgrade", "Connection", "Host", "Sec-Websocket-Key", "Sec-Websocket-Version", "Sec-Websocket-Extensions", "Content-Length", "Transfer-Encoding":
		return "the handshake itself sets it; want headers of your own"
	case "Sec-Websocket-Protocol":
		return "want it as subprotocol:"
	case "Origin":
		return "want it as origin:"
	}
	switch {
	case !httpguts.ValidHeaderFieldName(name):
		return "want a name such as Cookie"
	case !httpguts.ValidHeaderFieldValue(value):
		return "want a value of one line"
	default:
		return ""
	}
}

// secrets are all that must not be told, should the server send it back.
func (s *settings) secrets(p *plan) []holdfast.Secret {
	secrets := []holdfast.Secret{s.Bearer, s.Basic.Password}
	if s.Basic != (basic{}) {
		secrets = append(secrets, holdfast.Secret(s.Basic.encoded()))
	}
	for _, value := range s.Headers {
		secrets = append(secrets, value)
	}
	if text := strings.TrimSpace(string(p.send)); len(text) >= 4 {
		secrets = append(secrets, holdfast.Secret(text))
	}
	for _, values := range p.url.Query() {
		for _, value := range values {
			if len(value) >= 4 {
				secrets = append(secrets, holdfast.Secret(value))
			}
		}
	}
	return secrets
}

// agent is the header User-Agent.
func agent(version string) string {
	if version == "" {
		return "Holdfast"
	}
	return "Holdfast/" + version
}

// authority writes host and port as a URL has them.
func authority(host string, port uint16) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == 0 {
		return host
	}
	return host + ":" + strconv.Itoa(int(port))
}

// show prints an address for people: without its query, which may hold a secret.
func show(u *url.URL) string {
	text := u.Scheme + "://" + u.Host + u.EscapedPath()
	if u.RawQuery != "" || u.ForceQuery {
		text += "?…"
	}
	return plain.Text(strings.ToValidUTF8(text, "?"), 200)
}
