package uptime_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/probetest"
	"holdfast/probes/uptime"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	const url = "url: https://app.example.com/\n"
	for settings, field := range map[string]string{
		"method: GET":                                                "",
		url + "host: app.example.com":                                "url",
		"url: app.example.com":                                       "url",
		"url: ftp://app.example.com/":                                "url",
		"url: https://":                                              "url",
		"url: https://u:p@a.example.com/":                            "url",
		"url: https://a.example.com:0/":                              "url",
		"host: https://a.example.com":                                "host",
		"host: a.example.com\npath: x":                               "path",
		url + "method: GET IT":                                       "method",
		url + "method: HEAD\ncontains: x":                            "method",
		url + "headers: {\"a b\": c}":                                "headers.a b",
		url + "headers: {A: \"b\\nC: d\"}":                           "headers.A",
		url + "basic: {password: x}":                                 "basic.user",
		url + "basic: {user: \"a:b\"}":                               "basic.user",
		url + "basic: {user: a}\nbearer: b":                          "bearer",
		url + "bearer: \"a\\nb\"":                                    "bearer",
		url + "client_cert: {cert: /x}":                              "client_cert",
		url + "client_cert: {cert: /nonexistent, key: /nonexistent}": "client_cert",
		url + "ca: /nonexistent":                                     "ca",
		url + "ca: settings_test.go":                                 "ca",
		url + "verify: perhaps":                                      "verify",
		url + "follow: -1":                                           "follow",
		url + "follow: 21":                                           "follow",
		url + "hosts: [\"a b\"]":                                     "hosts.0",
		url + "ip: 5":                                                "ip",
		url + "connect_to: a.example.com":                            "connect_to",
		url + "status: []":                                           "status",
		url + "status: [200, 6xx]":                                   "status.1",
		url + "status: 204-200":                                      "status.0",
		url + "status: 99":                                           "status.0",
		url + "matches: \"(\"":                                       "matches",
		url + "header: {A: \"(\"}":                                   "header.A",
		url + "body_limit: 0":                                        "body_limit",
		url + "body_limit: 99999999":                                 "body_limit",
		url + "certificate: {days_left: -1}":                         "certificate",
		url + "certificate: {life_left: 1}":                          "certificate",
		url + "http_redirect: https://a/":                            "http_redirect",
		"url: http://a.example.com/\nhsts: 1d":                       "hsts",
	} {
		_, err := uptime.Kind().New(holdfast.Env{}, probetest.Decode(settings))
		probetest.WantSetting(t, settings, err, field)
	}
}

func TestRequest(t *testing.T) {
	t.Parallel()
	type request struct{ Method, Host, Agent, Auth, Key, Query string }
	for name, c := range map[string]struct {
		settings string
		want     request
	}{
		"plain":  {"", request{"GET", "", "Holdfast/9 (+monitor)", "", "", "a=b"}},
		"basic":  {"basic: {user: u, password: p}", request{"GET", "", "Holdfast/9 (+monitor)", "Basic dTpw", "", "a=b"}},
		"bearer": {"bearer: tok", request{"GET", "", "Holdfast/9 (+monitor)", "Bearer tok", "", "a=b"}},
		"own":    {"method: put\nheaders: {x-key: k, Host: other.example.com, user-agent: me}", request{"PUT", "other.example.com", "me", "", "k", "a=b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got request
			s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
				got = request{r.Method, r.Host, r.UserAgent(), r.Header.Get("Authorization"), r.Header.Get("X-Key"), r.URL.RawQuery}
			})
			if c.want.Host == "" {
				c.want.Host = strings.TrimPrefix(s.URL, "http://")
			}
			holds("200").check(t, look(t, "url: "+s.URL+"/x?a=b\n"+c.settings, holdfast.Env{Version: "9"}))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
		})
	}
}
