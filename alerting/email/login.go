package email

import (
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"

	"holdfast"
)

// The ways to log in.
const (
	authAuto  = "auto"
	authPlain = "plain"
	authLogin = "login"
	authCRAM  = "cram-md5"
	authSCRAM = "scram-sha-256"
)

// mechanisms are the words that the auth setting may use.
func mechanisms() []string { return []string{authAuto, authPlain, authLogin, authCRAM, authSCRAM} }

// login logs in where the settings name an account (RFC 4954).
func (s *session) login() *ending {
	c := s.channel
	if c.user == "" {
		return nil
	}
	_, list := s.client.Extension("AUTH")
	offered := strings.Fields(strings.ToLower(list))
	if len(offered) == 0 {
		return refuse("AUTH", "not offered; take user and password out, or choose the submission port (587, 465)")
	}
	mechanism := c.choose(offered, s.secure())
	if mechanism == "" {
		return refuse("AUTH", "offers "+list+"; without TLS a readable password is only sent when auth names the mechanism")
	}
	if err := s.client.Auth(c.credentials(mechanism)); err != nil {
		e := judged("AUTH "+mechanism, err, holdfast.OutcomeRetry)
		return &e
	}
	return nil
}

// choose picks the mechanism: the one that was set, or the best that is
// offered. Those that show the password need a protected connection.
func (c *channel) choose(offered []string, secure bool) string {
	if c.auth != authAuto {
		return c.auth
	}
	best := []string{authSCRAM, authCRAM}
	if secure {
		best = []string{authSCRAM, authPlain, authLogin, authCRAM}
	}
	for _, mechanism := range best {
		if slices.Contains(offered, mechanism) {
			return mechanism
		}
	}
	return ""
}

// credentials prepares a mechanism. Sending the password in the clear was
// decided in choose.
func (c *channel) credentials(mechanism string) smtp.Auth {
	password := c.password.Reveal()
	switch mechanism {
	case authSCRAM:
		return smtp.ScramSHA256Auth(c.user, password)
	case authCRAM:
		return smtp.CRAMMD5Auth(c.user, password)
	case authLogin:
		return smtp.LoginAuth(c.user, password, c.host, true)
	default:
		return smtp.PlainAuth("", c.user, password, c.host, true)
	}
}
