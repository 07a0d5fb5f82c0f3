package uptime

import (
	"net/http"
	"net/netip"
	"net/url"
	"testing"
	"time"
)

func FuzzMaxAge(f *testing.F) {
	for _, seed := range []string{"max-age=31536000; includeSubDomains", `MAX-AGE="1"`, "max-age=1; max-age=2", ";;=", "max-age", "max-age=99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		age, ok := maxAge(header)
		if age < 0 || age > (1<<32)*time.Second || !ok && age != 0 && age%time.Second != 0 {
			t.Errorf("maxAge(%q) = %s, %t", header, age, ok)
		}
	})
}

func FuzzParseStatus(f *testing.F) {
	for _, seed := range []string{"200", "2xx", "200-299", "-", "xxx", "299-200"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := parseStatus(s)
		if err == nil && (r.from < 100 || r.to > 599 || r.from > r.to) {
			t.Errorf("parseStatus(%q) = %+v", s, r)
		}
	})
}

// FuzzLocation wants no redirect, whatever its Location, to leave what the
// check names.
func FuzzLocation(f *testing.F) {
	for _, seed := range []string{"/x", "//evil.example/", "https://app.example.com:22/", "http://app.example.com/", "https://APP.example.com./", "https://u:p@www.app.example.com/", "\\\\evil", "https://app.example.com@evil.example/", "https://[::1]/"} {
		f.Add(seed)
	}
	start := &url.URL{Scheme: "https", Host: "app.example.com", Path: "/"}
	p := &plan{start: start, host: "app.example.com", method: http.MethodGet, follow: 5, hosts: map[string]bool{"id.example.com": true}}
	allowed := map[string]bool{"app.example.com": true, "www.app.example.com": true, "id.example.com": true}
	f.Fuzz(func(t *testing.T, text string) {
		h := hop{url: start, addr: netip.MustParseAddr("192.0.2.1"), answer: &answer{status: 302, header: http.Header{"Location": {text}}}}
		to, fault := p.next(&view{hops: []hop{h}})
		switch {
		case to == nil && fault == nil:
			t.Errorf("Location %q leads nowhere without a fault", text)
		case to == nil:
		case to.Scheme != "https" || !allowed[to.Hostname()] || to.User != nil || (portOf(to) != 443 && portOf(to) != 80):
			t.Errorf("Location %q is followed to %s", text, to)
		}
	})
}

func FuzzRecall(f *testing.F) {
	f.Add([]byte(`{"https":true}`))
	f.Add([]byte("{"))
	f.Fuzz(func(t *testing.T, state []byte) {
		if m := recall(state); recall(m.bytes()) != m && !m.PlainAsked.IsZero() && m.PlainAsked.Year() <= 9999 {
			t.Errorf("%q does not survive: %+v", state, m)
		}
	})
}
