// Package email tells people by mail, through one mail server (SMTP, RFC 5321).
//
// # When a mail is taken
//
// A server takes a message when it answers 250 to the final dot, and not
// before: until then a broken connection means that nothing was sent, and a
// retry doubles nothing. A 4xx anywhere, a refused connection, a greeting of
// 421 or 554, a failed TLS handshake are all "not now". A 5xx to the sender, to
// every recipient or to the message is for good, but for 500 to 509 after the
// dot, which speak of commands and not of the message. Only one case is in
// doubt: the dot has gone out and its answer never came (RFC 1047 is about just
// this). SMTP has no way to ask. So the Message-ID is derived from the notice's
// id and stays the same at every attempt, and most mailboxes show two mails of
// one Message-ID once.
//
// Of several recipients some may be refused. The others are not made to wait:
// those refused for good are named in the receipt. Those refused for now hold
// the message back for two attempts and are then left out too, as a full
// mailbox must not keep an alarm from everybody else.
//
// # TLS
//
// STARTTLS (RFC 3207) is demanded, not merely used where offered: whoever sits
// between could take the offer out (RFC 8314 §3.2 prefers TLS from the first
// byte, smtps, for that reason). tls: none sends in the clear and must be asked
// for; even then a password is only sent when auth names the mechanism.
//
// # The mail
//
// Text first, then the same as simple HTML that follows the client's dark mode;
// at most 60 KB. The mails of one incident form a thread (References to the
// opening's Message-ID, RFC 5322 §3.6.4). Auto-Submitted (RFC 3834) keeps
// holiday notices from answering.
package email

import (
	_ "embed"
	"time"

	"holdfast"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

//go:embed mail.html
var mailHTML string

// settings is what the config says below email.
type settings struct {
	To       []string        `yaml:"to" doc:"Addresses that get the mail."`
	From     string          `yaml:"from" doc:"Sender's address; default holdfast@ and this machine's name."`
	SMTP     string          `yaml:"smtp" doc:"Mail server as host:port, smtp://host:port or smtps://host:port (TLS from the first byte)."`
	User     string          `yaml:"user" doc:"Account at the mail server; none: no login."`
	Password holdfast.Secret `yaml:"password" doc:"Password of the account."`
	TLS      string          `yaml:"tls" doc:"starttls (default), implicit (default for smtps:// and port 465) or none (in the clear)."`
	Auth     string          `yaml:"auth" doc:"How to log in: auto (the best that is offered), plain, login, cram-md5 or scram-sha-256."`
	CA       string          `yaml:"ca" doc:"PEM file of the authority that signed the server's certificate; default the system's."`
}

// defaults are the settings before the config is read.
func defaults() *settings { return &settings{Auth: authAuto} }

// Kind is the channel's entry in the catalogue.
func Kind() holdfast.Kind[holdfast.Notifier] {
	return holdfast.Kind[holdfast.Notifier]{
		Name: "email", Title: "E-mail: through your mail server, text and HTML",
		Doc: doc, Sample: sample, Settings: defaults(), New: build, Timeout: 30 * time.Second,
	}
}
