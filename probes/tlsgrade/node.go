package tlsgrade

import (
	"net/netip"
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// node is what one address showed, with the questions that judging asks of it.
type node struct{ *survey.Endpoint }

// nodes are the addresses of a survey.
func nodes(s *survey.Survey) []node {
	out := make([]node, len(s.Endpoints))
	for i := range s.Endpoints {
		out[i] = node{&s.Endpoints[i]}
	}
	return out
}

// addr is the address.
func (n node) addr() netip.Addr { return n.Address.Addr() }

// offered reports whether anything is accepted at all.
func (n node) offered() bool {
	_, ok := n.Best()
	return ok
}

// suites lists every suite of every version once, newest version first.
func (n node) suites() []tlswire.Suite {
	var all []tlswire.Suite
	for _, p := range slices.Backward(n.Protocols) {
		for _, s := range p.Suites {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// complete reports whether every version was asked to its end.
func (n node) complete() bool {
	return n.Error == "" && !slices.ContainsFunc(n.Protocols, unfinished)
}

// unfinished reports whether a version was not asked to its end.
func unfinished(p survey.Protocol) bool { return p.Offered == survey.Unknown || !p.Complete }

// wantsCertificate reports whether any accepted suite goes with a certificate.
func (n node) wantsCertificate() bool {
	return slices.ContainsFunc(n.suites(), func(s tlswire.Suite) bool {
		return !s.Anonymous() && (!s.Has("PSK") || s.Has("RSA")) && !s.Has("KRB5")
	})
}

// secrecy is "all", "some" or "none" of the suites with forward secrecy.
func secrecy(suites []tlswire.Suite) string {
	with := 0
	for _, s := range suites {
		if s.ForwardSecret() {
			with++
		}
	}
	switch with {
	case len(suites):
		return "all"
	case 0:
		return "none"
	default:
		return "some"
	}
}
