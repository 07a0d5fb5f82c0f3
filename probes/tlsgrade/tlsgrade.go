// Package tlsgrade asks a TLS server which protocol versions and cipher suites
// it accepts, whether all of them keep yesterday's traffic secret, and whether
// its certificate is good.
//
// # Why ask for what one should not use
//
// A browser meets only the best that a server has: it connects with TLS 1.3 and
// shows a lock, while the same server may still take triple DES from whoever
// asks for it. What an attacker (or an auditor) can negotiate is the server's
// worst offer, and the only way to see that is to ask for it.
//
// # How it looks
//
// For each address of the name a [door] is knocked on, a hello at a time (see
// the package probes/internal/tlswire for what a hello can show). Per version
// all known suites are offered; the server's choice is taken off the list and
// the rest offered again, until a fatal alert says that nothing is left. The
// suites found come out in the server's order. One more hello, with the list
// turned round, tells whether the server or the client decides. One full
// handshake, by zcrypto, which still speaks the old versions and suites that the
// standard library no longer does, yields the certificate of a TLS 1.3 server.
//
// Some servers choose their certificate by the suites in the hello and then find
// nothing for it, although the other certificate would fit: RSA and ECDSA suites
// are therefore asked for apart as well.
//
// # What proves what
//
// A suite in a ServerHello is accepted: that is an observation, and one bad one
// is enough for Broken. A fatal alert is a refusal. A connection that is reset,
// closed or silent is neither: the door waits, slows down (servers limit the
// rate of connections), writes smaller and older hellos (middleboxes drop large
// and new ones), and if nothing helps, that version is Unknown, and with it the
// whole: nobody can say that a suite is absent who was not let in to ask.
//
// # What it does not say
//
// No letter. A letter is honest only when every rule that could lower it was
// looked at, and SSL 2, client simulation, compression, renegotiation and the
// implementation bugs are not. SSL 2 is named in the fact not_looked_at.
package tlsgrade

import (
	_ "embed"
	"time"

	"holdfast"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

// Name is the kind's key in the config.
const Name = "tlsgrade"

// Kind returns the kind.
func Kind() holdfast.Kind[holdfast.Prober] {
	return holdfast.Kind[holdfast.Prober]{
		Name:     Name,
		Title:    "accepts only the TLS versions and suites that it should, with a good certificate",
		Doc:      doc,
		Sample:   sample,
		Settings: defaults(),
		New:      build,
		Site:     true,
		Heavy:    true,
		Every:    6 * time.Hour,
		Timeout:  2 * time.Minute,
	}
}
