package tlsask

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"holdfast/probes/internal/tlswire"
)

// errNotSpoken says that our side has none of the suites that a server accepts.
// The suites themselves were found all the same; a hello needs no cryptography.
var errNotSpoken = errors.New("this build finishes handshakes with Go's own TLS, which has none of the accepted suites; a build with cgo sees the certificate")

// shakeStandard takes one connection, with the standard library.
func (d *door) shakeStandard(ctx context.Context, p proposal) shake {
	s := shake{version: p.version}
	config, tickets := d.standard(p), &standardBox{}
	if len(config.CipherSuites) == 0 {
		s.err = fmt.Errorf("%s handshake with %s: %w (%w)", p.version.Title(), d.to, errNoCertificate, errNotSpoken)
		return s
	}
	raw, done, err := d.open(ctx, handshake)
	if err != nil {
		s.err = err
		return s
	}
	defer done()
	config.ClientSessionCache = tickets
	config.VerifyPeerCertificate = func(chain [][]byte, _ [][]*x509.Certificate) error { //nolint:gosec // nothing is resumed: the box gives no ticket back
		s.sent.Sent = chain
		return nil
	}
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		s.wantsCertificate = true
		return &tls.Certificate{}, nil
	}
	ear := &eavesdropper{Conn: raw}
	config.KeyLogWriter = keyLog{ear}
	start := time.Now()
	conn := tls.Client(ear, config)
	if err = conn.HandshakeContext(ctx); err == nil {
		s.took = time.Since(start)
	}
	state := conn.ConnectionState()
	s.alpn, s.sent.Staple, s.sent.SCTList = state.NegotiatedProtocol, state.OCSPResponse, sctList(state.SignedCertificateTimestamps)
	s.version = tlswire.Version(orElse(state.Version, uint16(s.version)))
	if state.HandshakeComplete {
		s.suite = tlswire.Suite(state.CipherSuite)
	}
	s.finish(ctx, d, conn, err)
	s.ticket, s.earlyData = tickets.filled.Load(), ear.earlyData()
	return s
}

// standard is a client that takes whatever the server has, as far as the
// standard library speaks it.
func (d *door) standard(p proposal) *tls.Config {
	config := &tls.Config{
		ServerName:         d.sni,
		InsecureSkipVerify: true, //nolint:gosec // the chain is judged afterwards
		MinVersion:         uint16(p.oldest),
		MaxVersion:         uint16(p.version),
		NextProtos:         p.alpn,
	}
	known := append(tls.CipherSuites(), tls.InsecureCipherSuites()...)
	for _, suite := range p.suites {
		if slices.ContainsFunc(known, func(k *tls.CipherSuite) bool { return k.ID == uint16(suite) }) {
			config.CipherSuites = append(config.CipherSuites, uint16(suite))
		}
	}
	for _, g := range p.curves {
		config.CurvePreferences = append(config.CurvePreferences, tls.CurveID(g))
	}
	return config
}

// standardBox notes that a ticket came, and keeps none.
type standardBox struct{ filled atomic.Bool }

// Get implements [tls.ClientSessionCache].
func (*standardBox) Get(string) (*tls.ClientSessionState, bool) { return nil, false }

// Put implements [tls.ClientSessionCache].
func (b *standardBox) Put(_ string, s *tls.ClientSessionState) { b.filled.Store(s != nil) }
