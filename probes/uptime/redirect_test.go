package uptime_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/probetest"
)

// to redirects everything but /end, which it answers.
func to(where string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/end" {
			_, _ = io.WriteString(w, "the end")
			return
		}
		w.Header().Set("Location", where)
		w.WriteHeader(http.StatusFound)
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var strayed atomic.Bool
	foreign := serve(t, func(http.ResponseWriter, *http.Request) { strayed.Store(true) })
	_, port, _ := strings.Cut(foreign.Listener.Addr().String(), ":")
	other := "http://localhost:" + port + "/end"
	for name, c := range map[string]struct {
		handler  http.HandlerFunc
		settings string
		want     expectation
	}{
		"followed":                 {to("/end"), "contains: end", holds("after 1 redirect, at http://")},
		"forbidden":                {to("/end"), "follow: 0", broken("WRONG ANSWER", "follow: 0 forbids it", "redirect")},
		"forbidden but wanted":     {to("/end"), "follow: 0\nstatus: [200, 302]", holds("302 in ")},
		"wanted itself":            {to("/end"), "status: 302\nheader: {Location: ^/end$}", holds("302 in ")},
		"for ever":                 {to("/again"), "", broken("WRONG ANSWER", "after 5 redirects, wanted at most 5", "redirect")},
		"without a location":       {say(302, ""), "", broken("WRONG ANSWER", "without a Location header", "redirect")},
		"nowhere":                  {to("http://"), "", broken("WRONG ANSWER", "that is no address", "redirect")},
		"no HTTP":                  {to("ftp://127.0.0.1/x"), "", broken("WRONG ANSWER", "not an HTTP address", "redirect")},
		"to another host":          {to(other), "", broken("WRONG ANSWER", "another host than the check names", "redirect")},
		"to another port":          {to("http://127.0.0.1:6379/"), "", broken("WRONG ANSWER", "another port than the check names", "redirect")},
		"a password is not taken":  {to("http://user:pw@127.0.0.1:1/"), "", broken("WRONG ANSWER", "to http://127.0.0.1:1/: another port", "redirect")},
		"POST is not followed":     {to("/end"), "method: POST\nbody: x", holds("302 in ")},
		"status after a redirect":  {to("/end"), "status: 204", broken("DOWN", "(after 1 redirect from http://127", "status")},
		"an HTTP 304 is no detour": {say(304, ""), "", holds("304 in ")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.handler)
			c.want.check(t, look(t, "url: "+s.URL+"/start?a=b\n"+c.settings, holdfast.Env{}))
		})
	}
	t.Cleanup(func() {
		if strayed.Load() {
			t.Error("a host that no check names was asked")
		}
	})
}

func TestRedirectToANamedHost(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	var got http.Header
	end := serveTLS(t, ca.Issue(t, probetest.Leaf{}), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		w.Header().Set("X-End", "1")
	}))
	u, _ := url.Parse(end.URL)
	s := serve(t, to("https://localhost:"+u.Port()+"/end?token=abc"))
	f := look(t, "url: "+s.URL+"\nhosts: [\"localhost:"+u.Port()+"\"]\nheader: {X-End: 1}\nbearer: abcdef\nheaders: {X-Key: abcdef}", holdfast.Env{Roots: ca.Pool()})
	holds("after 1 redirect").check(t, f)
	if got.Get("Authorization")+got.Get("X-Key") != "" {
		t.Errorf("credentials were sent to where a redirect led: %v", got)
	}
	want := []string{"302 https://localhost:" + u.Port() + "/end?…"}
	if diff := cmp.Diff(want, f.Fact("redirects")); diff != "" {
		t.Errorf("fact redirects (-want +got):\n%s", diff)
	}
}

func TestRedirectDownToHTTP(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	s := serveTLS(t, ca.Issue(t, probetest.Leaf{}), to("http://127.0.0.1/end"))
	f := look(t, "url: "+s.URL, holdfast.Env{Roots: ca.Pool()})
	broken("WRONG ANSWER", "from https down to http", "redirect").check(t, f)
}

func TestHTTPRedirectAndHSTS(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	cert := ca.Issue(t, probetest.Leaf{})
	up := serve(t, to("https://127.0.0.1/"))
	flat := serve(t, say(200, "plain"))
	gone := httptest.NewServer(say(200, ""))
	gone.Close()
	for name, c := range map[string]struct {
		hsts     string
		settings string
		want     expectation
	}{
		"redirects":       {"", "http_redirect: " + up.URL, holds("200")},
		"answers in full": {"", "http_redirect: " + flat.URL, broken("NO REDIRECT", "gave 200 OK, wanted a redirect to https://", "https-redirect")},
		"is refused":      {"", "http_redirect: " + gone.URL, broken("NO REDIRECT", "refused", "https-redirect")},
		"hsts":            {"max-age=31536000; includeSubDomains", "hsts: 180d", holds("200")},
		"hsts quoted":     {`includeSubDomains;MAX-AGE = "31536000"`, "hsts: 180d", holds("200")},
		"hsts missing":    {"", "hsts: 180d", broken("NO HSTS", "sends no Strict-Transport-Security", "hsts")},
		"hsts short":      {"max-age=3600", "hsts: 180d", broken("NO HSTS", "max-age 1h, wanted at least 180d", "hsts")},
		"hsts twice":      {"max-age=31536000; max-age=31536000", "hsts: 180d", broken("NO HSTS", "browsers ignore", "hsts")},
		"hsts garbage":    {"yes please", "hsts: 180d", broken("NO HSTS", "browsers ignore", "hsts")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var headers []string
			if c.hsts != "" {
				headers = []string{"Strict-Transport-Security", c.hsts}
			}
			s := serveTLS(t, cert, say(200, "", headers...))
			c.want.check(t, look(t, "url: "+s.URL+"\n"+c.settings, holdfast.Env{Roots: ca.Pool()}))
		})
	}
}

// TestTwinHostWithAPrivateAddress wants a redirect not to lead a probe of a
// public site into a private network.
func TestTwinHostWithAPrivateAddress(t *testing.T) {
	t.Parallel()
	up := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "example.com" {
			http.Redirect(w, r, "http://www.example.com/", http.StatusFound)
		}
	}).Listener.Addr().String()
	fates := map[string]any{"9.9.9.9": up, "9.9.9.10": up, "10.0.0.1": up}
	for name, c := range map[string]struct {
		first, twin, settings string
		want                  expectation
	}{
		"public to public":             {"9.9.9.9", "9.9.9.10", "", holds("after 1 redirect")},
		"public to private":            {"9.9.9.9", "10.0.0.1", "", broken("DOWN", "private address, which is not asked unless hosts: names it", "connect")},
		"public to private, but named": {"9.9.9.9", "10.0.0.1", "hosts: www.example.com", holds("after 1 redirect")},
		"private to private":           {"10.0.0.1", "10.0.0.1", "", holds("after 1 redirect")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone := probetest.Zone{"example.com": {c.first}, "www.example.com": {c.twin}}
			env := holdfast.Env{Resolver: probetest.Resolver(t, zone), Dial: world(fates)}
			c.want.check(t, look(t, "url: http://example.com\n"+c.settings, env))
		})
	}
}
