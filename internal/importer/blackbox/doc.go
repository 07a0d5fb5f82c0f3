// Package blackbox reads the modules of the Prometheus blackbox exporter.
//
// # What a module says
//
// blackbox.yml has modules: a name, a prober (http, tcp, dns, icmp, grpc, unix,
// websocket), a timeout, and the settings of that prober. It names no target:
// Prometheus sends target and module with each scrape (package prometheus reads
// that side), so a module makes a check once it meets a target ([Modules.Check]).
//
// # What goes over
//
// Wants of one regular expression each have their place; a list of several keeps
// the first and lists the others. CEL, HTTP versions and headers that must not
// match have no want here. A dialogue over TCP goes over where it is "send, then
// expect", or the way to STARTTLS of a protocol that is known.
package blackbox
