package board

import (
	"encoding/json"
	"reflect"
)

// OpenAPI is the description of the JSON that a status page gives, after OpenAPI
// 3.1.0. Its schemas are made from the types that are sent.
func OpenAPI() ([]byte, error) {
	defs := object{}
	paths := object{}
	for _, p := range operations() {
		paths["/"+p.path] = p.item(defs)
	}
	doc, err := json.MarshalIndent(object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Holdfast status page", "version": "1",
			"description": "What the page shows, as JSON. Every document says until when it may be believed: after that, read everything in it as unknown. All times are RFC 3339 UTC.",
			"license":     object{"name": "Apache-2.0", "identifier": "Apache-2.0"},
		},
		"servers":    []any{object{"url": "/"}},
		"paths":      paths,
		"components": object{"schemas": defs},
	}, "", "  ")
	return append(doc, '\n'), err
}

// operation is one thing that can be fetched.
type operation struct {
	path, id, summary, media string
	body                     reflect.Type // nil: not JSON of ours
	slug                     bool
}

// operations lists them.
func operations() []operation {
	const asJSON = "application/json"
	return []operation{
		{StatusFile, "status", "Everything that the page shows.", asJSON, reflect.TypeFor[Status](), false},
		{CheckJSON("{slug}"), "check", "One check with its last 90 days.", asJSON, reflect.TypeFor[CheckBody](), true},
		{SummaryFile, "summary", "The same in the form of Atlassian Statuspage; what is unknown is told as degraded.", asJSON, reflect.TypeFor[Summary](), false},
		{ShortFile, "short", "How all of it is, in the form of Atlassian Statuspage.", asJSON, reflect.TypeFor[Short](), false},
		{OpenAPIFile, "openapi", "This description.", asJSON, nil, false},
		{FeedFile, "feed", "Incidents as an Atom feed (RFC 4287), an entry for each step.", "application/atom+xml", nil, false},
		{BadgeFile, "badge", "A badge that says how all of it is.", "image/svg+xml", nil, false},
		{HealthBadge("{slug}"), "health", "A badge that says how a check is.", "image/svg+xml", nil, true},
		{UptimeBadge("{slug}"), "uptime", "A badge that says how available a check was in 90 days.", "image/svg+xml", nil, true},
	}
}

// item is the operation in OpenAPI's form.
func (o operation) item(defs object) object {
	content := object{}
	if o.body != nil {
		content["schema"] = schemaOf(o.body, defs)
	}
	get := object{
		"operationId": o.id, "summary": o.summary,
		"responses": object{
			"200": object{
				"description": "As it is now.", "content": object{o.media: content},
				"headers": object{"ETag": object{"schema": object{"type": "string"}}},
			},
			"304": object{"description": "Not changed since the ETag of If-None-Match."},
		},
	}
	if o.slug {
		get["parameters"] = []any{object{
			"name": "slug", "in": "path", "required": true, "schema": object{"type": "string"},
			"description": "The check, as the addresses in " + StatusFile + " name it.",
		}}
		get["responses"].(object)["404"] = object{"description": "No such check is shown here."} //nolint:forcetypeassert // made above
	}
	return object{"get": get}
}
