// Package probes is the catalogue of what can be asked.
//
// Each kind is a folder, and the folder is a chapter: what is asked and what an
// answer proves (the package comment), the page for operators with every fault
// and its cure (doc.md), settings to copy (sample.yaml), code and tests. What
// kinds share lives in probes/internal; package probetest is the suite that
// every one of them passes.
//
// A new kind is a new folder and one line in [All]; a test counts the folders.
package probes

import (
	"holdfast"
	"holdfast/probes/dns"
	"holdfast/probes/exposure"
	"holdfast/probes/grpc"
	"holdfast/probes/heartbeat"
	"holdfast/probes/ping"
	"holdfast/probes/tcp"
	"holdfast/probes/tlsgrade"
	"holdfast/probes/unreachable"
	"holdfast/probes/uptime"
	"holdfast/probes/websocket"
)

// All returns every kind of probe, in the order in which a site's questions are
// asked and told.
func All() []holdfast.Kind[holdfast.Prober] {
	return []holdfast.Kind[holdfast.Prober]{
		uptime.Kind(),
		exposure.Kind(),
		unreachable.Kind(),
		tlsgrade.Kind(),
		tcp.Kind(),
		grpc.Kind(),
		dns.Kind(),
		ping.Kind(),
		websocket.Kind(),
		heartbeat.Kind(),
	}
}
