// Package unreachable asks whether a host's databases cannot be reached from
// here.
//
// # What proves that something cannot be reached
//
// A database port that answers settles the matter: it can. That it does not
// answer settles nothing by itself. Three things look alike: the firewall in
// front of it drops us, as wanted; our own network drops the question on its way
// out; the database is dead, and will be reachable again when somebody starts
// it. So each port that is called unreachable names what shows it:
//
//   - an RST from the host on that very port: the question got there, and nothing
//     listens. That is unreachable, but no firewall: the reason says so.
//   - silence, beside a control that answered in the same look (the host's own
//     web port, or the address named under control:) and an egress that is
//     declared to carry every port. Else the check is Unknown and says which
//     line to write.
//
// # What is behind an open port
//
// Redis, MySQL, MariaDB and PostgreSQL are recognised by their first words
// (package greet): with version where they tell it, and with how far a stranger
// gets. Nothing is written and nobody logs in.
//
// # A database without a public name
//
// `expect: no-name` asks the resolver instead: the name must not exist, and a
// control name through the same resolver must.
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
		Name: Name, Title: "has no database that answers from here", Doc: doc, Sample: sample, Settings: defaults(),
		New: build, Site: true, Heavy: true, Every: 5 * time.Minute, Timeout: 30 * time.Second,
	}
}
