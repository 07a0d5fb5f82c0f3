package heartbeat

import (
	"strings"
	"time"

	"holdfast"
)

// settings are what the config may say below "heartbeat:".
type settings struct {
	Token  holdfast.Secret   `yaml:"token" doc:"The secret part of the address /beat/TOKEN that the job calls; at least 16 letters, digits, - or _."`
	Period holdfast.Duration `yaml:"period" doc:"How often the job calls, such as 1h or 1d."`
	Grace  holdfast.Duration `yaml:"grace" doc:"How late a call may be: the job's longest running time; default 10m."`
}

// minToken is the least length of a token: 16 characters of 64 are 96 bits.
const minToken = 16

// defaults returns the settings before the config is read.
func defaults() *settings {
	return &settings{Grace: holdfast.Duration(10 * time.Minute)}
}

// check says what is wrong with the settings.
func (s *settings) check() error {
	switch {
	case len(s.Token) < minToken || strings.ContainsFunc(s.Token.Reveal(), notInURL):
		return &holdfast.SettingError{Field: "token", Text: "want at least 16 letters, digits, - or _; make one with: openssl rand -hex 16"}
	case s.Period.Std() < time.Minute:
		return &holdfast.SettingError{Field: "period", Text: "want how often the job calls, at least 1m, such as 1h or 1d"}
	}
	return nil
}

// notInURL reports whether r would have to be escaped in a path (RFC 3986
// §2.3, without . and ~).
func notInURL(r rune) bool {
	return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", r)
}
