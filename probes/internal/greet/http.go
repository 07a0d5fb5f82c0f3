package greet

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// httpLimit is how much of an answer is read.
const httpLimit = 64 << 10

// reply is what a web server answered to one GET.
type reply struct {
	status int
	header http.Header
	body   string
}

// askHTTP gets the front page, and one page more where the program wants it.
func askHTTP(ctx context.Context, open opener) (Greeting, error) {
	front, err := get(ctx, open, "/")
	if err != nil {
		return Greeting{}, err
	}
	for _, p := range programs() {
		if !p.hint.fits(front) {
			continue
		}
		seen := front
		if p.page != "" {
			if seen, err = get(ctx, open, p.page); err != nil || !p.proof.fits(seen) {
				continue
			}
		}
		return p.greeting(front, seen), nil
	}
	return web(front)
}

// get asks for one page on a connection of its own.
func get(ctx context.Context, open opener, path string) (reply, error) {
	conn, err := open(ctx)
	if err != nil {
		return reply{}, err
	}
	defer bound(ctx, conn)()
	host := "localhost"
	if at := conn.RemoteAddr(); at != nil {
		host = at.String()
	}
	if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: "+host+"\r\nUser-Agent: holdfast\r\nAccept: */*\r\nConnection: close\r\n\r\n"); err != nil {
		return reply{}, err
	}
	return readReply(conn)
}

// readReply reads an answer of HTTP, whatever of it fits the limit.
func readReply(from io.Reader) (reply, error) {
	in := bufio.NewReader(io.LimitReader(from, httpLimit))
	if head, err := in.Peek(5); err != nil {
		if len(head) > 0 {
			return reply{}, errStranger
		}
		return reply{}, err
	} else if string(head) != "HTTP/" {
		return reply{}, errStranger
	}
	res, err := http.ReadResponse(in, &http.Request{Method: http.MethodGet})
	if err != nil {
		return reply{}, errStranger
	}
	defer func() { _ = res.Body.Close() }()
	body, _ := io.ReadAll(res.Body) // what came is judged, cut short or not
	return reply{res.StatusCode, res.Header, string(body)}, nil
}

// web is the greeting of a web server whose program is none of the table's. One
// that says that it is no web server is not recognised as one.
func web(front reply) (Greeting, error) {
	for _, other := range []string{"access MongoDB over HTTP", "HTTP request was sent to HTTPS port", "HTTP request to an HTTPS server", "speaking plain HTTP to an SSL-enabled"} {
		if strings.Contains(front.body, other) {
			return Greeting{}, errStranger
		}
	}
	g := Greeting{Service: "http", Title: "HTTP", Version: clean(front.header.Get("Server")), Access: AccessUnknown, Said: fmt.Sprintf("answers %d", front.status)}
	if front.status == http.StatusUnauthorized {
		g.Access, g.Said = AccessAuth, "asks for a login (401)"
	}
	return g, nil
}

// field finds a value in the JSON of the body by the names of its objects; empty
// when there is none.
func (r reply) field(path string) string {
	var at any
	if json.Unmarshal([]byte(r.body), &at) != nil {
		return ""
	}
	for name := range strings.SplitSeq(path, "/") {
		object, ok := at.(map[string]any)
		if !ok {
			return ""
		}
		at = object[name]
	}
	text, _ := at.(string)
	return text
}

// isJSON reports whether the body is an object or a list, and not a page for
// people that is given for every path.
func (r reply) isJSON() bool {
	body := strings.TrimSpace(r.body)
	return strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[")
}
