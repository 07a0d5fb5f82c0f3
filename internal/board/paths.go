package board

import "strconv"

// The files of a status page, relative to its root. They are the same whether
// the monitor serves them or a web server does from a directory.
const (
	HomePage      = "index.html"
	IncidentsPage = "incidents.html"
	PlannedPage   = "maintenance.html"
	ChecksPage    = "checks.html"
	ScriptFile    = "refresh.js"
	FeedFile      = "feed.atom"
	StatusFile    = "api/v1/status.json"
	OpenAPIFile   = "api/v1/openapi.json"
	SummaryFile   = "api/v2/summary.json"
	ShortFile     = "api/v2/status.json"
	BadgeFile     = "badge.svg"
)

// CheckPage is the page of a check.
func CheckPage(slug string) string { return "checks/" + slug + ".html" }

// CheckJSON is the JSON of a check.
func CheckJSON(slug string) string { return "api/v1/checks/" + slug + ".json" }

// IncidentPage is the page of an incident.
func IncidentPage(number int64) string { return "incidents/" + strconv.FormatInt(number, 10) + ".html" }

// HealthBadge is the badge that says how a check is.
func HealthBadge(slug string) string { return "badges/health/" + slug + ".svg" }

// UptimeBadge is the badge that says how available it was.
func UptimeBadge(slug string) string { return "badges/uptime/" + slug + ".svg" }
