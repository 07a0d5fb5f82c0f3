package web

import (
	"html/template"
	"strings"

	"holdfast"
	"holdfast/internal/board"
	"holdfast/internal/view"
)

// page is what every page has. Public pages link to each other relatively, by
// names of files, so that they work below any address; staff pages link from the
// root.
type page struct {
	Title string
	Root  string // of relative links: "" or "../"
	Staff bool
	Board board.Board
	V     view.View // all that is known; zero for the public
	Class string    // style of the heading
	Say   string    // what is announced when it changes
	Style template.CSS
	// Policy is for those who open the page as a file, where no header says it.
	Policy string
}

// page begins a page of the shelf's audience.
func (s *shelf) page(b board.Board, root, title string) page {
	p := s.w.begin(b, title)
	p.Root = root
	return p
}

// begin fills in what every page has.
func (w *Web) begin(b board.Board, title string) page {
	if b.Name != "" && title != b.Name {
		title += " · " + b.Name
	}
	return page{Title: title, Root: "/", Board: b, Class: class(b.Status), Say: b.Headline, Style: template.CSS(w.style), Policy: w.policy} //nolint:gosec // our own file
}

// staffPage begins a page for staff.
func (w *Web) staffPage(v view.View, b board.Board, title string) page {
	p := w.begin(b, title)
	p.Staff, p.V = true, v
	return p
}

// Home is the address of the first page.
func (p page) Home() string { return p.link("/", board.HomePage) }

// Incidents is the address of the list of incidents.
func (p page) Incidents() string { return p.link("/incidents", board.IncidentsPage) }

// Planned is the address of planned work.
func (p page) Planned() string { return p.link("/maintenance", board.PlannedPage) }

// CheckLink is the address of a check's page.
func (p page) CheckLink(c board.Check) string {
	return p.link("/checks/"+c.ID, board.CheckPage(c.Slug))
}

// IncidentLink is the address of an incident's page.
func (p page) IncidentLink(i board.Incident) string {
	path := board.IncidentPage(i.Number)
	return p.link("/"+strings.TrimSuffix(path, ".html"), path)
}

// OfIncident is the address of the page of an incident's check; empty when it is
// not there.
func (p page) OfIncident(i board.Incident) string {
	if i.Slug == "" {
		return ""
	}
	return p.link("/checks/"+i.CheckID, board.CheckPage(i.Slug))
}

// File is the address of one of the page's files.
func (p page) File(path string) string { return p.Root + path }

func (p page) link(staff, public string) string {
	if p.Staff {
		return staff
	}
	return p.Root + public
}

// Icon is a dot in the colour of how all is, without a request of its own.
func (p page) Icon() template.URL {
	ink := map[holdfast.Status]string{holdfast.Holds: "1a7f37", holdfast.AtRisk: "b07400", holdfast.Broken: "d1242f", holdfast.Unknown: "8250df"}[p.Board.Status]
	return template.URL("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%23" + ink + "'/%3E%3C/svg%3E") //nolint:gosec // fixed words
}
