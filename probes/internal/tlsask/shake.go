package tlsask

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync/atomic"
	"time"

	"github.com/zmap/zcrypto/tls"
	"github.com/zmap/zcrypto/x509"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// shake is what one full handshake showed.
type shake struct {
	version tlswire.Version
	suite   tlswire.Suite
	sent    survey.Certificate
	alpn    string
	done    bool          // it came to its end
	took    time.Duration // from the hello to the last Finished; 0 when it did not get there
	http    *survey.HTTP

	wantsCertificate, refused bool // the server asked for ours, and ended for want of it
	ticket                    bool
	ticketAsked               bool
	earlyData                 survey.Known

	err error // why no certificate came
}

// errNoCertificate says that a handshake ended before the certificate.
var errNoCertificate = errors.New("no certificate came")

// handshake shakes hands in the newest version with the suites that were found,
// and reads the head of an HTTP answer where it is to. It need not succeed: a
// server that wants a client's certificate, or a suite that zcrypto cannot
// finish, is no fault.
func (d *door) handshake(ctx context.Context, best *offer) shake {
	var s shake
	if best == nil || best.version == tlswire.SSL30 { // zcrypto does not speak SSL 3
		return s
	}
	alpn := []string{"http/1.1"}
	if d.Head == nil {
		alpn = []string{"h2", "http/1.1"}
	}
	tries := []func(*tls.Config){func(*tls.Config) {}}
	if best.version == tlswire.TLS13 { // the only way to this certificate
		tries = append(tries,
			func(c *tls.Config) { c.NextProtos = nil },
			func(c *tls.Config) { c.NextProtos, c.CurvePreferences = []string{"h2"}, plainGroups() })
	}
	for i, change := range tries {
		config := d.config(best, alpn)
		change(config)
		s = d.shakeOnce(ctx, best, config)
		if len(s.sent.Sent) > 0 || ctx.Err() != nil || errors.Is(s.err, errBudget) {
			break
		}
		if i < len(tries)-1 {
			d.upset()
		}
	}
	return s
}

// shakeOnce takes one connection.
func (d *door) shakeOnce(ctx context.Context, best *offer, config *tls.Config) shake {
	s := shake{version: best.version}
	raw, done, err := d.open(ctx, handshake)
	if err != nil {
		s.err = err
		return s
	}
	defer done()
	stop := context.AfterFunc(ctx, func() { _ = raw.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	tickets := &ticketBox{}
	config.ClientSessionCache = tickets
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		s.wantsCertificate = true
		return &tls.Certificate{}, nil
	}
	early := newEavesdropper(raw, config)
	start := time.Now()
	conn := tls.Client(early, config)
	err = conn.HandshakeContext(ctx)
	if err == nil {
		s.took, s.done = time.Since(start), true
	}
	s.read(conn, err)
	if s.err != nil {
		s.err = fmt.Errorf("%s handshake with %s: %w (%w)", best.version.Title(), d.to, s.err, err)
		return s
	}
	if s.done {
		s.afterwards(ctx, d, conn)
		s.ticketAsked, s.ticket = true, tickets.filled.Load()
		s.earlyData = early.earlyData()
	}
	return s
}

// read takes in what the handshake showed.
func (s *shake) read(conn *tls.Conn, err error) {
	log := conn.GetHandshakeLog()
	if log != nil && log.ServerHello != nil {
		s.suite = tlswire.Suite(log.ServerHello.CipherSuite)
	}
	state := conn.ConnectionState()
	s.alpn = state.NegotiatedProtocol
	if log == nil || log.ServerCertificates == nil {
		s.err = errNoCertificate
		return
	}
	s.sent = survey.Certificate{Staple: conn.OCSPResponse(), SCTList: sctList(state.SignedCertificateTimestamps)}
	s.sent.Sent = append(s.sent.Sent, log.ServerCertificates.Certificate.Raw)
	for _, cert := range log.ServerCertificates.Chain {
		s.sent.Sent = append(s.sent.Sent, cert.Raw)
	}
	s.refused = s.wantsCertificate && err != nil
}

// afterwards reads the HTTP head, or else waits a little for what a server says
// after the handshake: tickets, and in TLS 1.3 its anger about a certificate that
// did not come.
func (s *shake) afterwards(ctx context.Context, d *door, conn *tls.Conn) {
	if d.Head != nil {
		s.http = d.Head(ctx, conn, s.alpn)
	}
	if s.version != tlswire.TLS13 || d.Head != nil && !s.wantsCertificate {
		return
	}
	_ = conn.SetReadDeadline(time.Now().Add(min(2*s.took+50*time.Millisecond, time.Second)))
	_, err := conn.Read(make([]byte, 1))
	var timeout net.Error
	s.refused = s.wantsCertificate && err != nil && (!errors.As(err, &timeout) || !timeout.Timeout())
}

// sctList puts timestamps back into the list that they came in (RFC 6962 §3.3).
func sctList(scts [][]byte) []byte {
	var body []byte
	for _, sct := range scts {
		body = append(append(body, byte(len(sct)>>8), byte(len(sct))), sct...)
	}
	if len(body) == 0 {
		return nil
	}
	return append([]byte{byte(len(body) >> 8), byte(len(body))}, body...)
}

// ticketBox notes that a ticket came, and keeps none.
type ticketBox struct{ filled atomic.Bool }

// Get implements [tls.ClientSessionCache].
func (*ticketBox) Get(string) (*tls.ClientSessionState, bool) { return nil, false }

// Put implements [tls.ClientSessionCache].
func (b *ticketBox) Put(_ string, s *tls.ClientSessionState) { b.filled.Store(s != nil) }

// config is a client that takes whatever the server has: it looks, and others
// judge afterwards.
func (d *door) config(best *offer, alpn []string) *tls.Config {
	config := &tls.Config{
		ServerName:                    d.sni,
		InsecureSkipVerify:            true,               //nolint:gosec // the chain is judged afterwards
		RootCAs:                       x509.NewCertPool(), // else it would read the system's, to no end
		MinVersion:                    uint16(best.version),
		MaxVersion:                    uint16(best.version),
		NextProtos:                    alpn,
		CurvePreferences:              preferred(best),
		ExplicitCurvePreferences:      true,
		ForceSuites:                   true,
		SignedCertificateTimestampExt: true,
	}
	for _, suite := range best.suites {
		config.CipherSuites = append(config.CipherSuites, uint16(suite))
	}
	return config
}

// preferred lists the groups with those first that the server accepts, as far as
// zcrypto has them.
func preferred(best *offer) []tls.CurveID {
	var groups []tls.CurveID
	for _, g := range best.groups {
		if id := tls.CurveID(g); slices.Contains(plainGroups(), id) || id == tls.CurveID(tlswire.X25519MLKEM768) {
			groups = append(groups, id)
		}
	}
	for _, id := range plainGroups() {
		if !slices.Contains(groups, id) {
			groups = append(groups, id)
		}
	}
	return groups
}

// plainGroups are those that nearly every server has.
func plainGroups() []tls.CurveID {
	return []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}
}
