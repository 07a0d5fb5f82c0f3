package uptime

import (
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"holdfast"
	"holdfast/probes/internal/netdial"
)

// wrong makes the error of a setting.
func wrong(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }

// compile checks the settings and makes the plan of them.
func (s *settings) compile(env holdfast.Env) (*plan, error) {
	p := &plan{site: s.Host != ""}
	stages := []func(*plan) error{
		s.address, s.request, func(p *plan) error { return s.credentials(p, env.Version) },
		s.routes, s.redirects, s.answers, s.bodies, s.encryption,
		func(p *plan) error { return s.trust(p, env) },
	}
	for _, stage := range stages {
		if err := stage(p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// address reads url, or host and path.
func (s *settings) address(p *plan) error {
	switch {
	case s.URL != "" && s.Host != "":
		return wrong("url", "url and host are both given; want one of them")
	case s.URL == "" && s.Host == "":
		return wrong("", "neither url nor host is given; write url: https://app.example.com/health")
	case s.URL != "":
		return s.readURL(p)
	}
	host, port, err := netdial.SplitHostPort(s.Host)
	if err != nil {
		return wrong("host", err.Error()+", such as app.example.com or app.example.com:8443")
	}
	if !strings.HasPrefix(s.Path, "/") {
		return wrong("path", "want a path that begins with /")
	}
	u, err := url.Parse("https://" + authority(host, port) + s.Path)
	if err != nil {
		return wrong("path", "want a path that a URL can hold")
	}
	p.start, p.host = u, host
	return nil
}

// readURL reads url.
func (s *settings) readURL(p *plan) error {
	u, err := url.Parse(s.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return wrong("url", "want an address such as https://app.example.com/health")
	case u.User != nil:
		return wrong("url", "a URL with a password is shown in many places; use basic: {user: …, password: …}")
	}
	host, port, err := netdial.SplitHostPort(u.Host)
	if err != nil {
		return wrong("url", err.Error())
	}
	u.Host, u.Fragment = authority(host, port), ""
	if u.Path == "" {
		u.Path = "/"
	}
	p.start, p.host = u, host
	return nil
}

// authority writes host and port as a URL has them.
func authority(host string, port uint16) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == 0 {
		return host
	}
	return host + ":" + strconv.Itoa(int(port))
}

// request reads method and body.
func (s *settings) request(p *plan) error {
	p.method = strings.ToUpper(s.Method)
	if !isToken(p.method) {
		return wrong("method", "want a method such as GET, HEAD or POST")
	}
	if s.Body != "" {
		p.body = []byte(s.Body.Reveal())
	}
	return nil
}

// routes reads which addresses are asked.
func (s *settings) routes(p *plan) error {
	p.family = netdial.Any
	switch s.IP {
	case "any", "":
	case "4":
		p.family = netdial.IPv4
	case "6":
		p.family = netdial.IPv6
	case "both":
		p.mode = modeBoth
	case "each":
		p.mode = modeEach
	default:
		return wrong("ip", "want any, 4, 6, both or each")
	}
	if s.ConnectTo == "" {
		return nil
	}
	host, port, err := netdial.SplitHostPort(s.ConnectTo)
	addr, addrErr := netip.ParseAddr(host)
	if err != nil || addrErr != nil {
		return wrong("connect_to", "want an address such as 203.0.113.10 or 203.0.113.10:8443")
	}
	p.pin = netip.AddrPortFrom(addr.Unmap(), port)
	return nil
}

// redirects reads what may be followed.
func (s *settings) redirects(p *plan) error {
	if s.Follow < 0 || s.Follow > 20 {
		return wrong("follow", "want a number of redirects from 0 to 20")
	}
	p.follow = s.Follow
	p.hosts = make(map[string]bool, len(s.Hosts))
	for i, name := range s.Hosts {
		host, port, err := netdial.SplitHostPort(name)
		if err != nil {
			return wrong("hosts."+strconv.Itoa(i), err.Error())
		}
		p.hosts[authority(host, port)] = true
	}
	return nil
}

// answers reads what is wanted of status, headers and time.
func (s *settings) answers(p *plan) error {
	if len(s.Status) == 0 {
		return wrong("status", "want at least one status code such as 200 or 2xx")
	}
	for i, text := range s.Status {
		r, err := parseStatus(text)
		if err != nil {
			return wrong("status."+strconv.Itoa(i), err.Error())
		}
		p.want.status = append(p.want.status, r)
	}
	p.want.explicit = !slices.Equal(s.Status, defaults().Status)
	p.want.maxTime = s.MaxTime.Std()
	for _, name := range sortedKeys(s.Header) {
		match, err := regexp.Compile(s.Header[name])
		if err != nil || !isToken(name) {
			return wrong("header."+name, "want a header's name and a regular expression (RE2), such as Content-Type: ^text/html")
		}
		p.want.headers = append(p.want.headers, headerWant{http.CanonicalHeaderKey(name), match})
	}
	return nil
}

// bodies reads what is wanted of the body.
func (s *settings) bodies(p *plan) error {
	w := &p.want
	w.contains, w.absent, w.bodyLimit = s.Contains, s.Absent, int64(s.BodyLimit)
	if s.Matches != "" {
		match, err := regexp.Compile(s.Matches)
		if err != nil {
			return wrong("matches", "want a regular expression (RE2): "+err.Error())
		}
		w.matches = match
	}
	if s.BodyLimit < 1 || s.BodyLimit > 16<<20 {
		return wrong("body_limit", "want a number of bytes from 1 to 16777216")
	}
	if w.readsBody() && p.method == http.MethodHead {
		return wrong("method", "the answer to HEAD has no body to look at; use GET")
	}
	return nil
}

// encryption reads what is wanted of HSTS and the redirect.
func (s *settings) encryption(p *plan) error {
	if p.want.hsts = s.HSTS.Std(); p.want.hsts > 0 && p.start.Scheme != "https" {
		return wrong("hsts", "HSTS is only said over https (RFC 6797 §7.2); the address is http")
	}
	switch s.HTTPRedirect {
	case "", "off", "false":
		return nil
	case "expected":
		p.want.redirect = plainURL(p.start)
		return nil
	}
	u, err := url.Parse(s.HTTPRedirect)
	if err != nil || u.Scheme != "http" || u.Host == "" || u.User != nil {
		return wrong("http_redirect", "want expected, or an http:// address")
	}
	if u.Path == "" {
		u.Path = "/"
	}
	p.want.redirect = u
	return nil
}

// plainURL is the same page over HTTP on its usual port.
func plainURL(u *url.URL) *url.URL {
	plain := *u
	plain.Scheme = "http"
	plain.Host = authority(u.Hostname(), 0)
	return &plain
}
