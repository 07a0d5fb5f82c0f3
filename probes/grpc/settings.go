package grpc

import (
	"crypto/tls"
	"net"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"holdfast"
	"holdfast/internal/plain"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/trust"
)

// settings are what the config may say below "grpc:".
type settings struct {
	Address     string                     `yaml:"address" doc:"host:port to connect to."`
	Service     string                     `yaml:"service" doc:"Name of the service to ask about, such as payments.v1.Payments; default none, which asks about the server as a whole."`
	Metadata    map[string]holdfast.Secret `yaml:"metadata" doc:"Metadata to send with the call, such as authorization."`
	Authority   string                     `yaml:"authority" doc:"Value of :authority, by which proxies choose the server; default server_name, else address."`
	TLS         bool                       `yaml:"tls" doc:"Shake hands before; without it the call goes in clear text (h2c with prior knowledge)."`
	Verify      string                     `yaml:"verify" doc:"on, or off to take any certificate."`
	ServerName  string                     `yaml:"server_name" doc:"Name that the certificate must be for; default the host of address."`
	CA          string                     `yaml:"ca" doc:"PEM file of the authorities to trust instead of the system's."`
	ClientCert  trust.ClientCert           `yaml:"client_cert" doc:"Client certificate to show when the server asks for one."`
	Certificate trust.Certificate          `yaml:"certificate" doc:"When the end of the certificate puts the check at risk."`
	IP          string                     `yaml:"ip" doc:"any, 4 or 6: which addresses of the name may answer."`
	MaxTime     holdfast.Duration          `yaml:"max_time" doc:"The longest that it may take to answer; 0 asks nothing beyond the check's timeout."`
}

// defaults returns the settings before the config is read.
func defaults() *settings { return &settings{Verify: "on", IP: "any"} }

// plan is the settings, checked and compiled.
type plan struct {
	target, host string
	port         uint16
	family       netdial.Family
	service      string
	request      []byte // all that is said, from the preface to the message
	mask         plain.Mask
	maxTime      time.Duration
	tls          *tls.Config // nil: clear text
	rules        certs.Rules
}

// Bounds of what is sent: a call must fit into the first window and one frame
// of headers (RFC 9113 §6.5.2), so that nothing has to be waited for.
const (
	maxService = 1 << 10
	maxHeaders = 16 << 10
)

// wrong makes the error of a setting.
func wrong(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }

// compile checks the settings and makes the plan of them.
func (s *settings) compile(env holdfast.Env) (*plan, error) {
	host, port, err := netdial.SplitHostPort(s.Address)
	if err != nil || port == 0 {
		return nil, wrong("address", "want host:port such as grpc.example.com:443")
	}
	families := map[string]netdial.Family{"": netdial.Any, "any": netdial.Any, "4": netdial.IPv4, "6": netdial.IPv6}
	family, ok := families[s.IP]
	if !ok {
		return nil, wrong("ip", "want any, 4 or 6")
	}
	p := &plan{target: net.JoinHostPort(host, strconv.Itoa(int(port))), host: host, port: port, family: family, service: s.Service, maxTime: s.MaxTime.Std()}
	if err := s.trust(p, env); err != nil {
		return nil, err
	}
	return p, s.call(p, env.Version)
}

// call encodes the request.
func (s *settings) call(p *plan, version string) error {
	if len(s.Service) > maxService || strings.ContainsFunc(s.Service, unprintable) {
		return wrong("service", "want a printable name of at most 1024 bytes, such as payments.v1.Payments")
	}
	secrets := make([]holdfast.Secret, 0, len(s.Metadata))
	for name, value := range s.Metadata {
		if why := s.forbids(name, value.Reveal()); why != "" {
			return wrong("metadata."+name, why)
		}
		secrets = append(secrets, value)
	}
	p.mask = plain.NewMask(secrets...)
	authority, err := s.authority(p)
	if err != nil {
		return err
	}
	block := headerBlock(s.TLS, authority, version, s.Metadata)
	if len(block) > maxHeaders {
		return wrong("metadata", "want metadata that fits into 16384 bytes")
	}
	p.request, err = encode(block, s.Service)
	return err
}

// authority is the value of :authority.
func (s *settings) authority(p *plan) (string, error) {
	switch {
	case s.Authority != "" && !httpguts.ValidHostHeader(s.Authority):
		return "", wrong("authority", "want a host or host:port")
	case s.Authority != "":
		return s.Authority, nil
	case s.ServerName != "":
		return s.ServerName, nil
	default:
		return p.target, nil
	}
}

// forbids says why metadata cannot be sent, or nothing. Names that begin with
// grpc- belong to the protocol.
func (s *settings) forbids(name, value string) string {
	lower := strings.ToLower(name)
	switch {
	case !httpguts.ValidHeaderFieldName(name):
		return "want a name such as authorization"
	case strings.HasPrefix(lower, "grpc-"), lower == "te", lower == "content-type", lower == "host", lower == "connection":
		return "the protocol itself sets it; want metadata of your own"
	case !httpguts.ValidHeaderFieldValue(value):
		return "want a value of one line"
	default:
		return ""
	}
}

// unprintable reports whether a rune is a control character.
func unprintable(r rune) bool { return r < ' ' || r == 0x7f }
