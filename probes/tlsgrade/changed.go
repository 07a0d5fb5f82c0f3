package tlsgrade

import (
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// weakened are the faults of what a server accepts now and did not at the look
// before, if that makes it weaker. A finding that lists no versions saw nothing
// to compare with.
func weakened(prev holdfast.Finding, nodes []node) []holdfast.Fault {
	before, _ := prev.Fact("tls_versions").([]string)
	var faults []holdfast.Fault
	if len(before) == 0 || wasUnseen(prev) {
		return nil
	}
	oldest, _ := tlswire.ParseVersion(before[0])
	for _, v := range versions() {
		suites, _, offered := together(nodes, v)
		switch {
		case offered && v < oldest:
			faults = append(faults, holdfast.Fault{
				Key: "changed/version/" + v.String(), Status: holdfast.AtRisk,
				Text: v.Title() + " came up: it was not offered at the look before",
				Fix:  "was it meant? compare with what was rolled out since",
			})
		case offered:
			faults = append(faults, newSuites(prev, v, suites)...)
		}
	}
	return faults
}

// newSuites are the faults of suites that a version did not have before.
func newSuites(prev holdfast.Finding, v tlswire.Version, suites []tlswire.Suite) []holdfast.Fault {
	before, _ := prev.Fact(suitesFact(v)).([]string)
	var faults []holdfast.Fault
	for _, s := range suites {
		if len(before) == 0 || slices.Contains(before, s.String()) || s.ForwardSecret() && s.AEAD() {
			continue
		}
		faults = append(faults, holdfast.Fault{
			Key: "changed/suite/" + s.String(), Status: holdfast.AtRisk,
			Text: v.Title() + " accepts " + s.String() + ", which it did not at the look before",
			Fix:  "was it meant? compare with what was rolled out since",
		})
	}
	return faults
}

// wasUnseen reports whether the look before did not see everything, so that what
// is new may only not have been seen.
func wasUnseen(prev holdfast.Finding) bool { return len(prev.FaultKeys(holdfast.Unknown)) > 0 }

// replaced is the fact of when the certificate that is shown now was first seen in
// another one's place; none as long as it is the first one.
func replaced(prev holdfast.Finding, facts []holdfast.Fact, at time.Time) []holdfast.Fact {
	const name = "certificate_replaced"
	now, before := text(facts, "certificate_sha256"), text(prev.Facts, "certificate_sha256")
	since, known := prev.Fact(name).(time.Time)
	switch {
	case now == "" || before == "":
		return nil
	case now != before:
		return []holdfast.Fact{{Name: name, Value: at.UTC().Truncate(time.Second)}}
	case known:
		return []holdfast.Fact{{Name: name, Value: since}}
	default:
		return nil
	}
}

// stillAccepted reports whether what came up since is accepted: the version or
// the suite that a key of [weakened] names.
func stillAccepted(key string, prev holdfast.Finding) []survey.Protocol {
	if name, ok := strings.CutPrefix(key, "changed/version/"); ok {
		return questions("protocol/"+name, prev)
	}
	if name, ok := strings.CutPrefix(key, "changed/suite/"); ok {
		return questions("suite/"+name, prev)
	}
	return nil
}
