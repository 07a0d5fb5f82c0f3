package grpc

import (
	"crypto/tls"
	"crypto/x509"
	"os"

	"holdfast"
	"holdfast/probes/internal/certs"
)

// trust builds the TLS configuration: whom to trust, what to show.
func (s *settings) trust(p *plan, env holdfast.Env) error {
	if s.Certificate.DaysLeft < 0 || s.Certificate.LifeLeft < 0 || s.Certificate.LifeLeft >= 1 {
		return wrong("certificate", "want days_left above 0, or life_left between 0 and 1")
	}
	p.rules = certs.Rules{DaysLeft: s.Certificate.DaysLeft, LifeLeft: s.Certificate.LifeLeft}
	switch s.Verify {
	case "on", "true", "":
	case "off", "false":
		p.rules.Off = true
	default:
		return wrong("verify", "want on or off")
	}
	if !s.TLS {
		return s.clear()
	}
	name := s.ServerName
	if name == "" {
		name = p.host
	}
	p.tls = &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{h2},
		ServerName: name,
		RootCAs:    env.Roots,
		// The chain is judged by package certs after the handshake and before
		// the first byte is sent, so that its facts are known when it is bad.
		InsecureSkipVerify: true, //nolint:gosec // see above
	}
	if err := s.authorities(p); err != nil {
		return err
	}
	return s.clientPair(p)
}

// clear refuses what only TLS can heed.
func (s *settings) clear() error {
	const text = "has no meaning in clear text; write tls: true"
	switch {
	case s.CA != "":
		return wrong("ca", text)
	case s.ClientCert != (clientCert{}):
		return wrong("client_cert", text)
	default:
		return nil
	}
}

// authorities reads the ca file.
func (s *settings) authorities(p *plan) error {
	if s.CA == "" {
		return nil
	}
	pem, err := os.ReadFile(s.CA)
	if err != nil {
		return wrong("ca", "read the authorities: "+err.Error())
	}
	p.tls.RootCAs = x509.NewCertPool()
	if !p.tls.RootCAs.AppendCertsFromPEM(pem) {
		return wrong("ca", s.CA+" holds no certificate; want PEM blocks of type CERTIFICATE")
	}
	return nil
}

// clientPair reads the client certificate.
func (s *settings) clientPair(p *plan) error {
	c := s.ClientCert
	switch {
	case c == (clientCert{}):
		return nil
	case c.Cert == "" || c.Key == "":
		return wrong("client_cert", "want both cert and key")
	}
	pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
	if err != nil {
		return wrong("client_cert", "read the client certificate: "+err.Error())
	}
	p.tls.Certificates = []tls.Certificate{pair}
	return nil
}
