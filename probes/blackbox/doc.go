// Package blackbox asks what a module of the blackbox exporter asks, and answers
// with the exporter's series.
//
// # A contract, not a kind
//
// The kinds of package probes answer with findings: faults, facts and what each
// of them proves. This package answers somebody else's question in somebody
// else's words. Whoever has dashboards and alerts on probe_success and its
// companions keeps them: the module file is read as it is ([Load]), and a probe
// ([Asker.Ask]) yields the same series with the same names and labels, also when
// it fails at the same place. What the contract says and we would say otherwise
// is kept: preferred_ip_protocol is ip6 when nothing is written, a redirect that
// is not followed counts as one, an unverified chain ends in the year 1.
//
// The contract is that of the exporter's version 0.28. Older ones lack series
// that came later; docs/drop-in.md lists them.
//
// # What a series means when it is missing
//
// A series is there from the moment at which the exporter registers it: those of
// the address once the name is being resolved, the phases of HTTP once a request
// is made, those of TLS once there is a handshake. So the set of series tells
// how far a probe came, and a set that differs is a bug even where the values
// are right.
//
// # Who may be asked
//
// The target comes from the request, so the request chooses whom this machine
// speaks to. A [Gate] decides: about a name before it is resolved, and about
// every address just before it is dialled, redirects included, so that no answer
// of DNS between the two can change it. What the gate refuses is no probe that
// failed, it is no probe ([RefusalError]).
//
// # What is spent
//
// A probe opens one connection a hop, runs HTTP over it, and writes its page by
// hand: no registry of metrics is made and gathered for twenty numbers.
package blackbox
