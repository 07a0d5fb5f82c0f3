package email

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"html/template"
	"net/mail"
	"os"
	"slices"
	"strings"
	"unicode"

	"holdfast"
	"holdfast/internal/plain"
)

// build makes a channel from its settings.
func build(env holdfast.Env, decode func(any) error) (holdfast.Notifier, error) {
	s := defaults()
	if err := decode(s); err != nil {
		return nil, err
	}
	c := &channel{env: env, user: s.User, password: s.Password, auth: s.Auth, mask: plain.NewMask(s.Password)}
	for _, step := range []func(*channel) error{s.server, s.people, s.account, s.trust} {
		if err := step(c); err != nil {
			return nil, err
		}
	}
	var err error
	if c.html, err = template.New("mail").Parse(mailHTML); err != nil {
		return nil, fmt.Errorf("reading the mail's template: %w", err)
	}
	return c, nil
}

// people reads sender and recipients.
func (s *settings) people(c *channel) error {
	if len(s.To) == 0 {
		return fault("to", "is empty; want at least one address")
	}
	for i, text := range s.To {
		to, err := address(text)
		if err != nil {
			return fault(fmt.Sprintf("to.%d", i), err.Error())
		}
		if !slices.ContainsFunc(c.to, func(known *mail.Address) bool { return known.Address == to.Address }) {
			c.to = append(c.to, to)
		}
	}
	from := s.From
	if from == "" {
		from = "Holdfast <holdfast@" + hostname() + ">"
	}
	var err error
	if c.from, err = address(from); err != nil {
		return fault("from", err.Error())
	}
	return nil
}

// address reads one mail address (RFC 5322 §3.4). Addresses beyond ASCII would
// need SMTPUTF8 on the whole way (RFC 6531) and are refused.
func address(text string) (*mail.Address, error) {
	a, err := mail.ParseAddress(text)
	if err != nil || strings.ContainsFunc(a.Address, func(r rune) bool { return r > unicode.MaxASCII || r <= ' ' }) {
		return nil, fmt.Errorf("%q is no mail address; want one such as staff@example.com", plain.Trim(plain.Line(text), 80))
	}
	return a, nil
}

// account checks that user, password and mechanism go together.
func (s *settings) account(*channel) error {
	switch {
	case s.User == "" && s.Password != "":
		return fault("user", "is missing beside a password")
	case s.User != "" && s.Password == "":
		return fault("password", "is missing beside a user")
	case !slices.Contains(mechanisms(), s.Auth):
		return fault("auth", "is "+s.Auth+"; want "+strings.Join(mechanisms(), ", "))
	}
	return nil
}

// trust reads the authority that the server's certificate must come from.
func (s *settings) trust(c *channel) error {
	c.tls = &tls.Config{ServerName: c.host, RootCAs: c.env.Roots, MinVersion: tls.VersionTLS12}
	if s.CA == "" {
		return nil
	}
	pem, err := os.ReadFile(s.CA)
	if err != nil {
		return fault("ca", err.Error())
	}
	c.tls.RootCAs = x509.NewCertPool()
	if !c.tls.RootCAs.AppendCertsFromPEM(pem) {
		return fault("ca", s.CA+" holds no certificate; want a PEM file")
	}
	return nil
}

// hostname is this machine's name, or localhost where it has none.
func hostname() string {
	name, err := os.Hostname()
	if err != nil || name == "" || strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII || r <= ' ' }) {
		return "localhost"
	}
	return name
}

// fault is a setting that makes no sense.
func fault(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }
