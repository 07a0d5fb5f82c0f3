package tlsgrade

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zmap/zcrypto/tls"

	"holdfast/probes/internal/tlswire"
)

// handshake is what one full handshake showed.
type handshake struct {
	version tlswire.Version
	chain   [][]byte // DER, leaf first
	alpn    string
	staple  bool
	took    time.Duration // from the hello to the last Finished; 0 when it did not get there
	err     error         // why no certificate came
}

// errNoCertificate says that a handshake ended before the certificate.
var errNoCertificate = errors.New("no certificate came")

// handshake shakes hands in the version of the offer with the suites that were
// found. It need not succeed: a server that wants a client's certificate, or a
// suite that zcrypto cannot finish, is no fault. Only the certificate counts.
func (d *door) handshake(ctx context.Context, best *offer) handshake {
	var shake handshake
	if best == nil || best.version == tlswire.SSL30 { // zcrypto does not speak SSL 3
		return shake
	}
	tries := [][]tls.CurveID{preferred(best)}
	if best.version == tlswire.TLS13 { // the only way to this certificate
		tries = append(tries, preferred(best), plainGroups())
	}
	for i, groups := range tries {
		shake = d.shakeOnce(ctx, best, groups)
		if len(shake.chain) > 0 || ctx.Err() != nil || i == len(tries)-1 {
			break
		}
		d.upset()
	}
	return shake
}

// shakeOnce takes one connection.
func (d *door) shakeOnce(ctx context.Context, best *offer, groups []tls.CurveID) handshake {
	shake := handshake{version: best.version}
	raw, done, err := d.open(ctx)
	if err != nil {
		shake.err = err
		return shake
	}
	defer done()
	start := time.Now()
	conn := tls.Client(raw, d.config(best, groups))
	err = conn.HandshakeContext(ctx)
	if err == nil {
		shake.took = time.Since(start)
	}
	log := conn.GetHandshakeLog()
	shake.staple = len(conn.OCSPResponse()) > 0
	if log != nil && log.ServerHello != nil {
		shake.alpn = log.ServerHello.AlpnProtocol
	}
	if log == nil || log.ServerCertificates == nil {
		shake.err = fmt.Errorf("%s handshake with %s: %w (%w)", best.version.Title(), d.to, errNoCertificate, err)
		return shake
	}
	shake.chain = append(shake.chain, log.ServerCertificates.Certificate.Raw)
	for _, cert := range log.ServerCertificates.Chain {
		shake.chain = append(shake.chain, cert.Raw)
	}
	return shake
}

// config is a client that takes whatever the server has: it looks, and judges
// afterwards.
func (d *door) config(best *offer, groups []tls.CurveID) *tls.Config {
	config := &tls.Config{
		ServerName:               d.sni,
		InsecureSkipVerify:       true, //nolint:gosec // the chain is judged afterwards
		MinVersion:               uint16(best.version),
		MaxVersion:               uint16(best.version),
		NextProtos:               []string{"h2", "http/1.1"},
		CurvePreferences:         groups,
		ExplicitCurvePreferences: true,
		ForceSuites:              true,
	}
	for _, suite := range best.suites {
		config.CipherSuites = append(config.CipherSuites, uint16(suite))
	}
	return config
}

// preferred lists the groups with the one first that the server asked for.
func preferred(best *offer) []tls.CurveID {
	groups := plainGroups()
	if len(best.answers) > 0 && best.answers[0].Group != 0 {
		groups = append([]tls.CurveID{tls.CurveID(best.answers[0].Group)}, groups...)
	}
	return groups
}

// plainGroups are those that nearly every server has.
func plainGroups() []tls.CurveID {
	return []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}
}
