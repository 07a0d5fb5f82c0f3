package uptime

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"

	"holdfast"
)

// credentials builds the headers that are sent: all of them to the named host,
// only the harmless ones to anybody else.
func (s *settings) credentials(p *plan, version string) error {
	if version == "" {
		version = "dev"
	}
	p.public = http.Header{
		"User-Agent": {"Holdfast/" + version + " (+monitor)"},
		"Accept":     {"*/*"},
	}
	p.header = p.public.Clone()
	for _, name := range sortedKeys(s.Headers) {
		value := s.Headers[name].Reveal()
		if !isToken(name) || strings.ContainsFunc(value, isControl) {
			return wrong("headers."+name, "want a header's name and one line as its value")
		}
		if strings.EqualFold(name, "Host") {
			p.vhost = value
			continue
		}
		p.header.Set(name, value)
	}
	p.mask = s.masker()
	return s.authorization(p)
}

// authorization reads basic and bearer.
func (s *settings) authorization(p *plan) error {
	switch {
	case s.Basic != (basic{}) && s.Bearer != "":
		return wrong("bearer", "basic and bearer are both given; want one of them")
	case s.Basic != (basic{}):
		if s.Basic.User == "" || strings.Contains(s.Basic.User, ":") {
			return wrong("basic.user", "want a user name without a colon (RFC 7617 §2)")
		}
		pair := s.Basic.User + ":" + s.Basic.Password.Reveal()
		p.header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	case s.Bearer != "":
		if strings.ContainsFunc(s.Bearer.Reveal(), isControl) {
			return wrong("bearer", "want a token on one line")
		}
		p.header.Set("Authorization", "Bearer "+s.Bearer.Reveal())
	}
	return nil
}

// masker takes every secret of the settings out of a text: a target may send
// back what it was sent. Shorter ones than four characters would mask at random.
func (s *settings) masker() *strings.Replacer {
	secrets := append([]holdfast.Secret{s.Body, s.Basic.Password, s.Bearer}, slices.Collect(maps.Values(s.Headers))...)
	var pairs []string
	for _, secret := range secrets {
		if len(secret) >= 4 {
			pairs = append(pairs, secret.Reveal(), secret.String())
		}
	}
	return strings.NewReplacer(pairs...)
}

// hide takes the secrets out of a text that came from the target.
func (p *plan) hide(text string) string { return p.mask.Replace(text) }

// sortedKeys returns the keys in order, so that errors and faults are stable.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// isToken reports whether s is a token (RFC 9110 §5.6.2).
func isToken(s string) bool {
	const marks = "!#$%&'*+-.^_`|~"
	for _, c := range s {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && !strings.ContainsRune(marks, c) {
			return false
		}
	}
	return s != ""
}

// isControl reports whether a header value must not hold r (RFC 9110 §5.5).
func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
