// Package tcp asks whether a port answers, and says what it should.
//
// # The question
//
// A port that accepts a connection shows that somebody listens: no more. Load
// balancers and proxies accept for servers that are long dead. Where the
// protocol has a greeting or a cheap question, send and expect ask for it:
// an SMTP server says "220 ", Redis answers "PING\r\n" with "+PONG".
//
// # How the answer is read
//
// Bytes are read until the expression matches, the peer closes, [maxAnswer]
// bytes have come, or time is up. TCP keeps no borders between messages, so the
// expression is tried on all that has come so far after each piece. What came is
// told in the reason only as far as it is printable, and without the secret that
// was sent, should the peer send it back.
//
// # One port, two languages
//
// Mail, directory and database servers begin in clear text and go over to TLS
// when asked (package starttls). With starttls: the look does so before anything
// else, and the certificate is judged as if TLS had begun at once. A server that
// offers no TLS any more is broken: whoever strips the offer on the way, or
// loses a certificate file in a reload, makes clients send passwords in clear
// text, and no other check sees it. What follows the handshake is the protocol
// itself, without the greeting, which has been read by then.
//
// # What a failure proves
//
// As for every kind (package netdial): a refusal is an observation; a time-out
// is silence and needs an anchor; no route here is "could not look".
package tcp

import (
	_ "embed"
	"time"

	"holdfast"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

// Kind returns the kind "tcp".
func Kind() holdfast.Kind[holdfast.Prober] {
	return holdfast.Kind[holdfast.Prober]{
		Name:     "tcp",
		Title:    "a TCP port answers, and says what it should",
		Doc:      doc,
		Sample:   sample,
		Settings: defaults(),
		New:      newProber,
		Every:    time.Minute,
		Timeout:  10 * time.Second,
	}
}
