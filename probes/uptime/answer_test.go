package uptime_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

func TestAnswers(t *testing.T) {
	t.Parallel()
	page := say(200, "all is well", "X-Version", "1.4.2")
	for name, c := range map[string]struct {
		handler  http.HandlerFunc
		settings string
		want     expectation
	}{
		"good":                {page, "", holds("200 in ")},
		"error":               {say(503, "sorry"), "", broken("DOWN", "answered 503 Service Unavailable in ", "status")},
		"one of a list":       {say(204, ""), "status: [200, 204]", holds("204 in ")},
		"range":               {say(207, ""), "status: 200-206", broken("DOWN", "wanted 200-206", "status")},
		"wanted error":        {say(404, ""), "status: 404", holds("404 in ")},
		"contains":            {page, "contains: well", holds("200")},
		"contains not":        {page, "contains: ill", broken("WRONG ANSWER", `without the wanted text "ill"`, "body/contains")},
		"absent":              {page, "absent: ill", holds("200")},
		"present":             {page, "absent: well", broken("WRONG ANSWER", `with the unwanted text "well"`, "body/absent")},
		"matches":             {page, "matches: ^all.*well$", holds("200")},
		"matches not":         {page, "matches: ^well", broken("WRONG ANSWER", "do not match", "body/matches")},
		"header":              {page, "header: {X-Version: ^1}", holds("200")},
		"header not":          {page, "header: {X-Version: ^2}", broken("WRONG ANSWER", `with X-Version "1.4.2", wanted a match of "^2"`, "header/X-Version")},
		"header missing":      {page, "header: {X-None: .}", broken("WRONG ANSWER", "without the header X-None", "header/X-None")},
		"cookie is not shown": {say(200, "", "Set-Cookie", "a=b"), "header: {Set-Cookie: ^c}", broken("WRONG ANSWER", "with another Set-Cookie", "header/Set-Cookie")},
		"escape is not shown": {say(200, "", "X-Bad", "a\tb"), "header: {X-Bad: ^c}", broken("WRONG ANSWER", `"a b"`, "header/X-Bad")},
		"slow":                {page, "max_time: 1ns", broken("SLOW", "wanted at most 1ns", "time")},
		"all at once":         {say(500, "x"), "contains: y\nheader: {X-A: z}\nmax_time: 1ns", broken("DOWN", "(and 3 more: body/contains, header/X-A, time)", "status", "body/contains", "header/X-A", "time")},
		"head":                {page, "method: HEAD", holds("200")},
		"longer than read":    {say(200, strings.Repeat("x", 3000)), "body_limit: 1000", holds("200")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.handler)
			c.want.check(t, look(t, "url: "+s.URL+"/page\n"+c.settings, holdfast.Env{}))
		})
	}
}

func TestBodyThatWasNotReadProvesNothing(t *testing.T) {
	t.Parallel()
	s := serve(t, say(200, strings.Repeat("x", 3000)+"end"))
	unknown := func(key, reason string) expectation {
		return expectation{holdfast.Unknown, "COULD NOT LOOK", []string{key}, reason}
	}
	for name, c := range map[string]struct {
		settings string
		want     expectation
	}{
		"contains":          {"contains: end", unknown("body/contains", "the first 1000 bytes")},
		"absent":            {"absent: end", unknown("body/absent", "not known")},
		"matches":           {"matches: end", unknown("body/matches", "the first 1000 bytes")},
		"found in the part": {"contains: xxx", holds("200")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.want.check(t, look(t, "url: "+s.URL+"\nbody_limit: 1000\n"+c.settings, holdfast.Env{}))
		})
	}
}

func TestHugeBodyIsReadToTheLimitOnly(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		block := strings.Repeat("x", 64<<10)
		for range 4096 { // 256 MiB, were it read
			if _, err := io.WriteString(w, block); err != nil {
				return
			}
		}
	})
	f := look(t, "url: "+s.URL, holdfast.Env{})
	holds("200").check(t, f)
	if n, _ := f.Measure("body_bytes"); n != 1<<20 {
		t.Errorf("read %.0f bytes, want %d", n, 1<<20)
	}
}

// TestDynamicPageKeepsItsFacts: what differs from visitor to visitor is measured,
// and no news.
func TestDynamicPageKeepsItsFacts(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	visits := 0
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		visits++
		w.Header().Set("Last-Modified", began.Add(time.Duration(visits)*time.Hour).Format(http.TimeFormat))
		_, _ = io.WriteString(w, strings.Repeat("x", visits))
	})
	one, two := look(t, "url: "+s.URL, holdfast.Env{}), look(t, "url: "+s.URL, holdfast.Env{})
	if diff := cmp.Diff(one.Facts, two.Facts); diff != "" {
		t.Errorf("the facts of two visits differ: %s", diff)
	}
	for name, want := range map[string]float64{
		"content_length_bytes": 2, "body_bytes": 2, "last_modified_timestamp_seconds": float64(began.Add(2 * time.Hour).Unix()),
	} {
		if got, ok := two.Measure(name); !ok || got != want {
			t.Errorf("%s is %v (%t), want %v", name, got, ok, want)
		}
	}
}

func TestWhatIsNoHTTP(t *testing.T) {
	t.Parallel()
	say := func(text string) func(net.Conn) {
		return func(c net.Conn) {
			buf := make([]byte, 4096)
			_, _ = c.Read(buf)
			_, _ = io.WriteString(c, text)
			_ = c.Close()
		}
	}
	for name, c := range map[string]struct {
		handle func(net.Conn)
		reason string
	}{
		"greeting of another service": {say("220 mail ESMTP\r\n"), "no proper HTTP"},
		"bad status line":             {say("HTTP/1.1 abc\r\n\r\n"), "no proper HTTP"},
		"closed at once":              {func(c net.Conn) { _ = c.Close() }, ""},
		"closed after the question":   {say(""), "closed by the peer"},
		"broken off in the headers":   {say("HTTP/1.1 200 OK\r\nA: b"), "closed by the peer"},
		"broken off in the body":      {say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), "closed by the peer"},
		"headers too large":           {say("HTTP/1.1 200 OK\r\nA: " + strings.Repeat("x", 70<<10) + "\r\n\r\n"), "headers exceeded"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := look(t, "url: http://"+listen(t, c.handle), holdfast.Env{})
			if f.Status != holdfast.Broken || f.Headline != "DOWN" || f.Silence || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("finding is %s %s (silence %t): %s; want broken, DOWN, %q", f.Status, f.Headline, f.Silence, f.Reason, c.reason)
			}
			if key := f.Faults[0].Key; key != "protocol" && key != "connect" {
				t.Errorf("fault key is %q, want protocol or connect", key)
			}
		})
	}
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handle func(net.Conn)
		scheme string
		reason string
	}{
		"hangs":              {func(net.Conn) {}, "http", "read the answer"},
		"hangs in handshake": {func(net.Conn) {}, "https", "TLS handshake"},
		"drips its headers": {func(c net.Conn) {
			for {
				if _, err := fmt.Fprint(c, "H"); err != nil {
					return
				}
				<-time.After(10 * time.Millisecond)
			}
		}, "https", ""},
		"hangs in the body": {func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc") }, "http", "no answer in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := lookFor(t, "url: "+c.scheme+"://"+listen(t, c.handle), holdfast.Env{}, 300*time.Millisecond)
			if err != nil {
				t.Fatalf("could not look: %v", err)
			}
			if name == "drips its headers" {
				return // what drips is no TLS; only that the look ends counts
			}
			broken("DOWN", c.reason, "timeout").check(t, f)
			if !f.Silence {
				t.Error("a time-out is not marked as silence")
			}
		})
	}
}

func TestRefusalIsNoSilence(t *testing.T) {
	t.Parallel()
	s := serve(t, say(200, ""))
	s.Close()
	f := look(t, "url: "+s.URL, holdfast.Env{})
	broken("DOWN", "refused (RST)", "connect").check(t, f)
	if f.Silence {
		t.Error("a refusal is marked as silence; the target spoke")
	}
}
