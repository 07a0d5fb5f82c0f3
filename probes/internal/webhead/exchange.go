package webhead

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/plain"
)

const (
	maxHead      = 64 << 10
	maxBody      = 512 << 10
	maxRedirects = 3
	patience     = 10 * time.Second
	// foreignOrigin belongs to nobody (RFC 2606 §2).
	foreignOrigin = "https://origin.invalid"
)

// page is one answer.
type page struct {
	url    *url.URL
	status int
	header http.Header
	body   []byte
	// closes tells that the connection cannot be used again.
	closes bool
}

// server is the software as it calls itself.
func (p page) server() string { return plain.Text(p.header.Get("Server"), 80) }

// location is where the answer sends a browser; nil when nowhere.
func (p page) location() *url.URL {
	if p.status < 300 || p.status > 399 {
		return nil
	}
	to, err := p.url.Parse(p.header.Get("Location"))
	if err != nil || p.header.Get("Location") == "" {
		return nil
	}
	return to
}

// visit is what was seen over HTTPS.
type visit struct {
	pages []page // the redirects on the same host, then the page
	// foreign is the answer to a foreign Origin, nil when it was not had.
	foreign *page
}

// askSecure gets the page over HTTPS, and once more with a foreign origin.
func (a Asker) askSecure(ctx context.Context) (visit, error) {
	var v visit
	at := &url.URL{Scheme: "https", Host: a.authority(), Path: "/"}
	for range maxRedirects + 1 {
		p, foreign, err := a.get(ctx, a.Secure, at, len(v.pages) == 0)
		if err != nil {
			if len(v.pages) > 0 {
				return v, nil // the first answer stands
			}
			return v, err
		}
		v.pages = append(v.pages, p)
		if len(v.pages) == 1 {
			v.foreign = foreign
		}
		next := p.location()
		if next == nil || next.Scheme != "https" || !sameHost(next.Host, a.authority()) {
			return v, nil
		}
		at = next
	}
	return v, nil
}

// authority is the host with a port that is not the usual one.
func (a Asker) authority() string {
	if a.Port == 443 || a.Port == 0 {
		if strings.Contains(a.Host, ":") {
			return "[" + a.Host + "]"
		}
		return a.Host
	}
	return net.JoinHostPort(a.Host, strconv.Itoa(int(a.Port)))
}

// get asks for one page on a connection of its own; with foreign, a second time
// on the same connection as if a page elsewhere asked for it.
func (a Asker) get(ctx context.Context, open func(context.Context) (net.Conn, error), at *url.URL, foreign bool) (page, *page, error) {
	wait := a.Patience
	if wait == 0 {
		wait = patience
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	conn, err := open(ctx)
	if err != nil {
		return page{}, nil, err
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	r := bufio.NewReader(&io.LimitedReader{R: conn, N: 2 * (maxHead + maxBody)})
	first, err := a.exchange(conn, r, at, "")
	if err != nil || !foreign || first.closes {
		return first, nil, err
	}
	if second, err := a.exchange(conn, r, at, foreignOrigin); err == nil {
		return first, &second, nil
	}
	return first, nil, nil
}

// exchange sends one GET and reads the answer.
func (a Asker) exchange(conn net.Conn, r *bufio.Reader, at *url.URL, origin string) (page, error) {
	request := &http.Request{Method: http.MethodGet, URL: at, Host: at.Host, Header: http.Header{
		"User-Agent": {a.UserAgent},
		"Accept":     {"text/html,application/xhtml+xml,*/*;q=0.8"},
	}}
	if origin != "" {
		request.Header.Set("Origin", origin)
	}
	if err := request.Write(conn); err != nil {
		return page{}, fmt.Errorf("GET %s: %w", at, err)
	}
	return a.answer(r, request)
}

// errNotHTTP says that what answers speaks another protocol.
var errNotHTTP = errors.New("what answers does not speak HTTP")

// errTooLong says that the head of an answer has no end.
var errTooLong = errors.New("the answer's head is longer than 64 KiB")

// answer reads one answer, its body as far as the bound.
func (a Asker) answer(r *bufio.Reader, request *http.Request) (page, error) {
	if begin, _ := r.Peek(len("HTTP/")); len(begin) == len("HTTP/") && string(begin) != "HTTP/" {
		return page{}, fmt.Errorf("GET %s: %w: it begins with %q", request.URL, errNotHTTP, begin)
	}
	head := &headLimit{r: r, left: maxHead}
	br := bufio.NewReaderSize(head, 16)
	for {
		resp, err := http.ReadResponse(br, request) //nolint:bodyclose // readBody closes it
		if err != nil {
			return page{}, fmt.Errorf("GET %s: reading the answer: %w", request.URL, err)
		}
		if resp.StatusCode >= 100 && resp.StatusCode < 200 && resp.StatusCode != http.StatusSwitchingProtocols {
			continue // an interim answer (RFC 9110 §15.2)
		}
		head.left = maxBody + maxHead
		body, whole := readBody(resp.Body)
		return page{
			url: request.URL, status: resp.StatusCode, header: resp.Header, body: body,
			closes: resp.Close || !whole || br.Buffered() > 0,
		}, nil
	}
}

// readBody reads as far as the bound; whole tells that the body ended there.
func readBody(r io.ReadCloser) (body []byte, whole bool) {
	defer func() { _ = r.Close() }()
	body, err := io.ReadAll(io.LimitReader(r, maxBody))
	_, more := r.Read(make([]byte, 1))
	return body, err == nil && errors.Is(more, io.EOF)
}

// headLimit bounds what is read until it is told that the body has begun.
type headLimit struct {
	r    io.Reader
	left int
}

// Read implements [io.Reader].
func (h *headLimit) Read(p []byte) (int, error) {
	if h.left <= 0 {
		return 0, errTooLong
	}
	n, err := h.r.Read(p[:min(len(p), h.left)])
	h.left -= n
	return n, err
}
