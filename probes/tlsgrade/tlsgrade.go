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
// The package probes/internal/tlsask asks every address of the name for all
// versions, suites, groups and features, and writes down what it saw; see there
// for how little that takes. What is here judges that evidence: the settings say
// what is wanted, and each thing that is not as wanted is a fault of its own.
//
// # What proves what
//
// A suite in a ServerHello is accepted: that is an observation, and one bad one
// is enough for Broken. A fatal alert is a refusal. A connection that is reset,
// closed or silent is neither: the look waits, slows down (servers limit the
// rate of connections), writes smaller and older hellos (middleboxes drop large
// and new ones), and if nothing helps, that version is Unknown, and with it the
// whole: nobody can say that a suite is absent who was not let in to ask.
//
// # What changed
//
// A server that grew weaker since the look before says so in a fault of its own
// ([weakened]), once, beside what is wrong with it as it is. Another certificate
// is no fault, only a fact.
//
// # What it does not say
//
// No letter. A letter is honest only when every rule that could lower it was
// looked at, and client simulation, compression, renegotiation and the
// implementation bugs are not.
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
