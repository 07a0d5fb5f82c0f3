package uptime

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"syscall"

	"holdfast/internal/plain"
	"holdfast/probes/internal/netdial"
)

// challengePeek is how much of a refusing answer is looked at for the marks of
// a challenge page.
const challengePeek = 16 << 10

// answer is what came back of one request.
type answer struct {
	status int
	proto  string // "1.1", "2"
	header http.Header
	length int64 // Content-Length, -1 when not given
	body   []byte
	bytes  int64 // read
	cut    bool  // there was more than was read
	err    error // the body broke off
}

// newRequest builds the request. It is not made by http.NewRequest, which would
// parse the URL anew at every look.
func (p *prober) newRequest(ctx context.Context, method string, u *url.URL) *http.Request {
	req := &http.Request{Method: method, URL: u, Host: u.Host, Header: p.public, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	if p.knows(u) && method == p.method {
		req.Header = p.header
		if p.vhost != "" {
			req.Host = p.vhost
		}
		if p.body != nil {
			req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(p.body)), int64(len(p.body))
		}
	}
	return req.WithContext(ctx)
}

// knows reports whether the credentials may go to u: the named host, and never
// in the clear when the check began encrypted.
func (p *plan) knows(u *url.URL) bool {
	return u.Hostname() == p.host && (u.Scheme == "https" || p.start.Scheme == "http")
}

// read reads the answer, at most bodyLimit of its body, and keeps of it what
// the judgement needs.
func (p *prober) read(resp *http.Response) *answer {
	defer func() { _ = resp.Body.Close() }() // the connection is closed after it
	a := &answer{status: resp.StatusCode, header: resp.Header, length: resp.ContentLength, proto: "1.1"}
	switch {
	case resp.ProtoMajor == 2:
		a.proto = "2"
	case resp.ProtoMajor == 1 && resp.ProtoMinor == 0:
		a.proto = "1.0"
	}
	keep := p.keeps(resp.StatusCode)
	limited := &io.LimitedReader{R: resp.Body, N: p.want.bodyLimit}
	if keep > 0 {
		a.body, a.err = io.ReadAll(io.LimitReader(limited, keep))
	}
	if a.err == nil {
		_, a.err = io.Copy(io.Discard, limited)
	}
	a.bytes = p.want.bodyLimit - limited.N
	a.cut = limited.N <= 0 && (resp.ContentLength < 0 || resp.ContentLength > a.bytes)
	return a
}

// keeps is how much of the body is needed for the judgement.
func (p *prober) keeps(status int) int64 {
	switch {
	case p.want.readsBody():
		return p.want.bodyLimit
	case status >= http.StatusBadRequest:
		return challengePeek
	default:
		return 0
	}
}

// failure says what it means that the exchange at u failed. What is neither a
// network error nor ours is the target's: it broke HTTP.
func failure(ctx context.Context, u *url.URL, err error) *netdial.Failure {
	var f *netdial.Failure
	if errors.As(err, &f) {
		return f
	}
	f = netdial.Fail(ctx, "read the answer of", u.Host, err)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
	case f.Class == netdial.Local && !isSystem(err):
		f.Class, f.Came = netdial.Closed, "what came is no proper HTTP: "+plain.Text(err.Error(), 120)
	}
	return f
}

// isSystem reports whether the error is the operating system's.
func isSystem(err error) bool {
	var errno syscall.Errno
	return errors.As(err, &errno)
}
