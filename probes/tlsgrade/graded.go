package tlsgrade

import (
	"fmt"
	"time"

	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsrules"
	"holdfast/probes/internal/tlsrules/clients"
)

// gradeFacts tell the letter and what stands beside it.
func (p *prober) gradeFacts(s *survey.Survey, j tlsrules.Judgement) []holdfast.Fact {
	if len(s.Endpoints) == 0 || j.Grade.AtMost == "" {
		return nil
	}
	facts := []holdfast.Fact{
		{Name: "post_quantum", Value: string(j.PostQuantum.Standing)},
		{Name: "forward_secrecy_clients", Value: secretClients(j.Clients)},
	}
	for _, profile := range j.Profiles {
		facts = append(facts, holdfast.Fact{Name: "mozilla_" + profile.Profile, Value: profile.Compliant.String()})
	}
	if !p.graded() {
		return facts
	}
	r := j.Grade.Report()
	facts = append(facts,
		holdfast.Fact{Name: "grade_at_most", Value: string(j.Grade.AtMost)},
		holdfast.Fact{Name: "grade_guide", Value: j.Grade.Guide},
		holdfast.Fact{Name: "grade_why", Value: append([]string{}, r.Why()...)})
	if j.Grade.Letter != "" {
		facts = append(facts, holdfast.Fact{Name: "grade", Value: string(j.Grade.Letter)})
	}
	if at := r.FlawsAt; !at.IsZero() {
		facts = append(facts, holdfast.Fact{Name: "vulnerabilities_asked_at", Value: at.UTC().Truncate(time.Second)})
	}
	return append(facts, holdfast.Fact{Name: "vulnerabilities", Value: seenFlaws(s)})
}

// secretClients is how many current clients that can connect are given forward
// secrecy: "20 of 20".
func secretClients(all []clients.Outcome) string {
	with, of := 0, 0
	for _, o := range all {
		if !o.Current || o.Connects != survey.Yes {
			continue
		}
		of++
		if o.ForwardSecret == survey.Yes {
			with++
		}
	}
	return fmt.Sprintf("%d of %d", with, of)
}

// seenFlaws lists the vulnerabilities that were seen, each once.
func seenFlaws(s *survey.Survey) []string {
	out := []string{}
	seen := map[string]bool{}
	for _, e := range s.Endpoints {
		for _, f := range e.Flaws {
			if f.Vulnerable == survey.Yes && !seen[f.Name] {
				seen[f.Name] = true
				out = append(out, f.Name)
			}
		}
	}
	return out
}
