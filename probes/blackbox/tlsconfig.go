package blackbox

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"holdfast"
)

// TLSConfig are the settings of TLS.
type TLSConfig struct {
	CA                 string          `yaml:"ca,omitempty"`
	Cert               string          `yaml:"cert,omitempty"`
	Key                holdfast.Secret `yaml:"key,omitempty"`
	CAFile             string          `yaml:"ca_file,omitempty"`
	CertFile           string          `yaml:"cert_file,omitempty"`
	KeyFile            string          `yaml:"key_file,omitempty"`
	ServerName         string          `yaml:"server_name,omitempty"`
	InsecureSkipVerify bool            `yaml:"insecure_skip_verify,omitempty"`
	MinVersion         string          `yaml:"min_version,omitempty"`
	MaxVersion         string          `yaml:"max_version,omitempty"`

	base *tls.Config
}

// compile reads what the settings name. Files are read once: a new config must
// be loaded when they change.
func (t *TLSConfig) compile(path, dir string) error {
	t.base = &tls.Config{InsecureSkipVerify: t.InsecureSkipVerify, CurvePreferences: groups()} //nolint:gosec // the module's own wish; versions are below
	for _, v := range []struct {
		field, text string
		into        *uint16
	}{{".min_version", t.MinVersion, &t.base.MinVersion}, {".max_version", t.MaxVersion, &t.base.MaxVersion}} {
		version, ok := map[string]uint16{"": 0, "TLS10": tls.VersionTLS10, "TLS11": tls.VersionTLS11, "TLS12": tls.VersionTLS12, "TLS13": tls.VersionTLS13}[v.text]
		if !ok {
			return &wrong{path + v.field, "want TLS10, TLS11, TLS12 or TLS13"}
		}
		*v.into = version
	}
	if err := t.authorities(path, dir); err != nil {
		return err
	}
	return t.pair(path, dir)
}

// groups are the key exchanges that are offered: those of before the hybrids with
// ML-KEM, whose two keys are a quarter of a handshake's cost. No series tells the
// group; which ones a server has is the question of the kind tlsgrade.
func groups() []tls.CurveID {
	return []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}
}

// authorities reads whom to trust.
func (t *TLSConfig) authorities(path, dir string) error {
	switch {
	case t.CA != "" && t.CAFile != "":
		return &wrong{path + ".ca_file", "has no place beside ca"}
	case t.CA == "" && t.CAFile == "":
		return nil
	}
	pem, err := inline(t.CA, beside(dir, t.CAFile))
	if err != nil {
		return &wrong{path + ".ca_file", fmt.Sprintf("read the authorities: %v", err)}
	}
	t.base.RootCAs = x509.NewCertPool()
	if !t.base.RootCAs.AppendCertsFromPEM(pem) {
		return &wrong{path + ".ca_file", "it holds no certificate; want PEM blocks of type CERTIFICATE"}
	}
	return nil
}

// pair reads the client's certificate.
func (t *TLSConfig) pair(path, dir string) error {
	cert, key := t.Cert != "" || t.CertFile != "", t.Key != "" || t.KeyFile != ""
	switch {
	case !cert && !key:
		return nil
	case cert != key:
		return &wrong{path, "a client's certificate and its key go together; want both"}
	}
	chain, err := inline(t.Cert, beside(dir, t.CertFile))
	if err != nil {
		return &wrong{path + ".cert_file", fmt.Sprintf("read the client's certificate: %v", err)}
	}
	private, err := inline(t.Key.Reveal(), beside(dir, t.KeyFile))
	if err != nil {
		return &wrong{path + ".key_file", fmt.Sprintf("read the client's key: %v", err)}
	}
	pair, err := tls.X509KeyPair(chain, private)
	if err != nil {
		return &wrong{path, fmt.Sprintf("the client's certificate: %v", err)}
	}
	t.base.Certificates = []tls.Certificate{pair}
	return nil
}

// inline is a text, or what a file holds.
func inline(text, path string) ([]byte, error) {
	if text != "" {
		return []byte(text), nil
	}
	return os.ReadFile(path) //nolint:gosec // the operator's own file
}

// named is the configuration for one server: its name, unless the module gives
// another, and the protocols to offer.
func (t *TLSConfig) named(roots *x509.CertPool, server string, protocols ...string) *tls.Config {
	c := t.base.Clone()
	c.ServerName = server
	if t.ServerName != "" {
		c.ServerName = t.ServerName
	}
	if c.RootCAs == nil {
		c.RootCAs = roots
	}
	c.NextProtos = protocols
	return c
}
