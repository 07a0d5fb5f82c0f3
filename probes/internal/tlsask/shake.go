package tlsask

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// shake is what one full handshake showed.
type shake struct {
	version tlswire.Version
	suite   tlswire.Suite // the server's choice, 0 for none
	sent    survey.Certificate
	alpn    string
	done    bool          // it came to its end
	took    time.Duration // from the hello to the last Finished; 0 when it did not get there
	http    *survey.HTTP

	wantsCertificate, refused bool // the server asked for ours, and ended for want of it
	ticket                    bool
	listened                  bool // long enough for a ticket to come
	earlyData                 survey.Known

	err error // why no certificate came
}

// errNoCertificate says that a handshake ended before the certificate.
var errNoCertificate = errors.New("no certificate came")

// proposal is what a full handshake offers.
type proposal struct {
	oldest, version tlswire.Version
	suites          []tlswire.Suite
	alpn            []string
	curves          []tlswire.Group
}

// handshake shakes hands in the newest version with the suites that were found,
// and reads the head of an HTTP answer where it is to. It need not succeed: a
// server that wants a client's certificate, or a suite that our side
// cannot finish, is no fault.
func (d *door) handshake(ctx context.Context, best *offer) shake {
	var s shake
	if best == nil || best.version == tlswire.SSL30 { // nobody speaks SSL 3 any more
		return s
	}
	alpn := []string{"http/1.1"}
	if d.Head == nil {
		alpn = []string{"h2", "http/1.1"}
	}
	if d.speechless.Load() {
		alpn = nil
	}
	suites := best.revealing()
	tries := []proposal{{best.version, best.version, suites, alpn, preferred(best)}}
	if best.version == tlswire.TLS13 { // the only way to this certificate
		tries = append(tries, proposal{best.version, best.version, suites, nil, preferred(best)}, proposal{best.version, best.version, suites, []string{"h2"}, plainGroups()})
	}
	for i, p := range tries {
		s = d.shakeOnce(ctx, p)
		if s.suite != 0 {
			best.heardChoice(reply{
				Answer: tlswire.Answer{Version: best.version, Suite: s.suite},
				hello:  tlswire.Hello{Version: best.version, Suites: suites},
			})
		}
		if len(s.sent.Sent) > 0 || ctx.Err() != nil || errors.Is(s.err, errBudget) {
			break
		}
		if i < len(tries)-1 {
			d.upset()
		}
	}
	return s
}

// finish notes how a handshake ended, and what comes after it.
func (s *shake) finish(ctx context.Context, d *door, conn net.Conn, err error) {
	if len(s.sent.Sent) == 0 {
		s.err = fmt.Errorf("%s handshake with %s: %w (%w)", s.version.Title(), d.to, errNoCertificate, err)
		return
	}
	s.done, s.refused = err == nil, s.wantsCertificate && err != nil
	if s.done {
		s.afterwards(ctx, d, conn)
	}
}

// afterwards reads the HTTP head, or else waits a little for what a server says
// after the handshake: tickets, and in TLS 1.3 its anger about a certificate that
// did not come. nginx wants one at the level of HTTP: it answers 400.
func (s *shake) afterwards(ctx context.Context, d *door, conn net.Conn) {
	if d.Head != nil {
		s.http = d.Head(ctx, conn, s.alpn)
	}
	if s.http != nil && s.http.Error == "" {
		s.listened = true
		s.refused = s.wantsCertificate && s.http.Status == http.StatusBadRequest
		return
	}
	if s.version != tlswire.TLS13 || d.deaf {
		return
	}
	_ = conn.SetReadDeadline(time.Now().Add(min(2*s.took+50*time.Millisecond, time.Second)))
	_, err := conn.Read(make([]byte, 1))
	timeout, late := errors.AsType[net.Error](err)
	s.refused = s.wantsCertificate && err != nil && (!late || !timeout.Timeout())
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

// preferred lists the groups with those first that the server accepts.
func preferred(best *offer) []tlswire.Group {
	var groups []tlswire.Group
	for _, g := range append(slices.Clone(best.groups), plainGroups()...) {
		if (g == tlswire.X25519MLKEM768 || slices.Contains(plainGroups(), g)) && !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	return groups
}

// plainGroups are those that nearly every server has, and both of our libraries:
// X25519 and the curves of NIST (RFC 8422 §5.1.1).
func plainGroups() []tlswire.Group {
	return []tlswire.Group{tlswire.X25519, tlswire.Secp256r1, tlswire.Secp384r1, 25}
}
