package board

import (
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// Status is the board as JSON: the body of /api/v1/status.json. Its schema is
// [OpenAPI].
type Status struct {
	Version     int             `json:"version"` // of this form: 1
	Name        string          `json:"name"`
	URL         string          `json:"url,omitempty"`
	Made        time.Time       `json:"made"`
	Believe     time.Time       `json:"believe_until"`
	Status      holdfast.Status `json:"status"`
	Headline    string          `json:"headline"`
	Checks      []CheckStatus   `json:"checks"`
	Incidents   []IncidentBody  `json:"incidents"`
	Maintenance []WindowBody    `json:"maintenance"`
	Promises    []PromiseBody   `json:"promises"`
	Method      []string        `json:"method"` // how each number is counted
}

// CheckStatus is one check in it.
type CheckStatus struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Group       string          `json:"group"`
	Kind        string          `json:"kind"`
	Status      holdfast.Status `json:"status"`
	Since       time.Time       `json:"since,omitzero"`
	Seen        time.Time       `json:"last_look,omitzero"`
	Maintenance bool            `json:"maintenance,omitempty"`
	Reason      string          `json:"reason,omitempty"`
	// Availability is that of the last 90 days from 0 to 1, absent when nothing
	// was proven; Proven the share of them in which somebody knew.
	Availability *float64      `json:"availability,omitempty"`
	Proven       float64       `json:"proven"`
	Times        history.Times `json:"times"`
	Page         string        `json:"page"`    // relative to the status page
	Details      string        `json:"details"` // address of the check's own JSON, likewise
}

// CheckBody is the body of /api/v1/checks/SLUG.json.
type CheckBody struct {
	Version int       `json:"version"`
	Made    time.Time `json:"made"`
	Believe time.Time `json:"believe_until"`
	CheckStatus
	Days []DayBody `json:"days"` // 90, oldest first
}

// DayBody is one day (UTC) of a check.
type DayBody struct {
	Day   string        `json:"day"`
	State history.State `json:"state"`
	history.Times
}

// IncidentBody is one incident.
type IncidentBody struct {
	Number   int64             `json:"number"`
	Check    string            `json:"check"`
	Class    holdfast.Class    `json:"class"`
	Status   holdfast.Status   `json:"status"`
	Severity holdfast.Severity `json:"severity"`
	Headline string            `json:"headline"`
	Reason   string            `json:"reason,omitempty"`
	Since    time.Time         `json:"since"`
	Until    time.Time         `json:"until,omitzero"`
	Ended    time.Time         `json:"resolved,omitzero"`
	Page     string            `json:"page"`
	Steps    []StepBody        `json:"steps"`
}

// StepBody is one line of an incident's story.
type StepBody struct {
	At   time.Time `json:"at"`
	Step string    `json:"step"`
	Text string    `json:"text"`
}

// WindowBody is planned work.
type WindowBody struct {
	Name   string    `json:"name"`
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
	Checks []string  `json:"checks"`
}

// PromiseBody is one sentence of the published statement.
type PromiseBody struct {
	ID       string          `json:"id"`
	Says     string          `json:"says"`
	Source   string          `json:"source,omitempty"`
	Status   holdfast.Status `json:"status"`
	Proven   bool            `json:"proven"` // false: no check belongs to it
	Since    time.Time       `json:"since,omitzero"`
	Verified time.Time       `json:"last_proof,omitzero"`
}

// NewStatus makes the JSON form of a board.
func NewStatus(b Board) Status {
	s := Status{
		Version: 1, Name: b.Name, URL: b.URL, Made: b.Made, Believe: b.Until, Status: b.Status, Headline: b.Headline,
		Checks: []CheckStatus{}, Incidents: []IncidentBody{}, Maintenance: []WindowBody{}, Promises: []PromiseBody{}, Method: history.Method(),
	}
	for _, c := range b.Checks {
		s.Checks = append(s.Checks, checkStatus(c))
	}
	for _, i := range b.Incidents {
		s.Incidents = append(s.Incidents, incidentBody(i))
	}
	for _, w := range b.Windows {
		s.Maintenance = append(s.Maintenance, WindowBody{Name: w.Name, From: w.From.UTC(), Until: w.Until.UTC(), Checks: w.Checks})
	}
	for _, p := range b.Promises {
		s.Promises = append(s.Promises, PromiseBody{
			ID: p.Promise.ID, Says: p.Promise.Says, Source: p.Promise.Source, Status: p.Status, Proven: p.Proven, Since: p.Since, Verified: p.Verified,
		})
	}
	return s
}

// NewCheck makes the JSON form of one check with its days.
func NewCheck(b Board, c Check) CheckBody {
	out := CheckBody{Version: 1, Made: b.Made, Believe: b.Until, CheckStatus: checkStatus(c), Days: []DayBody{}}
	for _, d := range c.Days {
		out.Days = append(out.Days, DayBody{Day: d.At.Format(time.DateOnly), State: d.State(), Times: d.Times})
	}
	return out
}

// checkStatus makes the JSON form of one check.
func checkStatus(c Check) CheckStatus {
	s := CheckStatus{
		ID: c.ID, Name: c.Name, Group: c.Group, Kind: c.Kind, Status: c.Status, Since: c.Since, Seen: c.Seen, Maintenance: c.Maintenance,
		Reason: c.Reason, Proven: c.Times.ProvenShare(), Times: c.Times, Page: CheckPage(c.Slug), Details: CheckJSON(c.Slug),
	}
	if share, ok := c.Times.Availability(); ok {
		s.Availability = &share
	}
	return s
}

// incidentBody makes the JSON form of one incident.
func incidentBody(i Incident) IncidentBody {
	out := IncidentBody{
		Number: i.Number, Check: i.Check, Class: i.Class, Status: i.Status, Severity: i.Severity, Headline: i.Headline,
		Reason: i.Full.Reason, Since: i.Since, Until: i.Until, Ended: i.Ended, Page: IncidentPage(i.Number), Steps: []StepBody{},
	}
	for _, s := range i.Steps {
		out.Steps = append(out.Steps, StepBody{At: s.At, Step: s.Name, Text: s.Text})
	}
	return out
}
