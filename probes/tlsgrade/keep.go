package tlsgrade

import (
	"encoding/json"
	"time"

	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsflaw"
)

// surveyFact is the name of the fact that holds the evidence itself.
const surveyFact = "survey"

// kept is the survey as a fact, so that it can be judged again by rules that are
// yet to be made. What changes from look to look without meaning anything (time,
// cost, staples) is left out, because facts are stored when they change.
func kept(s *survey.Survey) holdfast.Fact {
	lean := *s
	lean.At, lean.Mode, lean.Connections = time.Time{}, "", survey.Cost{}
	lean.Endpoints, lean.Nameless = leaner(s.Endpoints), leaner(s.Nameless)
	text, err := json.Marshal(lean)
	if err != nil {
		return holdfast.Fact{Name: surveyFact, Value: ""} // no such value can be in it
	}
	return holdfast.Fact{Name: surveyFact, Value: string(text)}
}

// leaner copies endpoints without what does not last.
func leaner(endpoints []survey.Endpoint) []survey.Endpoint {
	var out []survey.Endpoint
	for _, e := range endpoints {
		e.HandshakeSeconds = 0
		if len(e.Flaws) > 0 {
			e.Flaws = tlsflaw.Again(e.Flaws, &e, time.Time{}) // the passive ones are told anew at each look
		}
		certificates := make([]survey.Certificate, len(e.Certificates))
		for i, c := range e.Certificates {
			c.Staple, c.SCTList, c.Revocation, c.CAAText = nil, nil, "", ""
			certificates[i] = c
		}
		e.Certificates = certificates
		out = append(out, e)
	}
	return out
}

// stored reads the survey of an earlier finding back; nil when there is none.
func stored(prev holdfast.Finding) *survey.Survey {
	text, _ := prev.Fact(surveyFact).(string)
	if text == "" {
		return nil
	}
	var s survey.Survey
	if json.Unmarshal([]byte(text), &s) != nil {
		return nil
	}
	return &s
}
