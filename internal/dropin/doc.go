// Package dropin is /probe: the address at which Prometheus asks Holdfast as it
// asked the blackbox exporter.
//
// # What changes for whoever moves
//
// One address in the scrape config. The module file is the same, the parameters
// are the same (target, module, hostname, debug), the time that Prometheus leaves
// comes in the same header, and the series are the same (package
// [holdfast/probes/blackbox]).
//
// # What does not stay the same
//
// The exporter asks whoever is named in a request, and so do many of them that
// are reached from outside: a way to look at the inside of a network from the
// outside of it (server-side request forgery, CWE-918). Here the config says who
// may be asked ([Rules]), and nothing is asked without it. Names are one rule and
// addresses are another: a name that may be asked still may not lead to a private
// address, because whoever runs its zone could point it there; private ranges are
// named as ranges. Addresses are looked at just before they are dialled, so that
// a zone that answers twice (DNS rebinding) gains nothing, and so is every hop of
// a redirect.
//
// What is not allowed is answered 403 with the reason and no series: a probe that
// was not made has neither failed nor succeeded, and the scrape counts as down.
package dropin
