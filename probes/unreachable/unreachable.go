// Package unreachable asks whether a host's databases are out of a stranger's
// reach.
//
// # The wrong way round
//
// Most checks hope for an answer; this one hopes for none. That makes it easy to
// fool: a dead machine, a name that moved, a broken uplink and a filter in our
// own network all give the very silence that one would like to see. So a
// reassuring absence counts only beside a positive control for the same thing:
//
//   - an RST from the target on that very port: the question got there;
//   - or silence, while something beside it answers in the same look (a port of
//     the same address, or the address under control), and our own way out lets
//     the port through: shown by how far its SYNs get (package hops), or declared
//     by the operator (egress: open).
//
// An RST says that nobody reaches a database there. It does not say that one
// runs: a database that died answers in the same way, and the reason says so.
//
// # When one answers
//
// A port that completes the handshake is broken, whoever is behind it. Redis,
// MySQL, MariaDB and PostgreSQL are recognised by their first words, with the
// version where they tell it and with what they ask of a stranger. Nothing is
// written and no login is tried; the page of the kind lists every byte that is
// sent.
//
// # No name at all
//
// Some databases should not even be known: expect: no-name holds while the name
// has no address, and a control name, asked through the same resolver, has one.
package unreachable

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
const Name = "unreachable"

// Kind returns the kind.
func Kind() holdfast.Kind[holdfast.Prober] {
	return holdfast.Kind[holdfast.Prober]{
		Name:     Name,
		Title:    "keeps its database ports out of a stranger's reach",
		Doc:      doc,
		Sample:   sample,
		Settings: defaults(),
		New:      build,
		Site:     true,
		Every:    time.Minute,
		Timeout:  30 * time.Second,
	}
}
