package uptime

import (
	"crypto/tls"
	"crypto/x509"
	"os"

	"holdfast"
)

// trust builds the TLS configuration: whom to trust, what to show.
func (s *settings) trust(p *plan, env holdfast.Env) error {
	switch s.Verify {
	case "on", "true", "":
	case "off", "false":
		p.rules.Off = true
	default:
		return wrong("verify", "want on or off")
	}
	p.tls = &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
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

// authorities reads the ca file.
func (s *settings) authorities(p *plan) error {
	if s.CA == "" {
		return nil
	}
	pem, err := os.ReadFile(s.CA)
	if err != nil {
		return wrong("ca", "read the authorities: "+err.Error())
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return wrong("ca", s.CA+" holds no certificate; want PEM blocks of type CERTIFICATE")
	}
	p.tls.RootCAs = pool
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
