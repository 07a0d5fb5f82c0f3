package email

import (
	"net"
	"net/url"
	"strconv"
	"strings"
)

// The ways to protect the connection.
const (
	tlsStart    = "starttls"
	tlsImplicit = "implicit"
	tlsNone     = "none"
)

// The well-known ports (RFC 6409, RFC 8314).
const (
	portSubmission  = "587"
	portSubmissions = "465"
)

// server reads the mail server's address and how to protect the way to it.
func (s *settings) server(c *channel) error {
	if s.SMTP == "" {
		return fault("smtp", "is missing; want the mail server as host:port, such as mail.example.com:587")
	}
	text, mode, err := s.scheme()
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		host, port = strings.Trim(text, "[]"), ""
	}
	c.host, c.port, c.mode = host, port, mode
	if c.mode == "" {
		c.mode = tlsStart
		if port == portSubmissions {
			c.mode = tlsImplicit
		}
	}
	if c.port == "" {
		c.port = map[string]string{tlsImplicit: portSubmissions}[c.mode]
	}
	if c.port == "" {
		c.port = portSubmission
	}
	return s.checkServer(c)
}

// scheme takes smtp:// or smtps:// and ?tls= off the address and returns the
// rest with the protection that they or the tls setting demand.
func (s *settings) scheme() (rest, mode string, err error) {
	if !strings.Contains(s.SMTP, "://") {
		return s.SMTP, s.TLS, nil
	}
	u, err := url.Parse(s.SMTP)
	switch {
	case err != nil || u.Host == "":
		return "", "", fault("smtp", "is no address; want host:port, smtp://host:port or smtps://host:port")
	case u.User != nil:
		return "", "", fault("smtp", "holds an account; put it into user and password")
	case u.Scheme != "smtp" && u.Scheme != "smtps":
		return "", "", fault("smtp", "has the scheme "+u.Scheme+"; want smtp or smtps")
	}
	mode = u.Query().Get("tls")
	if u.Scheme == "smtps" {
		mode = tlsImplicit
	}
	if mode != "" && s.TLS != "" && mode != s.TLS {
		return "", "", fault("tls", "is "+s.TLS+", but smtp says "+mode+"; say it once")
	}
	if mode == "" {
		mode = s.TLS
	}
	return u.Host, mode, nil
}

// checkServer refuses what no connection can be made of.
func (s *settings) checkServer(c *channel) error {
	n, err := strconv.ParseUint(c.port, 10, 16)
	switch {
	case c.host == "" || strings.ContainsAny(c.host, " /\r\n"):
		return fault("smtp", "names no host; want host:port, such as mail.example.com:587")
	case err != nil || n == 0:
		return fault("smtp", "has the port "+c.port+"; want a number from 1 to 65535")
	case c.mode != tlsStart && c.mode != tlsImplicit && c.mode != tlsNone:
		return fault("tls", "is "+c.mode+"; want starttls, implicit or none")
	}
	return nil
}
