package board

import (
	"cmp"
	"time"

	"holdfast"
)

// Summary is the body of /api/v2/summary.json as Atlassian Statuspage has it, so
// that what reads Statuspage reads this. Status pages of that make know no
// "unknown"; it is told as degraded, with the word in the description.
type Summary struct {
	Page        SummaryPage       `json:"page"`
	Components  []Component       `json:"components"`
	Incidents   []SummaryIncident `json:"incidents"`
	Maintenance []SummaryIncident `json:"scheduled_maintenances"`
	Status      Indicator         `json:"status"`
}

// Short is the body of /api/v2/status.json.
type Short struct {
	Page   SummaryPage `json:"page"`
	Status Indicator   `json:"status"`
}

// SummaryPage names the page.
type SummaryPage struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	URL     string    `json:"url"`
	Zone    string    `json:"time_zone"`
	Updated time.Time `json:"updated_at"`
}

// Component is a check, or a group of them.
type Component struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Status       string    `json:"status"`
	Created      time.Time `json:"created_at"`
	Updated      time.Time `json:"updated_at"`
	Position     int       `json:"position"`
	Description  *string   `json:"description"`
	Showcase     bool      `json:"showcase"`
	StartDate    *string   `json:"start_date"`
	GroupID      *string   `json:"group_id"`
	PageID       string    `json:"page_id"`
	Group        bool      `json:"group"`
	OnlyDegraded bool      `json:"only_show_if_degraded"`
	Members      []string  `json:"components,omitempty"`
}

// SummaryIncident is an incident or a planned work.
type SummaryIncident struct {
	ID         string           `json:"id"`
	Name       string           `json:"name"`
	Status     string           `json:"status"`
	Created    time.Time        `json:"created_at"`
	Updated    time.Time        `json:"updated_at"`
	Monitoring *time.Time       `json:"monitoring_at"`
	Resolved   *time.Time       `json:"resolved_at"`
	Impact     string           `json:"impact"`
	Link       string           `json:"shortlink"`
	Started    time.Time        `json:"started_at"`
	PageID     string           `json:"page_id"`
	Updates    []IncidentUpdate `json:"incident_updates"`
	Components []Component      `json:"components"`
	From       *time.Time       `json:"scheduled_for,omitempty"`
	Until      *time.Time       `json:"scheduled_until,omitempty"`
}

// IncidentUpdate is one line of its story.
type IncidentUpdate struct {
	ID         string    `json:"id"`
	Status     string    `json:"status"`
	Body       string    `json:"body"`
	IncidentID string    `json:"incident_id"`
	Created    time.Time `json:"created_at"`
	Updated    time.Time `json:"updated_at"`
	Display    time.Time `json:"display_at"`
}

// Indicator is how all of it is: none, minor, major or critical.
type Indicator struct {
	Indicator   string `json:"indicator"`
	Description string `json:"description"`
}

// NewSummary makes the Statuspage form of a board.
func NewSummary(b Board) Summary {
	s := Summary{Page: summaryPage(b), Components: []Component{}, Incidents: []SummaryIncident{}, Maintenance: []SummaryIncident{}, Status: indicator(b)}
	for _, g := range b.Groups {
		s.group(b, g)
	}
	for _, i := range b.Open() {
		s.Incidents = append(s.Incidents, summaryIncident(b, i, s.Components))
	}
	for _, w := range b.Windows {
		s.Maintenance = append(s.Maintenance, summaryWindow(b, w, s.Components))
	}
	return s
}

// NewShort is the part of it that says how all is.
func NewShort(b Board) Short { return Short{Page: summaryPage(b), Status: indicator(b)} }

// summaryPage names the page; its id is the journal's name.
func summaryPage(b Board) SummaryPage {
	return SummaryPage{ID: pageID(b), Name: b.Name, URL: b.URL, Zone: "Etc/UTC", Updated: b.Made}
}

func pageID(b Board) string { return "holdfast-" + b.Instance }

// group adds a group and its members. A group of one is no group.
func (s *Summary) group(b Board, g Group) {
	var groupID *string
	if len(g.Checks) > 1 {
		id := g.Slug()
		groupID = &id
		all := Component{ID: id, Name: g.Name, Status: "operational", Created: b.Made, Updated: b.Made, Position: len(s.Components) + 1, PageID: pageID(b), Group: true}
		for _, c := range g.Checks {
			all.Members = append(all.Members, c.Slug)
			if word := component(c); graver(word, all.Status) {
				all.Status = word
			}
		}
		s.Components = append(s.Components, all)
	}
	for _, c := range g.Checks {
		text := cmp.Or(c.Reason, c.Word)
		s.Components = append(s.Components, Component{
			ID: c.Slug, Name: c.Name, Status: component(c), Created: cmp.Or(c.Since, b.Made), Updated: cmp.Or(c.Seen, b.Made),
			Position: len(s.Components) + 1, Description: &text, GroupID: groupID, PageID: pageID(b),
		})
	}
}

// component is a check's state in Statuspage's words.
func component(c Check) string {
	switch {
	case c.Status == holdfast.Broken && c.Maintenance:
		return "under_maintenance"
	case c.Status == holdfast.Broken:
		return "major_outage"
	case c.Maintenance:
		return "under_maintenance"
	case c.Status == holdfast.Holds:
		return "operational"
	default:
		return "degraded_performance"
	}
}

// graver reports whether the first state of a component is worse.
func graver(a, b string) bool {
	order := map[string]int{"operational": 0, "under_maintenance": 1, "degraded_performance": 2, "partial_outage": 3, "major_outage": 4}
	return order[a] > order[b]
}

// indicator is how all of the board is: critical when half of it or more is
// broken.
func indicator(b Board) Indicator {
	broken := 0
	for _, c := range b.Checks {
		if component(c) == "major_outage" {
			broken++
		}
	}
	word := "none"
	switch {
	case broken > 0 && 2*broken >= len(b.Checks):
		word = "critical"
	case broken > 0:
		word = "major"
	case b.Status != holdfast.Holds:
		word = "minor"
	}
	return Indicator{Indicator: word, Description: b.Headline}
}

// summaryIncident makes the Statuspage form of an incident.
func summaryIncident(b Board, i Incident, all []Component) SummaryIncident {
	out := SummaryIncident{
		ID: i.ID, Name: i.Headline + ": " + i.Check, Status: "investigating", Created: i.Since, Updated: i.Changed(), Impact: impact(i.Severity, i.Class),
		Link: link(b, IncidentPage(i.Number)), Started: i.Since, PageID: pageID(b), Components: those(all, i.Slug), Updates: []IncidentUpdate{},
	}
	words := map[string]string{"acknowledged": "identified", "recovered": "monitoring", "resolved": "resolved"}
	for _, s := range i.Steps {
		out.Status = cmp.Or(words[s.Name], out.Status)
		at := s.At
		switch s.Name {
		case "recovered":
			out.Monitoring = &at
		case "resolved":
			out.Resolved = &at
		}
		u := IncidentUpdate{ID: i.ID + "-" + s.Name, Status: out.Status, Body: s.Text, IncidentID: i.ID, Created: s.At, Updated: s.At, Display: s.At}
		out.Updates = append([]IncidentUpdate{u}, out.Updates...) // newest first
	}
	return out
}

// summaryWindow makes the Statuspage form of planned work.
func summaryWindow(b Board, w Window, all []Component) SummaryIncident {
	from, until := w.From.UTC(), w.Until.UTC()
	out := SummaryIncident{
		ID: "maintenance-" + Slug(w.Name) + "-" + from.Format("20060102T1504"), Name: w.Name, Status: "scheduled", Created: b.Made, Updated: b.Made,
		Impact: "maintenance", Link: link(b, PlannedPage), Started: from, PageID: pageID(b), Updates: []IncidentUpdate{}, From: &from, Until: &until, Components: []Component{},
	}
	if w.On(b.Made) {
		out.Status = "in_progress"
	}
	for _, c := range b.Checks {
		if fits(w.Patterns, c.Name, c.ID) {
			out.Components = append(out.Components, those(all, c.Slug)...)
		}
	}
	return out
}

// those are the components of that id.
func those(all []Component, id string) []Component {
	out := []Component{}
	for _, c := range all {
		if c.ID == id {
			out = append(out, c)
		}
	}
	return out
}

// impact is how grave an incident is, in Statuspage's words.
func impact(s holdfast.Severity, class holdfast.Class) string {
	switch {
	case class != holdfast.ClassOutage:
		return "minor"
	case s == holdfast.SeverityCritical:
		return "critical"
	case s == holdfast.SeverityError:
		return "major"
	default:
		return "minor"
	}
}

// link is the whole address of a page, or its relative one where the page's own
// address is not known.
func link(b Board, path string) string {
	if b.URL == "" {
		return path
	}
	return b.URL + "/" + path
}
