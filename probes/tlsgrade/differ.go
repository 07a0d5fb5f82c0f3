package tlsgrade

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"holdfast"
	"holdfast/probes/internal/tlswire"
)

// differing are the faults of addresses that behave otherwise than the first:
// behind one name, one answers an auditor and another a customer.
func differing(nodes []node) []holdfast.Fault {
	var faults []holdfast.Fault
	var first *node
	for i := range nodes {
		n := &nodes[i]
		switch {
		case !n.complete():
		case first == nil:
			first = n
		default:
			if how := difference(first, n); len(how) > 0 {
				faults = append(faults, holdfast.Fault{
					Key: "node/" + n.addr.String(), Status: holdfast.AtRisk,
					Text: fmt.Sprintf("%s differs from %s: %s", n.addr, first.addr, strings.Join(how, "; ")),
					Fix:  "give all nodes behind the name the same configuration",
				})
			}
		}
	}
	return faults
}

// difference says in words how b differs from a.
func difference(a, b *node) []string {
	var how []string
	for i, o := range a.offers {
		if i >= len(b.offers) {
			break
		}
		if words := lists(o.suites, b.offers[i].suites); words != "" {
			how = append(how, o.version.Title()+" "+words)
		}
	}
	if !sameLeaves(a, b) {
		how = append(how, "another certificate")
	}
	return how
}

// lists says how two lists of suites differ; empty when they do not.
func lists(a, b []tlswire.Suite) string {
	missing := slices.DeleteFunc(slices.Clone(a), func(s tlswire.Suite) bool { return slices.Contains(b, s) })
	extra := slices.DeleteFunc(slices.Clone(b), func(s tlswire.Suite) bool { return slices.Contains(a, s) })
	switch {
	case len(a) > 0 && len(b) == 0:
		return "is not offered"
	case len(a) == 0 && len(b) > 0:
		return "is offered"
	}
	var words []string
	if len(missing) > 0 {
		words = append(words, "without "+names(missing, 3))
	}
	if len(extra) > 0 {
		words = append(words, "with "+names(extra, 3))
	}
	return strings.Join(words, ", ")
}

// sameLeaves reports whether two addresses show the same certificates.
func sameLeaves(a, b *node) bool {
	has := func(n *node, leaf []byte) bool {
		return slices.ContainsFunc(n.chains, func(chain [][]byte) bool { return bytes.Equal(chain[0], leaf) })
	}
	return len(a.chains) == len(b.chains) &&
		!slices.ContainsFunc(a.chains, func(chain [][]byte) bool { return !has(b, chain[0]) })
}
