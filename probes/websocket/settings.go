package websocket

import (
	"crypto/tls"
	"net/url"
	"regexp"
	"time"

	"holdfast"
	"holdfast/internal/plain"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/trust"
)

// settings are what the config may say below "websocket:".
type settings struct {
	URL         string                     `yaml:"url" doc:"The address to open, ws:// or wss://."`
	Subprotocol string                     `yaml:"subprotocol" doc:"Subprotocol to offer, such as graphql-transport-ws; the server must take it."`
	Origin      string                     `yaml:"origin" doc:"Header Origin, as a browser would send it; default none."`
	Headers     map[string]holdfast.Secret `yaml:"headers" doc:"Request headers to send with the handshake, such as Cookie."`
	Basic       basic                      `yaml:"basic" doc:"User and password for HTTP basic authentication."`
	Bearer      holdfast.Secret            `yaml:"bearer" doc:"Token for the header Authorization: Bearer."`
	Ping        string                     `yaml:"ping" doc:"on, or off not to ping after the handshake."`
	Send        holdfast.Secret            `yaml:"send" doc:"Text message to send once the connection is open; default none."`
	Expect      string                     `yaml:"expect" doc:"Regular expression (RE2) that a message from the server must match, within the first 65536 bytes."`
	Verify      string                     `yaml:"verify" doc:"on, or off to take any certificate."`
	ServerName  string                     `yaml:"server_name" doc:"Name that the certificate must be for; default the host of url."`
	CA          string                     `yaml:"ca" doc:"PEM file of the authorities to trust instead of the system's."`
	ClientCert  trust.ClientCert           `yaml:"client_cert" doc:"Client certificate to show when the server asks for one."`
	Certificate trust.Certificate          `yaml:"certificate" doc:"When the end of the certificate puts the check at risk."`
	IP          string                     `yaml:"ip" doc:"any, 4 or 6: which addresses of the name may answer."`
	MaxTime     holdfast.Duration          `yaml:"max_time" doc:"The longest that it may take from look-up to the last answer; 0 asks nothing beyond the check's timeout."`
}

// basic is HTTP basic authentication (RFC 7617).
type basic struct {
	User     string          `yaml:"user" doc:"User name."`
	Password holdfast.Secret `yaml:"password" doc:"Password."`
}

// defaults returns the settings before the config is read.
func defaults() *settings { return &settings{Ping: "on", Verify: "on", IP: "any"} }

// plan is the settings, checked and compiled.
type plan struct {
	url         *url.URL
	target      string // the url as people may see it
	host        string
	port        uint16
	family      netdial.Family
	head        string // the request but for the key
	subprotocol string
	ping        bool
	send        []byte
	expect      *regexp.Regexp
	mask        plain.Mask
	maxTime     time.Duration
	tls         *tls.Config // nil: plain
	rules       certs.Rules
}

// wrong makes the error of a setting.
func wrong(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }

// compile checks the settings and makes the plan of them.
func (s *settings) compile(env holdfast.Env) (*plan, error) {
	p := &plan{subprotocol: s.Subprotocol, maxTime: s.MaxTime.Std()}
	stages := []func(*plan) error{
		s.address, s.talk,
		func(p *plan) error { return s.trust(p, env) },
		func(p *plan) error { return s.request(p, env.Version) },
	}
	for _, stage := range stages {
		if err := stage(p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// address reads url and ip.
func (s *settings) address(p *plan) error {
	u, err := url.Parse(s.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "ws" && u.Scheme != "wss":
		return wrong("url", "want an address such as wss://app.example.com/socket")
	case u.User != nil:
		return wrong("url", "a URL with a password is shown in many places; use basic: {user: …, password: …}")
	case u.Fragment != "":
		return wrong("url", "want an address without a fragment (RFC 6455 §3)")
	}
	if p.host, p.port, err = netdial.SplitHostPort(u.Host); err != nil {
		return wrong("url", err.Error())
	}
	u.Host = authority(p.host, p.port)
	if u.Path == "" {
		u.Path = "/"
	}
	if p.port == 0 {
		p.port = map[string]uint16{"ws": 80, "wss": 443}[u.Scheme]
	}
	p.url, p.target = u, show(u)
	families := map[string]netdial.Family{"": netdial.Any, "any": netdial.Any, "4": netdial.IPv4, "6": netdial.IPv6}
	family, ok := families[s.IP]
	if !ok {
		return wrong("ip", "want any, 4 or 6")
	}
	p.family = family
	return nil
}

// talk reads what is said once the connection is open.
func (s *settings) talk(p *plan) error {
	switch s.Ping {
	case "on", "true", "":
		p.ping = true
	case "off", "false":
	default:
		return wrong("ping", "want on or off")
	}
	if p.send = []byte(s.Send.Reveal()); len(p.send) > maxMessage {
		return wrong("send", "want a message of at most 65536 bytes")
	}
	if s.Expect == "" {
		return nil
	}
	match, err := regexp.Compile(s.Expect)
	if err != nil {
		return wrong("expect", "want a regular expression (RE2): "+err.Error())
	}
	p.expect = match
	return nil
}
