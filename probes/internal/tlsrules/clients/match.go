package clients

import (
	"slices"
	"strconv"
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// withGroup keeps the suites that need no group or have a common one. open tells
// that a suite was dropped, or might have to be, for want of knowledge.
func withGroup(p survey.Protocol, c Client, suites []tlswire.Suite) (kept []tlswire.Suite, open bool) {
	shared := c.Groups == nil || len(common(p.Groups, c.Groups)) > 0
	for _, s := range suites {
		switch {
		case !grouped(s) || shared:
			kept = append(kept, s)
		case !p.GroupsComplete:
			open = true
		}
	}
	return kept, open
}

// group is the one that the server takes, 0 when that is not known.
func group(p survey.Protocol, c Client) tlswire.Group {
	if c.Groups == nil {
		return 0
	}
	server, client := common(p.Groups, c.Groups), common(c.Groups, p.Groups)
	switch {
	case len(server) == 0:
		return 0
	case server[0] == client[0]:
		return server[0]
	case p.GroupOrder == survey.ServerOrder:
		return server[0]
	case p.GroupOrder == survey.ClientOrder:
		return client[0]
	default:
		return 0
	}
}

// certifiable reports whether the server has a certificate for the suite that
// the client can verify. A kind of key of which no certificate was kept is
// believed: the suite was accepted, so there is one.
func certifiable(e *survey.Endpoint, s tlswire.Suite, v tlswire.Version, c Client) bool {
	of := keysFor(e, s)
	return len(of) == 0 || slices.ContainsFunc(of, func(k survey.Key) bool { return c.verifies(k, v) })
}

// keysFor are the keys of the certificates that serve for a suite.
func keysFor(e *survey.Endpoint, s tlswire.Suite) []survey.Key {
	var keys []survey.Key
	for _, cert := range e.Certificates {
		fits := func(kind string) bool { return strings.EqualFold(kind, cert.Key.Kind) }
		if cert.Unreadable == "" && slices.ContainsFunc(kinds(s), fits) {
			keys = append(keys, cert.Key)
		}
	}
	return keys
}

// keyFor is the key with which the server signs for the client.
func keyFor(e *survey.Endpoint, s tlswire.Suite, v tlswire.Version, c Client) (survey.Key, bool) {
	for _, key := range keysFor(e, s) {
		if c.verifies(key, v) {
			return key, true
		}
	}
	return survey.Key{}, false
}

// describe writes a key: "RSA 2048", "Ed25519".
func describe(k survey.Key) string {
	if strings.HasPrefix(strings.ToUpper(k.Kind), "ED") || k.Bits == 0 {
		return k.Kind
	}
	return k.Kind + " " + strconv.Itoa(k.Bits)
}
