package tlsask

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// ssl2 asks for SSL 2. Its hello is written in another format, which most servers
// of today take for rubbish and hang up on. That is where the protocol helps: who
// speaks SSL 2 must answer with a SERVER-HELLO or an ERROR (§1.2 of Netscape's
// draft), so hanging up says that it is not spoken, provided that this was no
// limit of the moment. It counts when the server answered TLS in the same look
// and no other connection came to nothing; else it is asked once more, and a TLS
// hello after it. Silence counts for nothing, but one connection may hang by
// chance, so that it too is tried once more.
func (d *door) ssl2(ctx context.Context) *offer {
	o := &offer{version: tlswire.SSL20}
	answer, err := d.knock2(ctx)
	if _, silent := errors.AsType[*silence](err); silent && !hungUp(err) && d.heard.Load() && ctx.Err() == nil {
		answer, err = d.knock2(ctx)
	}
	if hungUp(err) && d.isWary() {
		good, ok := d.traits.accepted()
		if answer, err = d.knock2(ctx); hungUp(err) && (!ok || !d.answers(ctx, good)) {
			o.err = err
			return o
		}
	}
	switch {
	case err == nil && !answer.Refused:
		o.offered, o.complete = survey.Yes, true
		d.sslv2Certificate(answer)
	case err == nil || hungUp(err) && d.heard.Load() || speaksOther(err):
		o.offered, o.complete = survey.No, true
	default:
		o.err = err
	}
	return o
}

// knock2 puts one hello of SSL 2.
func (d *door) knock2(ctx context.Context) (tlswire.SSL2Answer, error) {
	record, err := tlswire.SSL2Hello{}.Record()
	if err != nil {
		return tlswire.SSL2Answer{}, err
	}
	conn, done, err := d.open(ctx, enumeration)
	if err != nil {
		return tlswire.SSL2Answer{}, err
	}
	defer done()
	stop := context.AfterFunc(ctx, func() { hurry(conn) })
	defer stop()
	if _, err = conn.Write(record); err != nil {
		return tlswire.SSL2Answer{}, d.nothing2(ctx, err)
	}
	answer, err := tlswire.ReadSSL2(conn)
	if err != nil {
		return answer, d.nothing2(ctx, err)
	}
	return answer, nil
}

// nothing2 says that a hello of SSL 2 was not answered.
func (d *door) nothing2(ctx context.Context, err error) error {
	class, came := ending(ctx, err)
	return &silence{class, fmt.Sprintf("SSL 2 hello to %s: %s: %s", d.to, came, errUnanswered)}
}

// hungUp reports whether the server ended the connection by itself.
func hungUp(err error) bool {
	s, silent := errors.AsType[*silence](err)
	return silent && (s.class == netdial.Closed || s.class == netdial.Reset)
}

// speaksOther reports whether what answered is neither SSL 2 nor TLS.
func speaksOther(err error) bool {
	_, other := errors.AsType[*tlswire.NotTLSError](err)
	return other
}

// sslv2Certificate keeps the certificate of an SSL 2 server.
func (d *door) sslv2Certificate(a tlswire.SSL2Answer) {
	if len(a.Certificate) == 0 {
		return
	}
	d.traits.mu.Lock()
	defer d.traits.mu.Unlock()
	d.traits.keep(survey.Certificate{Sent: [][]byte{a.Certificate}})
}

// isWary reports whether a connection of this look came to nothing.
func (d *door) isWary() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.wary
}

// hurry makes whatever waits on the connection end at once.
func hurry(conn net.Conn) { _ = conn.SetDeadline(time.Unix(1, 0)) }
