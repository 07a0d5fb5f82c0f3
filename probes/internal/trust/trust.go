// Package trust reads what a check's settings say about TLS: whom to trust, what
// to show, and how much time the certificate of the peer must have left.
//
// # One vocabulary
//
// Every kind that shakes hands lets its settings say the same: verify:, ca:,
// client_cert:, certificate:. [ClientCert] and [Certificate] are the blocks that
// a kind's settings hold; [Terms] collects all of it, and answers with the rules
// for package certs ([Terms.Rules]) and the configuration for the handshake
// ([Terms.Config]). What is wrong comes back as a [holdfast.SettingError] that
// names the field as the config writes it.
//
// # Why the handshake itself verifies nothing
//
// crypto/tls forgets the chain when it refuses it, and a monitor needs the facts
// of a bad chain most. Package certs judges the chain after the handshake and
// before the first byte is sent to the peer; it says the same "no", with all
// reasons. So [Terms.Config] sets InsecureSkipVerify always, and a kind that
// shakes hands with it must ask certs before it goes on.
package trust

import (
	"crypto/tls"
	"crypto/x509"

	"holdfast"
	"holdfast/probes/internal/certs"
)

// Terms are all that the settings say about TLS.
type Terms struct {
	// Verify is on, or off to take any certificate; empty is on.
	Verify string
	// CA is the PEM file of the authorities to trust instead of the system's;
	// empty: the system's.
	CA string
	// ClientCert is shown when the peer asks for one.
	ClientCert ClientCert
	// Certificate is what is wanted of the peer's.
	Certificate Certificate
}

// ClientCert names the files of a client certificate.
type ClientCert struct {
	Cert string `yaml:"cert" doc:"PEM file of the certificate and its chain."`
	Key  string `yaml:"key" doc:"PEM file of its private key."`
}

// Certificate says when the end of a certificate is a risk.
type Certificate struct {
	DaysLeft int     `yaml:"days_left" doc:"Least number of days that the certificate must have left."`
	LifeLeft float64 `yaml:"life_left" doc:"Least share of its lifetime that must be left, 0 to 1; default 0.25 where days_left is not given."`
}

// Rules returns what package certs has to ask of the chain.
func (t Terms) Rules() (certs.Rules, error) {
	c := t.Certificate
	if c.DaysLeft < 0 || c.LifeLeft < 0 || c.LifeLeft >= 1 {
		return certs.Rules{}, wrong("certificate", "want days_left above 0, or life_left between 0 and 1")
	}
	rules := certs.Rules{DaysLeft: c.DaysLeft, LifeLeft: c.LifeLeft}
	switch t.Verify {
	case "on", "true", "":
	case "off", "false":
		rules.Off = true
	default:
		return certs.Rules{}, wrong("verify", "want on or off")
	}
	return rules, nil
}

// Config returns the configuration of a handshake for TLS 1.2 and above in which
// name is asked for (SNI; empty: the caller sets it for each connection) and the
// protocols are offered (ALPN, RFC 7301). RootCAs are those to judge the chain by:
// the ca file's, else roots, of which nil are the system's. The files are read
// now, once.
func (t Terms) Config(roots *x509.CertPool, name string, protocols ...string) (*tls.Config, error) {
	roots, err := Authorities(roots, t.CA)
	if err != nil {
		return nil, err
	}
	pairs, err := t.ClientCert.load()
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		NextProtos:         protocols,
		ServerName:         name,
		RootCAs:            roots,
		Certificates:       pairs,
		InsecureSkipVerify: true, //nolint:gosec // package certs judges the chain; see the package's comment
	}, nil
}

// Clear refuses what only TLS can heed, for a check that speaks in clear text.
// The remedy says how to have TLS, such as "write tls: true".
func (t Terms) Clear(remedy string) error {
	switch {
	case t.CA != "":
		return wrong("ca", "has no meaning in clear text; "+remedy)
	case t.ClientCert != (ClientCert{}):
		return wrong("client_cert", "has no meaning in clear text; "+remedy)
	default:
		return nil
	}
}

// wrong makes the error of a setting.
func wrong(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }
