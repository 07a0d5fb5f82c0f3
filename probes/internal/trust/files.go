package trust

import (
	"crypto/tls"
	"crypto/x509"
	"os"
)

// Authorities returns the roots of a PEM file, or those given when there is no
// file; nil are the system's. A file that cannot be read, or that holds no
// certificate, is the error of the setting "ca": nobody would be trusted.
func Authorities(roots *x509.CertPool, file string) (*x509.CertPool, error) {
	if file == "" {
		return roots, nil
	}
	pem, err := os.ReadFile(file) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, wrong("ca", "read the authorities: "+err.Error())
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, wrong("ca", file+" holds no certificate; want PEM blocks of type CERTIFICATE")
	}
	return pool, nil
}

// load reads the client certificate and its key; none when none is named.
func (c ClientCert) load() ([]tls.Certificate, error) {
	switch {
	case c == (ClientCert{}):
		return nil, nil
	case c.Cert == "" || c.Key == "":
		return nil, wrong("client_cert", "want both cert and key")
	}
	pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
	if err != nil {
		return nil, wrong("client_cert", "read the client certificate: "+err.Error())
	}
	return []tls.Certificate{pair}, nil
}
