package websocket

import (
	"holdfast"
	"holdfast/probes/internal/trust"
)

// trust reads whom to trust and what to show. The upgrade of RFC 6455 is one of
// HTTP/1.1; HTTP/2 has another (RFC 8441), and is not offered.
func (s *settings) trust(p *plan, env holdfast.Env) (err error) {
	terms := trust.Terms{Verify: s.Verify, CA: s.CA, ClientCert: s.ClientCert, Certificate: s.Certificate}
	if p.rules, err = terms.Rules(); err != nil {
		return err
	}
	if p.url.Scheme == "ws" {
		return terms.Clear("write wss:// in url")
	}
	name := s.ServerName
	if name == "" {
		name = p.host
	}
	p.tls, err = terms.Config(env.Roots, name, "http/1.1")
	return err
}
