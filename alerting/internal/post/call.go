package post

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// Call is one request and what came of it.
type Call struct {
	client  *Client
	reached atomic.Bool // a connection stood: bytes may have gone out

	// Status is the answer's code, zero when none came.
	Status int
	// Header is the answer's header, nil when none came.
	Header http.Header
	// Body is what came of the answer's body, at most 4 MB.
	Body []byte
	// Err is why no complete answer came; nil after a complete one.
	Err error
}

// errSecond guards the promise of one request a call.
var errSecond = errors.New("a second request within one call")

// Do sends the request. It satisfies the HTTP client interfaces of go-pagerduty
// and slack-go; the response it returns holds the body in memory.
func (k *Call) Do(req *http.Request) (*http.Response, error) {
	if k.Status != 0 || k.Err != nil {
		return nil, errSecond
	}
	resp, err := k.client.http.Do(k.prepare(req)) //nolint:bodyclose // closed in keep
	if err != nil {
		k.Err = err
		return nil, err
	}
	return k.keep(resp), nil
}

// prepare returns the request as it goes out: never repeated, under our name,
// with a trace that tells when a connection stood.
func (k *Call) prepare(req *http.Request) *http.Request {
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { k.reached.Store(true) }}
	out := req.Clone(httptrace.WithClientTrace(req.Context(), trace))
	out.GetBody = nil
	out.Header.Set("User-Agent", k.client.agent)
	return out
}

// keep reads the answer and puts it back for the library.
func (k *Call) keep(resp *http.Response) *http.Response {
	k.Status, k.Header = resp.StatusCode, resp.Header
	k.Body, k.Err = io.ReadAll(io.LimitReader(resp.Body, bodyLimit))
	if err := resp.Body.Close(); err != nil && k.Err == nil {
		k.Err = err
	}
	resp.Body = io.NopCloser(bytes.NewReader(k.Body))
	return resp
}

// Reached reports whether a connection stood, so that the receiver may have got
// the request.
func (k *Call) Reached() bool { return k.reached.Load() }

// RetryAfter is how long the receiver wants us to wait, zero if it said
// nothing.
func (k *Call) RetryAfter() time.Duration {
	return retryAfter(k.Header.Get("Retry-After"), k.client.now())
}
