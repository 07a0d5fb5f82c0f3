// Package exposure asks whether a host shows the world only the ports that it
// means to show.
//
// # Every port, and when each was last seen
//
// "Only 80 and 443 are open" speaks of 65,535 ports. Asking all of them every
// minute is an attack, asking the usual thousand is a guess. So each look asks
// the ports that matter most (databases, remote shells, management, whatever was
// ever open here) and the next slice of all others, in an order that is drawn
// once per check; a round takes as long as the setting sweep says. What was seen
// when is remembered per slice, and the check holds only while the last sight of
// every single port is fresh: no older than twice the sweep. The first round
// goes 24 times as fast, so that a new check knows its host within the hour.
//
// # What is no answer
//
// A closed port answers with an RST. Silence is different: it may be the host's
// firewall, and it may be our own, or the path, or a dead host. Two things are
// therefore demanded. A canary, a port of the same address that answers, is
// asked at random places among the questions; without it, the look is blind. And
// for each silent port it must be known that our own way out carries that port,
// which is shown by how far its SYNs get (package hops) or declared by the
// operator (egress: open). Else the check is Unknown and
// says which line to write. That the port answered yesterday is no such proof: a
// filter in our own network may be as new as its silence.
//
// # Which addresses
//
// All addresses of the name, IPv4 and IPv6, are looked at; many scanners take
// the first. Those that the name did not have when the monitor started, that are
// inside our own network, or that belong to a content-delivery edge are named
// and left out, and the check is Unknown in that part.
package exposure

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
const Name = "exposure"

// Kind returns the kind.
func Kind() holdfast.Kind[holdfast.Prober] {
	return holdfast.Kind[holdfast.Prober]{
		Name:     Name,
		Title:    "shows the world only the TCP ports that it means to show",
		Doc:      doc,
		Sample:   sample,
		Settings: defaults(),
		New:      build,
		Site:     true,
		Heavy:    true,
		Every:    time.Minute,
		Timeout:  45 * time.Second,
	}
}
