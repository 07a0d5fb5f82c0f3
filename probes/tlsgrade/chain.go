package tlsgrade

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"holdfast/probes/internal/tlswire"
)

// offer is what a server accepts in one version.
type offer struct {
	version tlswire.Version
	// suites in the order in which the server chose them.
	suites []tlswire.Suite
	// order is "server" or "client", whoever decides; empty with one suite.
	order string
	// answers are all that came with a suite.
	answers []tlswire.Answer
	// err is why the list may lack something; nil when it is complete.
	err error
}

// hello is what the door is asked with.
func (d *door) hello(v tlswire.Version, suites []tlswire.Suite) tlswire.Hello {
	return tlswire.Hello{Version: v, Suites: suites, ServerName: d.sni}
}

// enumerate finds all suites of one version. first, when not nil, is the answer
// to a hello of that version with all suites.
func (d *door) enumerate(ctx context.Context, v tlswire.Version, first *tlswire.Answer) offer {
	o := offer{version: v}
	all := tlswire.Suites(v)
	o.chain(ctx, d, all, first)
	for _, apart := range o.apart(all) {
		o.chain(ctx, d, apart, nil)
	}
	if o.err == nil && len(o.suites) > 1 {
		o.whoseOrder(ctx, d)
	}
	return o
}

// chain offers suites, takes the server's choice off the list, and offers the
// rest, until the server refuses.
func (o *offer) chain(ctx context.Context, d *door, suites []tlswire.Suite, first *tlswire.Answer) {
	rest := slices.Clone(suites)
	for o.err == nil && len(rest) > 0 {
		var answer tlswire.Answer
		if first != nil {
			answer, first = *first, nil
		} else {
			answer, o.err = d.ask(ctx, d.hello(o.version, rest))
		}
		if o.err != nil || !o.take(answer, rest) {
			return
		}
		rest = slices.DeleteFunc(rest, func(s tlswire.Suite) bool { return s == answer.Suite })
	}
}

// take notes an answer and reports whether it was a choice in this version. A
// choice of an older version means that this one has nothing more.
func (o *offer) take(answer tlswire.Answer, offered []tlswire.Suite) bool {
	switch {
	case answer.Refused || answer.Version < o.version:
		return false
	case answer.Version > o.version || !slices.Contains(offered, answer.Suite):
		o.err = fmt.Errorf("the server answered a %s hello with %s and %s, which were not offered",
			o.version.Title(), answer.Version.Title(), answer.Suite)
		return false
	}
	o.suites = append(o.suites, answer.Suite)
	o.answers = append(o.answers, answer)
	return true
}

// apart returns the lists that must still be asked for by themselves: suites
// for a key of which none was found, or of both keys when both were.
func (o *offer) apart(all []tlswire.Suite) [][]tlswire.Suite {
	if len(o.suites) == 0 || o.version == tlswire.TLS13 {
		return nil
	}
	rsa, ecdsa := slices.ContainsFunc(o.suites, tlswire.Suite.RSA), slices.ContainsFunc(o.suites, tlswire.Suite.ECDSA)
	var lists [][]tlswire.Suite
	for _, key := range []struct {
		found, other bool
		needs        func(tlswire.Suite) bool
	}{{ecdsa, rsa, tlswire.Suite.ECDSA}, {rsa, ecdsa, tlswire.Suite.RSA}} {
		if key.found && !key.other {
			continue
		}
		lists = append(lists, slices.DeleteFunc(slices.Clone(all), func(s tlswire.Suite) bool {
			return !key.needs(s) || slices.Contains(o.suites, s)
		}))
	}
	return lists
}

// whoseOrder offers what was found turned round: a server with an order of its
// own chooses as before.
func (o *offer) whoseOrder(ctx context.Context, d *door) {
	answer, err := d.ask(ctx, d.hello(o.version, reversed(o.suites)))
	switch {
	case err != nil || answer.Refused:
		o.order = ""
	case answer.Suite == o.suites[0]:
		o.order = "server"
	default:
		o.order = "client"
	}
}

// reversed turns the list round, but never puts ChaCha20 first: servers that
// give it to clients which list it first would look as if they had no order.
func reversed(found []tlswire.Suite) []tlswire.Suite {
	out := slices.Clone(found)
	slices.Reverse(out)
	first := slices.IndexFunc(out, func(s tlswire.Suite) bool { return !strings.Contains(s.String(), "CHACHA20") })
	if first > 0 && first < len(out)-1 {
		out[0], out[first] = out[first], out[0]
	}
	return out
}
