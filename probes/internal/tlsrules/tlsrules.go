// Package tlsrules says what is to be thought of a surveyed TLS server. It asks
// nobody, reads no clock and keeps nothing: the same [survey.Survey] gives the
// same [Judgement], today or when the rules are newer.
//
// # Four opinions on one evidence
//
//	ssllabs  the letter from A+ to F after the SSL Server Rating Guide
//	mozilla  whether it follows Mozilla's profiles
//	clients  what each of some sixty well-known clients would be given
//	advice   the shortest list of changes that reaches the wanted letter
//
// and two that are written here: a mark for post-quantum key exchange, which no
// public guide grades yet, and the differences between the addresses of a name.
//
// # Why a mark for post-quantum key exchange
//
// Traffic that is recorded today can be read once there is a quantum computer
// that breaks elliptic curves. Against that helps only a key exchange that joins
// a curve with a lattice (ML-KEM, FIPS 203), now and not then. Browsers have
// offered X25519MLKEM768 since 2024, and Mozilla's guidelines put it first since
// 5.8. The mark says whether a server prefers it, merely knows it, or has none;
// groups of the drafts (Kyber) that no current client speaks do not count.
package tlsrules

import (
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules/advice"
	"holdfast/probes/internal/tlsrules/clients"
	"holdfast/probes/internal/tlsrules/mozilla"
	"holdfast/probes/internal/tlsrules/ssllabs"
)

// Judgement is everything that is thought of a server.
type Judgement struct {
	// Grade is that of the worst address; what follows is about that address,
	// the differences apart.
	Grade       ssllabs.Overall   `json:"grade"`
	Profiles    []mozilla.Result  `json:"profiles,omitempty"`
	PostQuantum Mark              `json:"post_quantum"`
	Clients     []clients.Outcome `json:"clients,omitempty"`
	Advice      advice.Plan       `json:"advice"`
	// Differences tell where the addresses of the name do not answer alike.
	Differences []Difference `json:"differences,omitempty"`
}

// Wish is what a reader wants of a judgement.
type Wish struct {
	// Letter is the grade that the advice shall reach; empty is A+.
	Letter ssllabs.Letter
	// Software is that of the server, where it is known better than by its
	// header Server.
	Software advice.Software
}

// Judge applies the newest rules.
func Judge(s *survey.Survey, wish Wish) Judgement {
	guide := ssllabs.Latest()
	j := Judgement{Grade: guide.GradeSurvey(s), Differences: Differences(s)}
	if wish.Letter == "" {
		wish.Letter = ssllabs.APlus
	}
	j.PostQuantum = MarkOf(s)
	worst := find(s.Endpoints, j.Grade.Worst)
	if worst == nil {
		j.Advice = advice.Plan{Want: wish.Letter, Now: j.Grade.AtMost, Reaches: j.Grade.AtMost}
		return j
	}
	profiles := mozilla.Latest()
	for _, p := range profiles {
		j.Profiles = append(j.Profiles, p.Check(worst))
	}
	j.Clients = clients.Run(worst, find(s.Nameless, worst.Address))
	j.Advice = advice.Make(guide, profiles[len(profiles)-1], worst, wish.Letter, wish.Software)
	return j
}
