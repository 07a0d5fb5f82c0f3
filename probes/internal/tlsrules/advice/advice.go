// Package advice says what to change first on a TLS server, and to what.
//
// # The shortest list
//
// A report with fifteen findings is put aside. What its reader wants to know is:
// which lines of the configuration do I change to get the grade that I promised?
// The answer is computed, not looked up. Every change ("allow TLS 1.2 and 1.3
// only", "send the intermediates") is applied to a copy of what was seen, and
// the copy is graded. Of all sets of changes the smallest that reaches the wanted
// letter is the advice; where several are as small, the one that leaves least
// against the server. Within it the change that lifts the grade most comes first.
//
// That finds what a table of "fix for rule X" cannot: that one line clears five
// rules, that raising the Diffie-Hellman prime is needless once the suites that
// use it are gone, that nothing will make an A of a server without TLS 1.3.
//
// # To what
//
// The settings are those of Mozilla's intermediate profile (package mozilla), in
// the words of nginx, Apache and HAProxy when the software is known, of all three
// when it is not. A change that clears no rule of the guide but a difference to
// the profile is [Plan.Further].
//
// # What is not known
//
// Where the survey is incomplete the plan reaches what can be proven to be the
// best: [ssllabs.Report.AtMost].
package advice

import (
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/mozilla"
	"holdfast/probes/internal/tlsrules/ssllabs"
)

// Plan is what to change.
type Plan struct {
	Want ssllabs.Letter `json:"want"`
	// Now is the best that the grade can be now, Reaches the best once the edits
	// are made. Reaches is below Want when no change within the server's
	// configuration gets there.
	Now     ssllabs.Letter `json:"now"`
	Reaches ssllabs.Letter `json:"reaches"`
	// Software is nginx, Apache or HAProxy; empty when it is not known.
	Software Software `json:"software,omitempty"`
	// Edits are the shortest list, what lifts most first.
	Edits []Edit `json:"edits,omitempty"`
	// Further would clear what remains: other rules, and differences to the
	// profile.
	Further []Edit `json:"further,omitempty"`
}

// Edit is one change.
type Edit struct {
	ID string `json:"id"`
	// What is the change in a sentence.
	What string `json:"what"`
	// Grade is the best that the grade can be once this and all edits before it
	// are made.
	Grade ssllabs.Letter `json:"grade"`
	// Clears are the rules of the guide, and the points of the profile, that no
	// longer strike.
	Clears []string `json:"clears,omitempty"`
	// Directives are the lines to write.
	Directives []Directive `json:"directives,omitempty"`
}

// Directive is how one software is told.
type Directive struct {
	Software Software `json:"software"`
	Lines    []string `json:"lines"`
}

// Make computes the plan for an endpoint. software may be empty; then the Server
// header decides.
func Make(guide ssllabs.Guide, profile mozilla.Profile, e *survey.Endpoint, want ssllabs.Letter, software Software) Plan {
	if software == "" && e.HTTP != nil {
		software = Named(e.HTTP.Server)
	}
	p := planner{guide: guide, profile: profile, seen: e, software: software}
	now := guide.Grade(e)
	plan := Plan{Want: want, Now: now.AtMost, Reaches: now.AtMost, Software: software}
	if nothingSeen(e) {
		return plan
	}
	chosen := p.shortest(p.useful(), want)
	plan.Edits, plan.Reaches = p.ordered(e, chosen)
	better := applied(e, chosen)
	plan.Further, _ = p.ordered(better, wanted(better))
	return plan
}

// nothingSeen reports whether there is nothing to advise on.
func nothingSeen(e *survey.Endpoint) bool {
	_, offers := e.Best()
	return e.Error != "" || !offers
}
