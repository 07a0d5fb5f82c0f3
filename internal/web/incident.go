package web

import (
	"net/http"
	"net/url"
	"strings"

	"holdfast"
	"holdfast/internal/board"
	"holdfast/internal/view"
)

// incidentData is one incident's story.
type incidentData struct {
	page
	I     board.Incident
	Check view.Check // for staff
	Told  []holdfast.Delivery
}

// incident makes the page of an incident for the shelf's audience.
func (s *shelf) incident(b board.Board, i board.Incident) incidentData {
	return incidentData{page: s.page(b, "../", i.Headline+": "+i.Check).of(i), I: i}
}

// of gives a page the style and the words of an incident.
func (p page) of(i board.Incident) page {
	p.Class = "holds"
	p.Say = "Ended: " + i.Headline + ": " + i.Check
	if i.Open() {
		p.Class, p.Say = class(i.Status), i.Headline+": "+i.Check
	}
	return p
}

// staffIncident shows one incident by ID or number.
func (w *Web) staffIncident(rw http.ResponseWriter, r *http.Request) {
	inc, told, err := w.o.History.Incident(r.Context(), strings.TrimSuffix(r.PathValue("id"), ".html"))
	if err != nil {
		w.missing(rw, r, "There is no incident "+clip(r.PathValue("id"), 40)+".")
		return
	}
	v := w.o.View()
	b := w.board(r.Context(), v, w.staffAudience())
	check, _ := v.Find(inc.Check)
	one := b.See(inc, v.At)
	w.render(rw, r, http.StatusOK, "incident.html", incidentData{page: w.staffPage(v, b, one.Headline+": "+one.Check).of(one), I: one, Check: check, Told: told})
}

// staffIncidents lists the newest incidents.
func (w *Web) staffIncidents(rw http.ResponseWriter, r *http.Request) {
	w.staffList(rw, r, "incidents.html", "Incidents")
}

// staffPlanned lists planned work.
func (w *Web) staffPlanned(rw http.ResponseWriter, r *http.Request) {
	w.staffList(rw, r, "maintenance.html", "Maintenance")
}

// staffList shows a page that needs nothing but the board.
func (w *Web) staffList(rw http.ResponseWriter, r *http.Request, name, title string) {
	v := w.o.View()
	w.render(rw, r, http.StatusOK, name, w.staffPage(v, w.board(r.Context(), v, w.staffAudience()), title))
}

// ack takes an incident in a person's name and goes back to its story.
func (w *Web) ack(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 4<<10)
	if err := w.o.Ack(r.Context(), r.PathValue("id"), who(r)); err != nil {
		w.missing(rw, r, err.Error())
		return
	}
	http.Redirect(rw, r, "/incidents/"+url.PathEscape(r.PathValue("id")), http.StatusSeeOther)
}

// missingData is a page of what is not there.
type missingData struct {
	page
	Sentence string
}

// missing is the page of what is not there.
func (w *Web) missing(rw http.ResponseWriter, r *http.Request, sentence string) {
	v := w.o.View()
	p := w.staffPage(v, w.board(r.Context(), v, w.staffAudience()), "Not found")
	w.render(rw, r, http.StatusNotFound, "missing.html", missingData{page: p, Sentence: sentence})
}
