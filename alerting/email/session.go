package email

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"holdfast"
)

// session is one conversation with the server, ready to take a message.
type session struct {
	channel *channel
	client  *smtp.Client
	stop    func() bool // ends the watch over ctx
}

// open dials, greets, protects the connection and logs in. It speaks through
// go-mail's SMTP client rather than its mail client: that one gives a message
// up for all recipients when one is refused, and does not tell a lost answer
// from a refusal.
func (c *channel) open(ctx context.Context) (*session, *ending) {
	conn, err := c.dial(ctx)
	if err != nil {
		return nil, early("connecting to port "+c.port, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	client, err := smtp.NewClient(conn, c.host)
	if err != nil {
		stop()
		return nil, early("greeting", err)
	}
	s := &session{channel: c, client: client, stop: stop}
	client.SkipSMTPUTF8(true)
	for _, step := range []func() *ending{s.hello, s.protect, s.login} {
		if failed := step(); failed != nil {
			s.close()
			return nil, failed
		}
	}
	return s, nil
}

// dial connects, with TLS from the first byte where the settings say so.
func (c *channel) dial(ctx context.Context) (net.Conn, error) {
	dial := c.env.Dial
	if dial == nil {
		dial = (&net.Dialer{KeepAlive: -1, Resolver: c.env.Resolver}).DialContext
	}
	conn, err := dial(ctx, "tcp", net.JoinHostPort(c.host, c.port))
	if err != nil || c.mode != tlsImplicit {
		return conn, err
	}
	secure := tls.Client(conn, c.tls)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return secure, nil
}

// hello says who we are (RFC 5321 §4.1.1.1).
func (s *session) hello() *ending {
	if err := s.client.Hello(hostname()); err != nil {
		return early("EHLO", err)
	}
	return nil
}

// protect starts TLS where it is to start within the conversation.
func (s *session) protect() *ending {
	if s.channel.mode != tlsStart {
		return nil
	}
	if offered, _ := s.client.Extension("STARTTLS"); !offered {
		return early("STARTTLS", errors.New("not offered; tls: implicit speaks TLS from the first byte, tls: none does without"))
	}
	if err := s.client.StartTLS(s.channel.tls); err != nil {
		return early("STARTTLS", err)
	}
	return nil
}

// close takes leave; the message's fate is decided by then.
func (s *session) close() {
	_ = s.client.Quit()
	s.stop()
	_ = s.client.Close()
}

// secure reports whether the connection is protected.
func (s *session) secure() bool { return s.channel.mode != tlsNone }

// refuse is an ending for good.
func refuse(stage, words string) *ending {
	return &ending{outcome: holdfast.OutcomeRefused, stage: stage, words: words}
}
