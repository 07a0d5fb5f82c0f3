package web

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"time"

	"holdfast"
)

//go:embed pages
var files embed.FS

// render fills a page into the frame, whole or not at all.
func (w *Web) render(rw http.ResponseWriter, code int, name string, data any) {
	t, err := template.New("frame.html").Funcs(helpers()).ParseFS(files, "pages/frame.html", "pages/"+name)
	if err == nil {
		var b bytes.Buffer
		if err = t.Execute(&b, data); err == nil {
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			rw.Header().Set("Cache-Control", "no-store")
			rw.WriteHeader(code)
			_, _ = b.WriteTo(rw) // the reader has gone: nothing to do
			return
		}
	}
	w.o.Log.Error("page not rendered", "page", name, "err", err)
	text(rw, http.StatusInternalServerError, "this page could not be made; the monitor's log says why")
}

// helpers are the words that templates use.
func helpers() template.FuncMap {
	return template.FuncMap{
		"stamp":  func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") },
		"clock":  clock,
		"ago":    ago,
		"lasted": func(i holdfast.Incident, now time.Time) string { return span(i.Lasted(now)) },
		"span":   span,
		"exact":  holdfast.FormatDuration,
		"class":  class,
		"value":  value,
		"ms":     func(seconds float64) float64 { return seconds * 1000 },
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
func class(s holdfast.Status) string {
	switch s {
	case holdfast.Holds:
		return "holds"
	case holdfast.AtRisk:
		return "risk"
	case holdfast.Broken:
		return "broken"
	default:
		return "unknown"
	}
}

func style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=3600")
	http.ServeFileFS(w, r, files, "pages/style.css")
}
