package alerttest

import (
	"errors"
	"io"
	"log"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// The account that the mail server knows.
const (
	MailUser     = "holdfast"
	MailPassword = "c0rrect-h0rse"
)

// Mail plays a mail server (RFC 5321). Like the real one it has no way to tell
// a repeat but the Message-ID.
type Mail struct {
	ledger
	// Unknown is a recipient that it refuses for good, Full one that it refuses
	// for now.
	Unknown, Full string
	// AfterDot, when not zero, is the code with which every message is refused
	// after its final dot.
	AfterDot int

	server   *smtp.Server
	addr     string
	quit     chan struct{}
	once     sync.Once
	users    []string // who logged in, protected by ledger.mu
	listener net.Listener
	modes    map[string]Mode // by the client's address, protected by ledger.mu
}

// NewMail starts a server. With certs it offers STARTTLS and authentication
// only behind it; with implicit it speaks TLS from the first byte.
func NewMail(t testing.TB, certs *Certs, implicit bool) *Mail {
	t.Helper()
	m := &Mail{quit: make(chan struct{})}
	m.server = smtp.NewServer(smtp.BackendFunc(m.session))
	m.server.Domain, m.server.AllowInsecureAuth = "localhost", certs == nil
	m.server.ErrorLog = log.New(io.Discard, "", 0)
	if certs != nil {
		m.server.TLSConfig = certs.Server()
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.addr, m.listener = listener.Addr().String(), listener
	if implicit {
		listener = certs.Listener(listener)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = m.server.Serve(listener)
	}()
	t.Cleanup(func() { m.Close(); <-done })
	return m
}

// Address implements [Receiver]; it is host:port.
func (m *Mail) Address() string { return m.addr }

// Close implements [Receiver].
func (m *Mail) Close() {
	m.once.Do(func() {
		close(m.quit)
		_ = m.server.Close()
		_ = m.listener.Close() // a server that has not begun to serve does not know it yet
	})
}

// Users returns who logged in, in order.
func (m *Mail) Users() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.users...)
}

// session begins a conversation.
func (m *Mail) session(conn *smtp.Conn) (smtp.Session, error) {
	s := &mailSession{mail: m, conn: conn.Conn(), mode: m.modeOf(conn.Conn())}
	if s.mode == Busy {
		return nil, &smtp.SMTPError{Code: 421, Message: "too busy"}
	}
	return s, nil
}

// modeOf is how the connection is treated. The server begins a session anew
// after STARTTLS and after a HELO that follows a refused EHLO; the connection
// is the same, and so is its mode.
func (m *Mail) modeOf(conn net.Conn) Mode {
	from := conn.RemoteAddr().String()
	m.mu.Lock()
	mode, known := m.modes[from]
	m.mu.Unlock()
	if known {
		return mode
	}
	mode = m.next()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.modes == nil {
		m.modes = map[string]Mode{}
	}
	m.modes[from] = mode
	return mode
}

// mailSession is one conversation.
type mailSession struct {
	mail *Mail
	conn net.Conn
	mode Mode
	to   []string
}

// AuthMechanisms implements [smtp.AuthSession].
func (s *mailSession) AuthMechanisms() []string { return []string{sasl.Plain, sasl.Login} }

// Auth implements [smtp.AuthSession].
func (s *mailSession) Auth(mechanism string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != MailUser || password != MailPassword {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "no such account: " + user + " " + password}
		}
		s.mail.mu.Lock()
		defer s.mail.mu.Unlock()
		s.mail.users = append(s.mail.users, mechanism+" "+user)
		return nil
	}
	switch mechanism {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
	case sasl.Login:
		return &login{check: check}, nil
	default:
		return nil, smtp.ErrAuthUnknownMechanism
	}
}

// Mail implements [smtp.Session].
func (s *mailSession) Mail(string, *smtp.MailOptions) error {
	if s.mode == ResetBefore { // here, as later a whole message may be on its way already
		abort(s.conn)
		return errLost
	}
	if s.mode == Limit {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted, come back later"}
	}
	return nil
}

// Rcpt implements [smtp.Session].
func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	switch {
	case s.mode == Refuse || to == s.mail.Unknown:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user " + to + " for " + MailPassword}
	case to == s.mail.Full:
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "mailbox full"}
	}
	s.to = append(s.to, to)
	return nil
}

// errLost ends a conversation whose connection is gone.
var errLost = errors.New("connection lost")

// Data implements [smtp.Session]: the moment at which a message is taken.
func (s *mailSession) Data(r io.Reader) error {
	if s.mode == HangBefore {
		<-s.mail.quit
		return errLost
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.mode == Gateway {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "local error, not taken"}
	}
	if s.mail.AfterDot != 0 {
		return &smtp.SMTPError{Code: s.mail.AfterDot, EnhancedCode: smtp.NoEnhancedCode, Message: "not taken"}
	}
	s.take(string(raw))
	return s.lose()
}

// take notes the message, once however many recipients it has.
func (s *mailSession) take(raw string) {
	message, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		s.mail.see(Seen{Action: "unreadable", Text: raw})
		return
	}
	s.mail.see(Seen{
		Key: message.Header.Get("Message-Id"), Action: "delivered",
		Text: "To " + strings.Join(s.to, " ") + "\n" + raw,
	})
}

// lose loses the answer after a taken message in the way of the mode.
func (s *mailSession) lose() error {
	switch s.mode {
	case ResetAfter:
		abort(s.conn)
		return errLost
	case HangAfter:
		<-s.mail.quit
		return errLost
	case Garbage:
		_, _ = io.WriteString(s.conn, "<html>"+MailPassword+"\r\n")
		abort(s.conn)
		return errLost
	default:
		return nil
	}
}

// Reset implements [smtp.Session].
func (s *mailSession) Reset() { s.to = nil }

// Logout implements [smtp.Session].
func (s *mailSession) Logout() error { return nil }

// login is the server of the LOGIN mechanism, which go-sasl has no more.
type login struct {
	check func(user, password string) error
	user  string
	turn  int
}

// Next implements [sasl.Server].
func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	l.turn++
	switch l.turn {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	default:
		return nil, true, l.check(l.user, string(response))
	}
}
