package kuma

import (
	"strconv"
	"strings"

	"holdfast/internal/importer/draft"
)

// web fills in the settings of uptime.
func (w *watched) web() {
	m, c := w.m, w.check
	if m.Str("url") == "" {
		m.Fault("a monitor of type " + w.kind + " has no url")
	}
	c.Address(m.Get("url"), m.Str("url"))
	if method := m.Str("method"); method != "" && !strings.EqualFold(method, "GET") {
		c.Ask.Set("method", strings.ToUpper(method))
	}
	c.Ask.Set("status", w.codes())
	c.Ask.Set("follow", min(max(m.Int("maxredirects", 10), 0), 20))
	w.headers()
	w.login()
	w.body()
	if family := m.Str("ipFamily"); family == "ipv4" || family == "ipv6" {
		c.Ask.Set("ip", family[3:])
	}
	if strings.HasPrefix(strings.ToLower(m.Str("url")), "https:") {
		w.trust()
	}
	w.words()
}

// codes are the accepted status codes.
func (w *watched) codes() []string {
	var set draft.Codes
	for _, item := range w.m.Get("accepted_statuscodes").Items() {
		first, last, ranged := strings.Cut(item.String(), "-")
		if !ranged {
			last = first
		}
		from, err1 := strconv.Atoi(strings.TrimSpace(first))
		to, err2 := strconv.Atoi(strings.TrimSpace(last))
		if err1 != nil || err2 != nil {
			item.Fault(`want a status code or a range such as "200-299"`)
			continue
		}
		set.Add(from, to)
	}
	if set.Empty() {
		set.Add(200, 299)
	}
	return set.Words()
}

// headers reads the request headers, which are JSON within a string.
func (w *watched) headers() {
	headers := w.m.Get("headers").Embedded()
	for _, name := range headers.Keys() {
		value := headers.Get(name)
		if token, ok := strings.CutPrefix(value.String(), "Bearer "); ok && strings.EqualFold(name, "Authorization") {
			w.check.Ask.Set("bearer", w.check.Hidden(value, "token", "the bearer token for "+w.check.Name(), literal(token)))
			continue
		}
		w.check.Header(value, name, literal(value.String()))
	}
}

// literal is a text in our grammar, in which ${ begins a variable.
func literal(s string) draft.Raw { return draft.Raw(strings.ReplaceAll(s, "${", "$${")) }

// login reads how the monitor shows who it is.
func (w *watched) login() {
	m, c := w.m, w.check
	method := m.Str("authMethod")
	switch {
	case method == "basic" || method == "" && m.Str("basic_auth_user") != "":
		c.Basic(m.Get("basic_auth_pass"), literal(m.Str("basic_auth_user")), literal(m.Str("basic_auth_pass")))
	case method == "bearer":
		c.Ask.Set("bearer", c.Hidden(m.Get("bearer_token"), "token", "the bearer token for "+c.Name(), literal(m.Str("bearer_token"))))
	case method == "mtls":
		c.Ask.Set("client_cert", (&draft.Table{}).Set("cert", "client.pem").Set("key", "client-key.pem"))
		c.Off(m.Get("authMethod"), "authMethod mtls", "the certificate stands in the backup itself; write it and its key into files and name them")
	case method == "ntlm" || method == "oauth2-cc":
		c.Off(m.Get("authMethod"), "authMethod "+method, "there is no such log-in here, and without it the answer would be another")
	}
}

// body reads the request body with the type that goes with it.
func (w *watched) body() {
	m, c := w.m, w.check
	text := m.Str("body")
	if strings.TrimSpace(text) == "" {
		return
	}
	c.Body(m.Get("body"), literal(text))
	types := map[string]draft.Raw{"": "application/json", "json": "application/json", "form": "application/x-www-form-urlencoded", "xml": "text/xml; charset=utf-8"}
	if kind, ok := types[m.Str("httpBodyEncoding")]; ok && !strings.Contains(strings.ToLower(m.Str("headers")), `"content-type"`) {
		c.Header(m.Get("body"), "Content-Type", kind)
	}
}

// words reads what the body must be.
func (w *watched) words() {
	m, c := w.m, w.check
	switch w.kind {
	case "keyword":
		want := "contains"
		if m.Bool("invertKeyword", false) {
			want = "absent"
		}
		c.Ask.Set(want, m.Str("keyword"))
	case "json-query":
		c.Left(m.Get("jsonPath"), "jsonPath and expectedValue", "there is no JSON path here; matches: takes a regular expression over the whole body")
	}
}
