package web

import (
	"net/http"
	"net/url"
	"time"

	"holdfast"
	"holdfast/internal/journal"
	"holdfast/internal/view"
)

// incidentData is one incident's story.
type incidentData struct {
	Title string
	V     view.View
	I     holdfast.Incident
	Check view.Check
	Told  []holdfast.Delivery
}

// incident shows one incident by ID or number.
func (w *Web) incident(rw http.ResponseWriter, r *http.Request) {
	inc, told, err := w.o.History.Incident(r.Context(), r.PathValue("id"))
	if err != nil {
		w.missing(rw, "There is no incident "+clip(r.PathValue("id"), 40)+".")
		return
	}
	v := w.o.View()
	check, _ := v.Find(inc.Check)
	w.render(rw, http.StatusOK, "incident.html", incidentData{Title: inc.Headline + ": " + inc.Check, V: v, I: inc, Check: check, Told: told})
}

// incidents lists the newest incidents.
func (w *Web) incidents(rw http.ResponseWriter, r *http.Request) {
	list, err := w.o.History.Incidents(r.Context(), journal.IncidentQuery{Limit: 200})
	if err != nil {
		w.o.Log.Error("incidents not read", "err", err)
		text(rw, http.StatusInternalServerError, "the journal could not be read")
		return
	}
	w.render(rw, http.StatusOK, "incidents.html", map[string]any{"Title": "Incidents", "V": w.o.View(), "List": list, "Now": time.Now()})
}

// ack takes an incident in a person's name and goes back to its story.
func (w *Web) ack(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 4<<10)
	if err := w.o.Ack(r.Context(), r.PathValue("id"), who(r)); err != nil {
		w.missing(rw, err.Error())
		return
	}
	http.Redirect(rw, r, "/incidents/"+url.PathEscape(r.PathValue("id")), http.StatusSeeOther)
}

// missing is the page of what is not there.
func (w *Web) missing(rw http.ResponseWriter, sentence string) {
	w.render(rw, http.StatusNotFound, "missing.html", map[string]any{"Title": "Not found", "V": w.o.View(), "Sentence": sentence})
}
