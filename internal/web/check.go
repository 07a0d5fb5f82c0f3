package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"holdfast/internal/board"
)

// checkData is one check: what is seen, how it was, and how it came about.
type checkData struct {
	page
	C      board.Check
	Hours  []board.Hour
	Line   board.Line
	Drawn  bool
	Slow   string
	Story  []event
	Window []board.Window
}

// event is one line of a check's story: a change of what was seen, or an
// incident.
type event struct {
	At       time.Time
	Class    string
	Word     string
	Text     string
	Incident *board.Incident
}

// mostEvents bounds a story.
const mostEvents = 30

// check makes the page of a check for the shelf's audience.
func (s *shelf) check(ctx context.Context, b board.Board, c board.Check) checkData {
	return s.w.checkData(ctx, s.page(b, "../", c.Name), c)
}

// checkData fills in a check's page.
func (w *Web) checkData(ctx context.Context, p page, c board.Check) checkData {
	detail, err := w.details.get(ctx, c.ID, p.Board.Made)
	if err != nil {
		w.o.Log.Error("the hours of a check were not read", "check", c.ID, "err", err)
	}
	d := checkData{page: p, C: c, Hours: detail.Hours, Slow: board.Slow(detail.Hours)}
	d.Class, d.Say = class(c.Status), c.Name+": "+c.Word
	d.Line, d.Drawn = board.Draw(detail.Hours)
	d.Story = story(p.Board, c, detail.Changes)
	for _, win := range p.Board.Windows {
		if slices.Contains(win.Checks, c.Name) {
			d.Window = append(d.Window, win)
		}
	}
	return d
}

// story tells what happened to a check, newest first.
func story(b board.Board, c board.Check, changes []board.Change) []event {
	var out []event
	for i, n := range b.Incidents {
		if n.CheckID == c.ID {
			out = append(out, event{At: n.Since, Class: incidentClass(n), Word: n.Headline, Incident: &b.Incidents[i]})
		}
	}
	if b.Deep() {
		for _, ch := range changes {
			out = append(out, event{At: ch.At, Class: class(ch.Status), Word: ch.Status.String(), Text: ch.Reason})
		}
	}
	slices.SortStableFunc(out, func(x, y event) int { return y.At.Compare(x.At) })
	return out[:min(len(out), mostEvents)]
}

// incidentClass is the style of an incident's word.
func incidentClass(i board.Incident) string {
	if !i.Open() {
		return "over"
	}
	return class(i.Status)
}

// staffCheck shows one check to staff, by its ID, its name or its file's name.
func (w *Web) staffCheck(rw http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	v := w.o.View()
	b := w.board(r.Context(), v, w.staffAudience())
	i := slices.IndexFunc(b.Checks, func(c board.Check) bool {
		return c.ID == id || c.Name == id || c.Slug == strings.TrimSuffix(id, ".html")
	})
	if i < 0 {
		w.missing(rw, r, "There is no check "+clip(id, 80)+".")
		return
	}
	c := b.Checks[i]
	w.render(rw, r, http.StatusOK, "check.html", w.checkData(r.Context(), w.staffPage(v, b, c.Name), c))
}
