//go:build !(darwin && arm64 && !cgo)

package tlsask

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/zmap/zcrypto/tls"
	"github.com/zmap/zcrypto/x509"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// shakeOnce takes one connection, with zcrypto: it still speaks the suites that
// the standard library has given up. It does not build for darwin on arm64
// without cgo; there shakeStandard takes its place.
func (d *door) shakeOnce(ctx context.Context, p proposal) shake {
	s := shake{version: p.version}
	raw, done, err := d.open(ctx, handshake)
	if err != nil {
		s.err = err
		return s
	}
	defer done()
	stop := context.AfterFunc(ctx, func() { hurry(raw) })
	defer stop()
	config, tickets := d.config(p), &ticketBox{}
	config.ClientSessionCache = tickets
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
	s.read(conn)
	s.finish(ctx, d, conn, err)
	s.ticket, s.earlyData = tickets.filled.Load(), ear.earlyData()
	return s
}

// read takes in what the handshake showed.
func (s *shake) read(conn *tls.Conn) {
	state := conn.ConnectionState()
	s.alpn = state.NegotiatedProtocol
	s.version = tlswire.Version(orElse(state.Version, uint16(s.version)))
	log := conn.GetHandshakeLog()
	if log != nil && log.ServerHello != nil {
		s.suite = tlswire.Suite(log.ServerHello.CipherSuite)
	}
	if log == nil || log.ServerCertificates == nil {
		return
	}
	s.sent = survey.Certificate{Staple: conn.OCSPResponse(), SCTList: sctList(state.SignedCertificateTimestamps)}
	s.sent.Sent = append(s.sent.Sent, log.ServerCertificates.Certificate.Raw)
	for _, cert := range log.ServerCertificates.Chain {
		s.sent.Sent = append(s.sent.Sent, cert.Raw)
	}
}

// config is a client that takes whatever the server has: it looks, and others
// judge afterwards.
func (d *door) config(p proposal) *tls.Config {
	config := &tls.Config{
		ServerName:                    d.sni,
		InsecureSkipVerify:            true,               //nolint:gosec // the chain is judged afterwards
		RootCAs:                       x509.NewCertPool(), // else it would read the system's, to no end
		MinVersion:                    uint16(p.oldest),
		MaxVersion:                    uint16(p.version),
		NextProtos:                    p.alpn,
		ExplicitCurvePreferences:      true,
		ForceSuites:                   true,
		SignedCertificateTimestampExt: true,
	}
	for _, g := range p.curves {
		config.CurvePreferences = append(config.CurvePreferences, tls.CurveID(g))
	}
	for _, suite := range p.suites {
		config.CipherSuites = append(config.CipherSuites, uint16(suite))
	}
	return config
}

// ticketBox notes that a ticket came, and keeps none.
type ticketBox struct{ filled atomic.Bool }

// Get implements [tls.ClientSessionCache].
func (*ticketBox) Get(string) (*tls.ClientSessionState, bool) { return nil, false }

// Put implements [tls.ClientSessionCache].
func (b *ticketBox) Put(_ string, s *tls.ClientSessionState) { b.filled.Store(s != nil) }
