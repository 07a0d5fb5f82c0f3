package web

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"holdfast/internal/board"
)

// The media types of what is served.
const (
	htmlKind   = "text/html; charset=utf-8"
	jsonKind   = "application/json"
	feedKind   = "application/atom+xml; charset=utf-8"
	svgKind    = "image/svg+xml"
	scriptKind = "text/javascript; charset=utf-8"
)

// file is one file of a status page and how it is made.
type file struct {
	kind string
	open bool // other sites may read it
	make func(ctx context.Context) ([]byte, error)
}

// find returns the file at a path below the page's root.
func (s *shelf) find(b board.Board, path string) (file, bool) {
	if f, ok := s.fixed(b)[path]; ok {
		return f, true
	}
	folder, name := cutLast(path)
	switch folder {
	case "checks", "api/v1/checks", "badges/health", "badges/uptime":
		return s.ofCheck(b, folder, name)
	case "incidents":
		number, err := strconv.ParseInt(strings.TrimSuffix(name, ".html"), 10, 64)
		i, ok := b.Incident(number)
		if err != nil || !ok {
			return file{}, false
		}
		return s.html(func(context.Context) ([]byte, error) { return s.w.fill("incident.html", s.incident(b, i)) }), true
	}
	return file{}, false
}

// has reports whether there is a file at a path.
func (s *shelf) has(ctx context.Context, path string) bool {
	b, _ := s.now(ctx)
	_, ok := s.find(b, path)
	return ok
}

// fixed are the files that every page has.
func (s *shelf) fixed(b board.Board) map[string]file {
	w := s.w
	return map[string]file{
		board.HomePage:      s.html(func(context.Context) ([]byte, error) { return w.fill("status.html", s.overview(b)) }),
		board.ChecksPage:    s.html(func(context.Context) ([]byte, error) { return w.fill("checks.html", s.page(b, "", "Checks")) }),
		board.IncidentsPage: s.html(func(context.Context) ([]byte, error) { return w.fill("incidents.html", s.page(b, "", "Incidents")) }),
		board.PlannedPage:   s.html(func(context.Context) ([]byte, error) { return w.fill("maintenance.html", s.page(b, "", "Maintenance")) }),
		board.ScriptFile:    {scriptKind, false, func(context.Context) ([]byte, error) { return script, nil }},
		board.FeedFile:      {feedKind, true, func(context.Context) ([]byte, error) { return board.Feed(b) }},
		board.BadgeFile:     {svgKind, true, func(context.Context) ([]byte, error) { return board.Whole(b), nil }},
		board.StatusFile:    asJSON(func() any { return board.NewStatus(b) }),
		board.SummaryFile:   asJSON(func() any { return board.NewSummary(b) }),
		board.ShortFile:     asJSON(func() any { return board.NewShort(b) }),
		board.OpenAPIFile:   {jsonKind, true, func(context.Context) ([]byte, error) { return board.OpenAPI() }},
	}
}

// ofCheck are the files of one check.
func (s *shelf) ofCheck(b board.Board, folder, name string) (file, bool) {
	slug, ended := strings.CutSuffix(name, endings()[folder])
	c, ok := b.Find(slug)
	if !ok || !ended {
		return file{}, false
	}
	switch folder {
	case "checks":
		return s.html(func(ctx context.Context) ([]byte, error) { return s.w.fill("check.html", s.check(ctx, b, c)) }), true
	case "api/v1/checks":
		return asJSON(func() any { return board.NewCheck(b, c) }), true
	case "badges/health":
		return file{svgKind, true, func(context.Context) ([]byte, error) { return board.Health(b, c), nil }}, true
	default:
		return file{svgKind, true, func(context.Context) ([]byte, error) { return board.Uptime(b, c), nil }}, true
	}
}

// endings are those of the files in each folder that holds one a check or an
// incident.
func endings() map[string]string {
	return map[string]string{"checks": ".html", "incidents": ".html", "badges/health": ".svg", "badges/uptime": ".svg", "api/v1/checks": ".json"}
}

// paths lists all files of a board.
func (s *shelf) paths(b board.Board) []string {
	var out []string
	for path := range s.fixed(b) {
		out = append(out, path)
	}
	for _, c := range b.Checks {
		out = append(out, pathsOf(c)...)
	}
	for _, i := range b.Incidents {
		out = append(out, board.IncidentPage(i.Number))
	}
	return out
}

// pathsOf lists the files of one check.
func pathsOf(c board.Check) []string {
	return []string{board.CheckPage(c.Slug), board.CheckJSON(c.Slug), board.HealthBadge(c.Slug), board.UptimeBadge(c.Slug)}
}

func (s *shelf) html(f func(ctx context.Context) ([]byte, error)) file {
	return file{htmlKind, false, f}
}

func asJSON(value func() any) file {
	return file{jsonKind, true, func(context.Context) ([]byte, error) {
		body, err := json.Marshal(value())
		if err != nil {
			return nil, fmt.Errorf("write JSON: %w", err)
		}
		return append(body, '\n'), nil
	}}
}

// cutLast cuts a path at its last slash.
func cutLast(path string) (folder, name string) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path
	}
	return path[:i], path[i+1:]
}
