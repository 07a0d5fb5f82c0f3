package tcp

import (
	"crypto/tls"
	"regexp"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/starttls"
	"holdfast/probes/internal/trust"
)

// settings are what the config may say below "tcp:".
type settings struct {
	Address     string            `yaml:"address" doc:"host:port to connect to."`
	Send        holdfast.Secret   `yaml:"send" doc:"Bytes to send first; in double quotes \\r\\n are a line's end."`
	Expect      string            `yaml:"expect" doc:"Regular expression (RE2) that what comes back must match, within its first 65536 bytes."`
	TLS         bool              `yaml:"tls" doc:"Shake hands before anything is sent."`
	StartTLS    string            `yaml:"starttls" doc:"Speak this protocol first and go over to TLS before anything is sent: ftp, imap, irc, ldap, lmtp, mysql, nntp, pop3, postgres, sieve, smtp, xmpp or xmpp-server."`
	Verify      string            `yaml:"verify" doc:"on, or off to take any certificate."`
	ServerName  string            `yaml:"server_name" doc:"Name that the certificate must be for; default the host of address."`
	CA          string            `yaml:"ca" doc:"PEM file of the authorities to trust instead of the system's."`
	Certificate trust.Certificate `yaml:"certificate" doc:"When the end of the certificate puts the check at risk."`
	IP          string            `yaml:"ip" doc:"any, 4 or 6: which addresses of the name may answer."`
	MaxTime     holdfast.Duration `yaml:"max_time" doc:"The longest that it may take to answer; 0 asks nothing beyond the check's timeout."`
}

// defaults returns the settings before the config is read.
func defaults() *settings { return &settings{Verify: "on", IP: "any"} }

// plan is the settings, checked and compiled.
type plan struct {
	target, host string
	port         uint16
	family       netdial.Family
	send         []byte
	expect       *regexp.Regexp
	maxTime      time.Duration
	tls          *tls.Config // nil: plain
	starttls     string      // the protocol spoken before TLS; empty: none
	rules        certs.Rules
}

// wrong makes the error of a setting.
func wrong(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }

// compile checks the settings and makes the plan of them.
func (s *settings) compile(env holdfast.Env) (*plan, error) {
	host, port, err := netdial.SplitHostPort(s.Address)
	if err != nil || port == 0 {
		return nil, wrong("address", "want host:port such as mail.example.com:25")
	}
	p := &plan{target: s.Address, host: host, port: port, send: []byte(s.Send.Reveal()), maxTime: s.MaxTime.Std()}
	if s.Expect != "" {
		if p.expect, err = regexp.Compile(s.Expect); err != nil {
			return nil, wrong("expect", "want a regular expression (RE2): "+err.Error())
		}
	}
	families := map[string]netdial.Family{"": netdial.Any, "any": netdial.Any, "4": netdial.IPv4, "6": netdial.IPv6}
	family, ok := families[s.IP]
	if !ok {
		return nil, wrong("ip", "want any, 4 or 6")
	}
	p.family = family
	return p, s.trust(p, env)
}

// trust reads whom to trust, and what is spoken before TLS.
func (s *settings) trust(p *plan, env holdfast.Env) (err error) {
	terms := trust.Terms{Verify: s.Verify, CA: s.CA, Certificate: s.Certificate}
	if p.rules, err = terms.Rules(); err != nil {
		return err
	}
	if s.StartTLS != "" && !starttls.Known(s.StartTLS) {
		return wrong("starttls", "want one of "+strings.Join(starttls.Protocols(), ", "))
	}
	p.starttls = s.StartTLS
	if !s.TLS && s.StartTLS == "" {
		return terms.Clear("write tls: true, or starttls: and a protocol")
	}
	name := s.ServerName
	if name == "" {
		name = p.host
	}
	p.tls, err = terms.Config(env.Roots, name)
	return err
}
