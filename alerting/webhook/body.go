package webhook

import (
	"time"

	"holdfast"
	"holdfast/alerting/internal/page"
	"holdfast/internal/plain"
)

// Body is the document that a receiver gets, version 1. Fields are only added.
type Body struct {
	Version  int        `json:"version"`
	ID       string     `json:"id"`        // the notice: the same at every attempt
	DedupKey string     `json:"dedup_key"` // the incident
	Step     string     `json:"step"`      // opened, worse, reminder, acknowledged, resolved, drill
	Status   string     `json:"status"`    // firing, or resolved once it is over
	Title    string     `json:"title"`
	Text     string     `json:"text"` // the whole page, as people read it
	Incident int64      `json:"incident"`
	Class    string     `json:"class"`
	Severity string     `json:"severity"`
	Headline string     `json:"headline"`
	Reason   string     `json:"reason"`
	Check    string     `json:"check"`
	Kind     string     `json:"kind"`
	Target   string     `json:"target"`
	Owner    string     `json:"owner,omitempty"`
	Group    string     `json:"group,omitempty"`
	Faults   []Fault    `json:"faults"` // the first twenty
	Breaks   []string   `json:"breaks,omitempty"`
	Since    time.Time  `json:"since"`
	Until    *time.Time `json:"until,omitempty"`   // when it came round; only when it is over
	Seconds  float64    `json:"seconds,omitempty"` // how long it was, when it is over
	URL      string     `json:"url,omitempty"`     // the incident's page
	Runbook  string     `json:"runbook,omitempty"`
}

// Fault is one thing that is wrong.
type Fault struct {
	Key  string `json:"key"`
	Text string `json:"text"`
	Fix  string `json:"fix,omitempty"`
}

// maxFaults bounds the list; the text names the count.
const maxFaults = 20

// document makes the body of a notice.
func document(n holdfast.Notice) Body {
	p := page.Compose(n)
	i := n.Incident
	b := Body{
		Version: 1, ID: short(n.ID), DedupKey: short(n.Key), Step: string(n.Step), Status: "firing", Title: p.Title(250), Text: p.Text(),
		Incident: i.Number, Class: string(i.Class), Severity: i.Severity.String(), Headline: short(i.Headline), Reason: short(i.Reason),
		Check: short(n.Check.Name), Kind: short(n.Check.Kind), Target: short(n.Check.Target), Owner: short(n.Check.Owner), Group: short(n.Check.Group),
		Faults: faults(i.Faults), Breaks: breaks(n.Breaks), Since: i.Since.UTC(), URL: short(n.Page), Runbook: short(n.Check.Runbook),
	}
	if n.Step == holdfast.StepResolved {
		b.Status = "resolved"
		until := i.Since.Add(i.Lasted(i.Resolved)).UTC()
		b.Until, b.Seconds = &until, i.Lasted(i.Resolved).Seconds()
	}
	return b
}

// short is one clean line of at most a thousand characters.
func short(s string) string { return plain.Trim(plain.Line(s), 1000) }

// breaks are the first promises.
func breaks(all []string) []string {
	var out []string
	for _, s := range all[:min(len(all), maxFaults)] {
		out = append(out, short(s))
	}
	return out
}

// faults are the first of all.
func faults(all []holdfast.Fault) []Fault {
	out := make([]Fault, 0, min(len(all), maxFaults))
	for _, f := range all[:min(len(all), maxFaults)] {
		out = append(out, Fault{Key: short(f.Key), Text: short(f.Text), Fix: short(f.Fix)})
	}
	return out
}
