package blackbox

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"strings"
	"time"

	"holdfast/internal/names"
)

// handshake tells what a TLS handshake showed.
func (l *look) handshake(state *tls.ConnectionState) {
	if len(state.PeerCertificates) == 0 {
		return
	}
	leaf := state.PeerCertificates[0]
	sum := sha256.Sum256(leaf.Raw)
	version := tls.VersionName(state.Version)
	l.page.set(names.ProbeCertEnd, float64(first(state.PeerCertificates).Unix()))
	l.page.set(names.ProbeTLSVersion, 1, "version", version)
	l.page.set(names.ProbeChainInfo, 1,
		"fingerprint_sha256", hex.EncodeToString(sum[:]),
		"subject", leaf.Subject.String(),
		"issuer", leaf.Issuer.String(),
		"subjectalternative", strings.Join(leaf.DNSNames, ","),
		"serialnumber", hex.EncodeToString(leaf.SerialNumber.Bytes()))
}

// chain tells when the best verified chain ends; the prober grpc does not.
func (l *look) chain() { l.page.set(names.ProbeChainEnd, float64(l.chainEnds.Unix())) }

// first is when the first of certificates ends.
func first(certs []*x509.Certificate) time.Time {
	ends := certs[0].NotAfter
	for _, c := range certs {
		if c.NotAfter.Before(ends) {
			ends = c.NotAfter
		}
	}
	return ends
}

// cipher is the name of a cipher suite as Go has it.
func cipher(suite uint16) string { return tls.CipherSuiteName(suite) }
