package tlsgrade

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// differing are the faults of addresses that behave otherwise than the first:
// behind one name, one answers an auditor and another a customer.
func differing(nodes []node) []holdfast.Fault {
	var faults []holdfast.Fault
	var first *node
	for i, n := range nodes {
		switch {
		case !n.complete():
		case first == nil:
			first = &nodes[i]
		default:
			if how := difference(*first, n); len(how) > 0 {
				faults = append(faults, holdfast.Fault{
					Key: "node/" + n.addr().String(), Status: holdfast.AtRisk,
					Text: fmt.Sprintf("%s differs from %s: %s", n.addr(), first.addr(), strings.Join(how, "; ")),
					Fix:  "give all nodes behind the name the same configuration",
				})
			}
		}
	}
	return faults
}

// difference says in words how b differs from a.
func difference(a, b node) []string {
	var how []string
	for _, o := range a.Protocols {
		if words := lists(o.Suites, b.Protocol(o.Version).Suites); words != "" {
			how = append(how, o.Version.Title()+" "+words)
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
func sameLeaves(a, b node) bool {
	has := func(n node, leaf []byte) bool {
		return slices.ContainsFunc(n.Certificates, func(c survey.Certificate) bool { return bytes.Equal(c.Sent[0], leaf) })
	}
	return len(a.Certificates) == len(b.Certificates) &&
		!slices.ContainsFunc(a.Certificates, func(c survey.Certificate) bool { return !has(b, c.Sent[0]) })
}
