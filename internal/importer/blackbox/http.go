package blackbox

import (
	"regexp"
	"strconv"
	"strings"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// http fills in the settings of uptime.
func (p *probe) http(s *source.Node) {
	c := p.check
	address := p.target
	switch {
	case address == "{host}" && s.Bool("fail_if_not_ssl", false):
		address = "https://{host}/"
	case !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://"):
		address = "http://" + address
	}
	if strings.Contains(address, "{host}") {
		c.Ask.Set("url", address)
	} else {
		c.Address(p.module, address)
	}
	if method := s.Str("method"); method != "" && !strings.EqualFold(method, "GET") {
		c.Ask.Set("method", strings.ToUpper(method))
	}
	p.headers(s)
	p.logIn(s)
	c.Body(s.Get("body"), literal(s.Str("body")))
	c.Ask.Set("status", p.codes(s))
	if s.Bool("follow_redirects", !s.Bool("no_follow_redirects", false)) {
		c.Ask.Set("follow", 10)
	} else {
		c.Ask.Set("follow", 0)
	}
	p.bodyWants(s)
	p.headerWants(s)
	p.encrypted(s, address)
	p.family(s)
	p.trust(s.Get("tls_config"), true, false)
	p.httpLeft(s)
}

// literal is a text in our grammar, in which ${ begins a variable.
func literal(s string) draft.Raw { return draft.Raw(strings.ReplaceAll(s, "${", "$${")) }

// codes are the wanted status codes; the exporter's default is 2xx.
func (p *probe) codes(s *source.Node) []string {
	var set draft.Codes
	for _, item := range s.Get("valid_status_codes").Items() {
		code, err := strconv.Atoi(item.String())
		if err != nil {
			item.Fault("want a status code")
			continue
		}
		set.Add(code, code)
	}
	if set.Empty() {
		set.Add(200, 299)
	}
	return set.Words()
}

// headers reads headers and http_headers.
func (p *probe) headers(s *source.Node) {
	for _, name := range s.Get("headers").Keys() {
		value := s.Get("headers").Get(name)
		p.check.Header(value, name, literal(value.String()))
	}
	for _, name := range s.Get("http_headers").Keys() {
		p.headerValues(name, s.Get("http_headers").Get(name))
	}
}

// headerValues reads a header's values, secrets and files; the last one counts.
func (p *probe) headerValues(name string, h *source.Node) {
	for _, key := range []string{"values", "secrets"} {
		for _, value := range h.Get(key).Items() {
			p.check.Header(value, name, literal(value.String()))
		}
	}
	for _, file := range h.Get("files").Items() {
		p.check.HeaderFile(name, file.String())
	}
}

// logIn reads basic_auth and authorization.
func (p *probe) logIn(s *source.Node) {
	c, basic, auth := p.check, s.Get("basic_auth"), s.Get("authorization")
	switch {
	case basic.Has("password_file"):
		c.Ask.Set("basic", (&draft.Table{}).Set("user", basic.Str("username")).Set("password", "file:"+basic.Str("password_file")))
	case basic != nil:
		c.Basic(basic.Get("password"), literal(basic.Str("username")), literal(basic.Str("password")))
	}
	if basic.Has("username_file") {
		c.Off(basic.Get("username_file"), "basic_auth.username_file", "write the name itself as basic: {user: …}")
	}
	kind := auth.Str("type")
	switch {
	case auth == nil:
	case kind != "" && !strings.EqualFold(kind, "Bearer"):
		c.Header(auth.Get("credentials"), "Authorization", literal(kind+" "+auth.Str("credentials")))
	case auth.Has("credentials_file"):
		c.Ask.Set("bearer", "file:"+auth.Str("credentials_file"))
	default:
		c.Ask.Set("bearer", c.Hidden(auth.Get("credentials"), "token", "the bearer token for "+c.Name(), literal(auth.Str("credentials"))))
	}
	for _, key := range []string{"bearer_token", "bearer_token_file"} {
		switch {
		case !s.Has(key):
		case key == "bearer_token":
			c.Ask.Set("bearer", c.Hidden(s.Get(key), "token", "the bearer token for "+c.Name(), literal(s.Str(key))))
		default:
			c.Ask.Set("bearer", "file:"+s.Str(key))
		}
	}
}

// bodyWants reads what the body must match and must not. All of a list must
// match; one regular expression has a place here, and one plain text beside it.
func (p *probe) bodyWants(s *source.Node) {
	for _, item := range s.Get("fail_if_body_not_matches_regexp").Items() {
		text := item.String()
		switch {
		case plainText(text) && !p.check.Ask.Has("contains"):
			p.check.Ask.Set("contains", text)
		case !p.check.Ask.Has("matches"):
			p.check.Ask.Set("matches", text)
		default:
			p.check.Left(item, "a further fail_if_body_not_matches_regexp", "matches takes one; write a check for each")
		}
	}
	for _, item := range s.Get("fail_if_body_matches_regexp").Items() {
		if text := item.String(); plainText(text) && !p.check.Ask.Has("absent") {
			p.check.Ask.Set("absent", text)
			continue
		}
		p.check.Left(item, "fail_if_body_matches_regexp", "absent takes one plain text, no regular expression")
	}
}

// plainText reports whether a regular expression matches its own letters only.
func plainText(expression string) bool {
	return expression != "" && regexp.QuoteMeta(expression) == expression
}

// headerWants reads what the response headers must be.
func (p *probe) headerWants(s *source.Node) {
	wants := &draft.Table{}
	for _, want := range s.List("fail_if_header_not_matches") {
		name := want.Str("header")
		if want.Bool("allow_missing", false) || wants.Has(name) {
			p.check.Left(want, "fail_if_header_not_matches of "+name, "a header that is wanted must be there, and match one expression")
			want.Ignore()
			continue
		}
		wants.Set(name, want.Str("regexp"))
	}
	p.check.Ask.Set("header", wants)
	for _, want := range s.List("fail_if_header_matches") {
		p.check.Left(want, "fail_if_header_matches of "+want.Str("header"), "there is no want of a header that must not match")
		want.Ignore()
	}
}

// encrypted reads fail_if_ssl and fail_if_not_ssl.
func (p *probe) encrypted(s *source.Node, address string) {
	if s.Bool("fail_if_ssl", false) {
		p.check.Off(s.Get("fail_if_ssl"), "fail_if_ssl", "that there is no TLS is not asked here")
	}
	if s.Bool("fail_if_not_ssl", false) && !strings.HasPrefix(address, "https:") {
		p.check.Off(s.Get("fail_if_not_ssl"), "fail_if_not_ssl", "the target is http://; write its https:// address, and http_redirect: expected if it must lead there")
	}
}

// httpLeft lists what has no place here.
func (p *probe) httpLeft(s *source.Node) {
	c := p.check
	for _, key := range []string{"proxy_url", "proxy_from_environment", "oauth2"} {
		if s.Has(key) && s.Get(key).Text != "false" {
			c.Off(s.Get(key), "http."+key, "there is no such way to ask here, and without it the answer would be another")
			s.Skip(key)
		}
	}
	if file := s.Str("body_file"); file != "" {
		c.Ask.Set("body", "file:"+file)
	}
	for _, key := range s.Keys() {
		switch key {
		case "fail_if_body_json_matches_cel", "fail_if_body_json_not_matches_cel":
			c.Left(s.Get(key), "http."+key, "there is no CEL here; matches: takes a regular expression over the whole body")
		case "valid_http_versions", "enable_http3":
			c.Left(s.Get(key), "http."+key, "the version of HTTP is a fact here, no want")
		case "compression", "body_size_limit":
			c.Left(s.Get(key), "http."+key, "it is not wanted here; body_limit: bounds what is read")
		default:
			continue
		}
		s.Skip(key)
	}
	s.Skip("no_proxy", "proxy_connect_header", "skip_resolve_phase_with_proxy", "enable_http2", "no_follow_redirects")
}
