package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"holdfast"
	"holdfast/internal/board"
	"holdfast/internal/history"
)

//go:embed pages
var files embed.FS

//go:embed refresh.js
var script []byte

// parse reads each page with the frame around it.
func parse() (map[string]*template.Template, error) {
	frame, err := template.New("frame.html").Funcs(helpers()).ParseFS(files, "pages/frame.html", "pages/parts.html")
	if err != nil {
		return nil, fmt.Errorf("read the frame: %w", err)
	}
	out := map[string]*template.Template{}
	for _, name := range []string{"home", "status", "checks", "check", "incidents", "incident", "maintenance", "missing"} {
		t, err := frame.Clone()
		if err == nil {
			t, err = t.ParseFS(files, "pages/"+name+".html")
		}
		if err != nil {
			return nil, fmt.Errorf("read the page %s: %w", name, err)
		}
		out[name+".html"] = t
	}
	return out, nil
}

// fill fills a page into the frame, whole or not at all.
func (w *Web) fill(name string, data any) ([]byte, error) {
	pages, err := w.pages()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = pages[name].Execute(&b, data)
	return b.Bytes(), err
}

// render answers with a page for staff.
func (w *Web) render(rw http.ResponseWriter, r *http.Request, code int, name string, data any) {
	body, err := w.fill(name, data)
	if err != nil {
		w.o.Log.Error("page not rendered", "page", name, "err", err)
		text(rw, http.StatusInternalServerError, "this page could not be made; the monitor's log says why")
		return
	}
	w.packer.answer(code, htmlKind, body, false).send(rw, r)
}

// helpers are the words that templates use.
func helpers() template.FuncMap {
	return template.FuncMap{
		"stamp":  func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") },
		"clock":  clock,
		"ago":    ago,
		"span":   span,
		"exact":  holdfast.FormatDuration,
		"class":  class,
		"value":  value,
		"bars":   board.Strokes,
		"tell":   board.Tell,
		"day":    func(t time.Time) string { return t.UTC().Format("2 Jan 2006") },
		"iso":    func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"date":   func(t time.Time) string { return t.UTC().Format(time.DateOnly) },
		"short":  func(t time.Time) string { return t.UTC().Format("2 Jan 15:04 UTC") },
		"length": board.Length,
		"millis": board.Millis,
		"state":  board.Class,
		"mark":   incidentClass,
		"ms":     func(seconds float64) float64 { return seconds * 1000 },
		"states": func() []history.State {
			return []history.State{history.Up, history.Down, history.AtRisk, history.Unknown, history.Maintenance, history.Blind}
		},
	}
}

// clock is a moment as short as it can be told apart from now.
func clock(t, now time.Time) string {
	t, now = t.UTC(), now.UTC()
	switch {
	case t.IsZero():
		return "never"
	case now.Sub(t) < 20*time.Hour:
		return t.Format("15:04:05")
	case now.Sub(t) < 300*24*time.Hour:
		return t.Format("2 Jan 15:04")
	default:
		return t.Format("2 Jan 2006")
	}
}

// ago is how long since a moment.
func ago(t, now time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return span(now.Sub(t)) + " ago"
}

// span is a duration as people say it.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return holdfast.FormatDuration(d.Round(time.Second))
	case d < 2*time.Hour:
		return holdfast.FormatDuration(d.Round(time.Second).Truncate(time.Second))
	case d < 48*time.Hour:
		return holdfast.FormatDuration(d.Round(time.Minute))
	default:
		return holdfast.FormatDuration(d.Round(time.Hour))
	}
}

// class is the style of a state's word.
func class(s holdfast.Status) string { return board.StatusClass(s) }
