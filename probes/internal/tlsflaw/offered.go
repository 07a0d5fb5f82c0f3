package tlsflaw

import (
	"fmt"
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw/mini"
	"holdfast/probes/internal/tlswire"
)

// kind is a sort of suite that a flaw needs, with its name in sentences.
type kind struct {
	name string
	has  func(tlswire.Suite) bool
}

// offered tells whether suites of a kind are offered in any of the versions:
// Yes with each of them named, No when every version was asked to its end,
// Unknown with what is missing.
func offered(ep *survey.Endpoint, k kind, versions ...tlswire.Version) (survey.Known, string) {
	var found, missing []string
	for _, v := range versions {
		p := ep.Protocol(v)
		for _, s := range p.Suites {
			if p.Offered == survey.Yes && k.has(s) {
				found = append(found, s.String()+" in "+v.Title())
			}
		}
		if p.Offered == survey.Unknown || p.Offered == survey.Yes && !p.Complete {
			missing = append(missing, v.Title())
		}
	}
	switch {
	case len(found) > 0:
		return survey.Yes, shorten(found)
	case len(missing) > 0:
		return survey.Unknown, fmt.Sprintf("whether any %s is offered is not known: %s was not asked to the end", k.name, strings.Join(missing, ", "))
	default:
		return survey.No, fmt.Sprintf("no %s is offered", k.name)
	}
}

// shorten joins a list, of which a few say enough.
func shorten(list []string) string {
	const enough = 3
	if len(list) <= enough {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:enough], ", "), len(list)-enough)
}

// way finds the newest version before TLS 1.3 with suites of the kind that a
// handshake can be made with. Without one the verdict says why: No when nothing
// of the kind is offered.
func (a *asker) way(k kind) (way, verdict, bool) {
	known, text := offered(a.ep, k, tlswire.TLS10, tlswire.TLS11, tlswire.TLS12)
	switch known {
	case survey.No:
		return way{}, verdict{known: known, how: text + " from TLS 1.0 to 1.2"}, false
	case survey.Unknown:
		return way{}, verdict{how: text}, false
	default:
		return a.spoken(k, text)
	}
}

// spoken finds the newest version with suites that a handshake can be made with.
func (a *asker) spoken(k kind, text string) (way, verdict, bool) {
	for _, v := range []tlswire.Version{tlswire.TLS12, tlswire.TLS11, tlswire.TLS10} {
		w := way{version: v}
		for _, s := range a.ep.Protocol(v).Suites {
			if a.ep.Protocol(v).Offered == survey.Yes && k.has(s) && mini.Speaks(s, v) {
				w.suites = append(w.suites, s)
			}
		}
		if len(w.suites) > 0 {
			return w, verdict{}, true
		}
	}
	return way{}, verdict{how: fmt.Sprintf("%s is offered, but with none of them can a handshake be made here", text)}, false
}

// oldWay is [asker.way] for flaws that SSL 3 can have as well: where it alone
// offers what is needed, nothing is known, for its handshake is not made here.
func (a *asker) oldWay(k kind) (way, verdict, bool) {
	w, v, ok := a.way(k)
	if ok || v.known != survey.No {
		return w, v, ok
	}
	switch known, _ := offered(a.ep, k, tlswire.SSL30); known {
	case survey.Yes:
		return way{}, verdict{how: "a " + k.name + " is offered in SSL 3 alone, in which no handshake is made here"}, false
	case survey.Unknown:
		return way{}, verdict{how: "whether any " + k.name + " is offered in SSL 3 is not known"}, false
	default:
		return way{}, v, false
	}
}

// olds are the versions that may have the flaws of old protocols.
func olds() []tlswire.Version {
	return []tlswire.Version{tlswire.SSL30, tlswire.TLS10, tlswire.TLS11, tlswire.TLS12}
}

// anySuite is the kind of all suites.
func anySuite() kind {
	return kind{"suite", func(tlswire.Suite) bool { return true }}
}
