package webhead

import (
	"bufio"
	"bytes"
	"net/http"
	"net/url"
	"testing"

	"holdfast/probes/internal/survey"
)

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// FuzzAnswer reads arbitrary bytes as an answer and grades it: no panic, no
// endless reading, a score between 0 and 145.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Security-Policy: default-src 'self', script-src *\r\nSet-Cookie: a=b; SameSite\r\n\r\n<script src=//x></script>"))
	f.Add([]byte("HTTP/1.1 302 Found\r\nLocation: https://[::1\r\nStrict-Transport-Security: max-age=\"1\";;\r\n\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		at := mustURL(t, "https://www.example.com/")
		request := &http.Request{Method: http.MethodGet, URL: at, Host: at.Host}
		p, err := Asker{Host: at.Host}.answer(bufio.NewReader(bytes.NewReader(data)), request)
		if err != nil {
			return
		}
		e := examined{host: at.Host, trusted: true, first: p, page: p, hsts: parseHSTS(p.header.Values(hstsHeader)), cookies: cookies(p.header)}
		e.plain = plainSide{asked: true, pages: []page{p}, host: at.Host}
		var h survey.Headers
		if h = grade(e); h.Score < 0 || h.Score > 145 {
			t.Errorf("score %d", h.Score)
		}
	})
}
