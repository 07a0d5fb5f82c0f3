package webhead

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
)

// serve returns a dialler to a server that runs handler on each connection.
func serve(t *testing.T, handler http.HandlerFunc) func(context.Context) (net.Conn, error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return dialTo(l.Addr().String())
}

func dialTo(address string) func(context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "tcp", address)
	}
}

// raw returns a dialler to a server that answers each connection with bytes.
func raw(t *testing.T, answer func(io.Writer)) func(context.Context) (net.Conn, error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				_, _ = c.Read(make([]byte, 4096))
				answer(c)
			}()
		}
	}()
	return dialTo(l.Addr().String())
}

// good is a site without a fault.
func good(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Server", "nginx/1.27.0")
	h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Set-Cookie", "session=secret; Secure; HttpOnly; SameSite=Lax")
	_, _ = io.WriteString(w, "<html><script src=/a.js integrity=sha384-x></script></html>")
}

// ask visits with a certificate that is good.
func ask(t *testing.T, a Asker) *survey.HTTP {
	t.Helper()
	v := a.Visit(t.Context())
	v.VisitPlain(t.Context())
	return v.Result(true)
}

func toHTTPS(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "https://"+r.Host+r.URL.Path, http.StatusMovedPermanently)
}

func TestAGoodSite(t *testing.T) {
	t.Parallel()
	got := ask(t, Asker{Host: "www.example.com", Port: 443, Secure: serve(t, good), Plain: serve(t, toHTTPS)})
	tests := got.Headers.Tests
	got.Headers.Tests = nil
	want := &survey.HTTP{
		Status: 200, Server: "nginx/1.27.0",
		HSTS: &survey.HSTS{
			Raw: "max-age=63072000; includeSubDomains; preload", Valid: true, MaxAge: 63072000,
			Subdomains: true, Preload: true, PreloadReady: survey.Yes,
		},
		Redirect: survey.Redirect{ToHTTPS: survey.Yes, Text: "301 to https://www.example.com/"},
		Cookies:  []survey.Cookie{{Name: "session", Secure: true, HTTPOnly: true, SameSite: "lax", Session: true}},
		Headers:  survey.Headers{Graded: true, Rules: rules, Score: 140, Grade: "A+"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, test := range tests {
		if !test.Pass {
			t.Errorf("%s did not pass: %s", test.Name, test.Text)
		}
	}
}

func TestABareSite(t *testing.T) {
	t.Parallel()
	bare := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	got := ask(t, Asker{Host: "www.example.com", Port: 443, Secure: bare, Plain: bare})
	if got.HSTS != nil {
		t.Errorf("HSTS is %v without a header", got.HSTS)
	}
	// 100 - 25 CSP - 20 redirection - 20 HSTS - 5 sniffing - 20 framing
	if got.Headers.Score != 10 || got.Headers.Grade != "F" {
		t.Errorf("score %d, grade %s; want 10, F", got.Headers.Score, got.Headers.Grade)
	}
	if got.Redirect.ToHTTPS != survey.No {
		t.Errorf("redirect is %+v, want no", got.Redirect)
	}
}

func TestHSTSGrammar(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]survey.HSTS{
		`max-age=31536000`:                       {Valid: true, MaxAge: 31536000},
		`MAX-AGE="86400" ; IncludeSubDomains`:    {Valid: true, MaxAge: 86400, Subdomains: true},
		`max-age=0`:                              {Valid: true},
		`includeSubDomains`:                      {Subdomains: true, Problem: "max-age is missing"},
		`max-age=1; max-age=2`:                   {MaxAge: 1, Problem: "the directive max-age comes twice"},
		`max-age=a year`:                         {Problem: `max-age is "a year", wanted a number of seconds`},
		`max-age=-1`:                             {Problem: `max-age is "-1", wanted a number of seconds`},
		`max-age=99999999999999999999`:           {Problem: `max-age is "99999999999999999999", wanted a number of seconds`},
		`max-age=1; preload=yes`:                 {MaxAge: 1, Problem: "preload takes no value"},
		`max-age=31536000; somethingelse="x y";`: {Valid: true, MaxAge: 31536000},
	} {
		want.Raw = header
		if diff := cmp.Diff(&want, parseHSTS([]string{header})); diff != "" {
			t.Errorf("%s: %s", header, diff)
		}
	}
}

func TestPolicies(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"":                      "csp-not-implemented",
		"default-src 'none'":    "csp-implemented-with-no-unsafe-default-src-none",
		"default-src 'self'":    "csp-implemented-with-no-unsafe",
		"img-src 'self'":        "csp-implemented-with-unsafe-inline",
		"default-src https:":    "csp-implemented-with-unsafe-inline",
		"default-src 'self'; x": "csp-implemented-with-no-unsafe",
		"default-src 'self'; script-src 'unsafe-inline'":                                     "csp-implemented-with-unsafe-inline",
		"default-src 'self'; script-src 'unsafe-inline' 'nonce-abc'":                         "csp-implemented-with-no-unsafe",
		"default-src 'self'; script-src 'strict-dynamic'":                                    "csp-header-invalid",
		"default-src 'self'; script-src 'strict-dynamic' 'nonce-abc' https: 'unsafe-inline'": "csp-implemented-with-no-unsafe",
		"default-src 'self'; script-src 'self' http://example.com":                           "csp-implemented-with-insecure-scheme",
		"default-src 'self'; script-src 'self' 'unsafe-eval'":                                "csp-implemented-with-unsafe-eval",
		"default-src 'self'; img-src http://example.com":                                     "csp-implemented-with-insecure-scheme-in-passive-content-only",
		"default-src 'self'; style-src 'unsafe-inline'":                                      "csp-implemented-with-unsafe-inline-in-style-src-only",
		"default-src 'self'; default-src 'none'":                                             "csp-header-invalid",
		"default-src 'self'; report-uri /a; report-uri /b":                                   "csp-implemented-with-no-unsafe",
		"default-src 'self' 'unsafe-inline', default-src 'self'":                             "csp-implemented-with-no-unsafe",
		"a":                  "csp-header-invalid",
		"default-src 'NONE'": "csp-implemented-with-no-unsafe-default-src-none",
	} {
		e := examined{page: page{header: http.Header{}}}
		if header != "" {
			e.page.header.Set("Content-Security-Policy", header)
		}
		if got := testCSP(e); got.result != want {
			t.Errorf("%q: got %s, want %s", header, got.result, want)
		}
	}
}

func TestRedirections(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		plain http.HandlerFunc
		want  string
	}{
		"to https": {toHTTPS, "redirection-to-https"},
		"missing":  {func(http.ResponseWriter, *http.Request) {}, "redirection-missing"},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.org/", http.StatusFound)
		}, "redirection-off-host-from-http"},
		"by way of http": {func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" {
				http.Redirect(w, r, "/home", http.StatusFound)
				return
			}
			toHTTPS(w, r)
		}, "redirection-not-to-https-on-initial-redirection"},
		"to http elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://example.org/", http.StatusFound)
		}, "redirection-not-to-https"},
		"in a circle": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }, "redirection-not-to-https"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			side := Asker{Host: "www.example.com", Port: 443, Plain: serve(t, test.plain)}.askPlain(t.Context())
			if got := testRedirection(examined{host: "www.example.com", plain: side}); got.result != test.want {
				t.Errorf("got %s (%s), want %s", got.result, got.text, test.want)
			}
		})
	}
}

func TestNothingListensOnPort80(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	got := ask(t, Asker{Host: "www.example.com", Port: 443, Secure: serve(t, good), Plain: dialTo(address)})
	if got.Redirect.ToHTTPS != survey.Yes || !got.Headers.Graded {
		t.Errorf("redirect %+v, graded %v", got.Redirect, got.Headers.Graded)
	}
}

func TestSilenceOnPort80IsNoGrade(t *testing.T) {
	t.Parallel()
	silent := func(ctx context.Context) (net.Conn, error) { return nil, context.DeadlineExceeded }
	got := ask(t, Asker{Host: "www.example.com", Port: 443, Secure: serve(t, good), Plain: silent})
	if got.Redirect.ToHTTPS != survey.Unknown || got.Headers.Graded || got.Headers.Grade != "" {
		t.Errorf("redirect %+v, headers %+v; want unknown and no grade", got.Redirect, got.Headers)
	}
}

func TestReflectedOrigin(t *testing.T) {
	t.Parallel()
	reflect := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if o := r.Header.Get("Origin"); o != "" {
			w.Header().Set("Access-Control-Allow-Origin", o)
			w.Header().Set("Access-Control-Allow-Credentials", "true")
		}
	})
	got := ask(t, Asker{Host: "www.example.com", Port: 443, Secure: reflect})
	for _, test := range got.Headers.Tests {
		if test.Name == "cross-origin-resource-sharing" && test.Modifier != -50 {
			t.Errorf("a reflected origin with credentials scored %d: %s", test.Modifier, test.Result)
		}
	}
}

func TestScripts(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		``:                   "sri-not-implemented-but-no-scripts-loaded",
		`<script>1</script>`: "sri-not-implemented-but-all-scripts-loaded-from-secure-origin",
		`<script src=https://cdn.example.net/a.js></script>`:                    "sri-not-implemented-but-external-scripts-loaded-securely",
		`<script src=https://static.example.com/a.js></script>`:                 "sri-not-implemented-but-all-scripts-loaded-from-secure-origin",
		`<script src=https://cdn.example.net/a.js integrity=sha384-x></script>`: "sri-implemented-and-external-scripts-loaded-securely",
		`<script src=http://cdn.example.net/a.js></script>`:                     "sri-not-implemented-and-external-scripts-not-loaded-securely",
		`<script src=//cdn.example.net/a.js integrity=sha384-x></script>`:       "sri-implemented-but-external-scripts-not-loaded-securely",
	} {
		secure := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, script)
		})
		p, _, err := Asker{Host: "www.example.com", Port: 443}.get(t.Context(), secure, mustURL(t, "https://www.example.com/"), false)
		if err != nil {
			t.Fatal(err)
		}
		if got := testSRI(examined{page: p}); got.result != want {
			t.Errorf("%s: got %s, want %s", script, got.result, want)
		}
	}
}

func TestHostileServers(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(io.Writer){
		"closes at once":     func(io.Writer) {},
		"no HTTP":            func(w io.Writer) { _, _ = io.WriteString(w, "SSH-2.0-OpenSSH_9.2\r\n") },
		"endless head":       func(w io.Writer) { endless(w, "HTTP/1.1 200 OK\r\n", "X: y\r\n") },
		"endless interim":    func(w io.Writer) { endless(w, "", "HTTP/1.1 100 Continue\r\n\r\n") },
		"one byte for ever":  func(w io.Writer) { dribble(t, w) },
		"one enormous field": func(w io.Writer) { endless(w, "HTTP/1.1 200 OK\r\nX: ", "yyyyyyyyyyyyyyyy") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ask(t, Asker{Host: "h", Port: 443, Secure: raw(t, answer), Patience: 300 * time.Millisecond})
			if got.Error == "" {
				t.Errorf("got %+v, want an error", got)
			}
		})
	}
}

func TestAnotherProtocolIsNoHTTP(t *testing.T) {
	t.Parallel()
	imap := raw(t, func(w io.Writer) { _, _ = io.WriteString(w, "* OK IMAP4rev1 ready\r\n") })
	if v := (Asker{Host: "h", Port: 993, Secure: imap}).Visit(t.Context()); !v.NoHTTP() {
		t.Errorf("a greeting of IMAP was taken for HTTP: %+v", v.Result(true))
	}
	web := serve(t, good)
	if v := (Asker{Host: "h", Port: 443, Secure: web}).Visit(t.Context()); v.NoHTTP() {
		t.Error("a web server was taken for another protocol")
	}
}

func TestAnEndlessBodyIsReadInPart(t *testing.T) {
	t.Parallel()
	body := raw(t, func(w io.Writer) {
		endless(w, "HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1\r\n\r\n", strings.Repeat("<script src=x>", 64))
	})
	got := ask(t, Asker{Host: "h", Port: 443, Secure: body})
	if got.Status != 200 || got.HSTS == nil || got.HSTS.MaxAge != 1 {
		t.Errorf("got %+v", got)
	}
}

func endless(w io.Writer, begin, again string) {
	if _, err := io.WriteString(w, begin); err != nil {
		return
	}
	for {
		if _, err := io.WriteString(w, again); err != nil {
			return
		}
	}
}

// dribble sends a byte at each tick until the peer has gone.
func dribble(t *testing.T, w io.Writer) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for _, b := range []byte("HTTP/1.1 200 OK and so on without ever coming to an end") {
		<-tick.C
		if _, err := fmt.Fprintf(w, "%c", b); err != nil {
			return
		}
	}
}
