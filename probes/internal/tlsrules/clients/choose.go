package clients

import (
	"slices"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// choose takes one of the usable suites, which are in the server's order; false
// when the survey does not tell who decides.
func choose(p survey.Protocol, c Client, usable []tlswire.Suite) (tlswire.Suite, bool) {
	server, client := usable[0], common(c.Suites, usable)[0]
	switch p.Order {
	case survey.ClientOrder:
		return client, true
	case survey.HintOrder:
		return hinted(c, usable), true
	case survey.ServerOrder:
		return ordered(p, c, usable)
	default:
		return server, server == client
	}
}

// ordered is the choice of a server with an order of its own.
func ordered(p survey.Protocol, c Client, usable []tlswire.Suite) (tlswire.Suite, bool) {
	own := usable[0]
	if !chacha(c.Suites[0]) || chacha(own) {
		return own, true
	}
	i := slices.IndexFunc(usable, chacha)
	switch {
	case i < 0 || p.ChaChaFirst == survey.No:
		return own, true
	case p.ChaChaFirst == survey.Yes:
		return usable[i], true
	default:
		return own, false
	}
}

// hinted is the choice of a server that lets the client's order of AES and
// ChaCha20 move the one before the other, and decides itself within them.
func hinted(c Client, usable []tlswire.Suite) tlswire.Suite {
	wanted := common(c.Suites, usable)[0]
	i := slices.IndexFunc(usable, func(s tlswire.Suite) bool { return chacha(s) == chacha(wanted) })
	return usable[i]
}
