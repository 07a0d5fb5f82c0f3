package grpc

import (
	"holdfast"
	"holdfast/probes/internal/trust"
)

// trust reads whom to trust and what to show.
func (s *settings) trust(p *plan, env holdfast.Env) (err error) {
	terms := trust.Terms{Verify: s.Verify, CA: s.CA, ClientCert: s.ClientCert, Certificate: s.Certificate}
	if p.rules, err = terms.Rules(); err != nil {
		return err
	}
	if !s.TLS {
		return terms.Clear("write tls: true")
	}
	name := s.ServerName
	if name == "" {
		name = p.host
	}
	p.tls, err = terms.Config(env.Roots, name, h2)
	return err
}
