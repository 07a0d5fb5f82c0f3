package web

import (
	"net/http"
	"time"

	"holdfast/internal/journal"
	"holdfast/internal/view"
)

// checkData is one check with its evidence.
type checkData struct {
	Title string
	V     view.View
	C     view.Check
	Hours []hourBar
}

// hourBar is one hour of the last day and a half.
type hourBar struct {
	At    time.Time
	Class string
	Text  string
}

// check shows one check: what was seen, when, and the last 36 hours.
func (w *Web) check(rw http.ResponseWriter, r *http.Request) {
	v := w.o.View()
	c, ok := v.Find(r.PathValue("id"))
	if !ok {
		w.missing(rw, "There is no check "+clip(r.PathValue("id"), 80)+".")
		return
	}
	now := v.At.Truncate(time.Hour)
	hours, err := w.o.History.Hours(r.Context(), c.ID, now.Add(-35*time.Hour), now.Add(time.Hour))
	if err != nil {
		w.o.Log.Error("hours not read", "check", c.ID, "err", err)
	}
	w.render(rw, http.StatusOK, "check.html", checkData{Title: c.Name, V: v, C: c, Hours: bars(hours, now.Add(-35*time.Hour), 36)})
}

// bars lays hours out in order; an hour without a row is missing, not good.
func bars(hours []journal.Hour, from time.Time, n int) []hourBar {
	by := map[int64]journal.Hour{}
	for _, h := range hours {
		by[h.At.Unix()] = h
	}
	out := make([]hourBar, n)
	for i := range out {
		at := from.Add(time.Duration(i) * time.Hour)
		out[i] = hourBar{At: at, Class: "missing", Text: at.UTC().Format("2 Jan 15:04") + ": no look"}
		h, ok := by[at.Unix()]
		switch {
		case !ok || h.N == 0:
		case h.Bad > 0:
			out[i].Class, out[i].Text = "broken", hourText(at, h)
		case h.Unknown > 0 || h.Missing > 0:
			out[i].Class, out[i].Text = "unknown", hourText(at, h)
		default:
			out[i].Class, out[i].Text = "holds", hourText(at, h)
		}
	}
	return out
}
