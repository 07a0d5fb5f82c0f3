package uptime

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
	p.tls, err = terms.Config(env.Roots, "", "h2", "http/1.1")
	return err
}
