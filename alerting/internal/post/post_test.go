package post_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/alerting/alerttest"
	"holdfast/alerting/internal/post"
	"holdfast/internal/plain"
)

// request is a POST that net/http would gladly repeat: it has a GetBody and an
// Idempotency-Key.
func request(ctx context.Context, t *testing.T, address string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader([]byte("hello")))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Idempotency-Key", "1")
	return req
}

// do makes one call and returns it.
func do(t *testing.T, env holdfast.Env, address string) *post.Call {
	t.Helper()
	call := post.NewClient(env).Call()
	if resp, err := call.Do(request(t.Context(), t, address)); err == nil {
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	return call
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]holdfast.Outcome{
		200: holdfast.OutcomeAccepted, 202: holdfast.OutcomeAccepted, 204: holdfast.OutcomeAccepted,
		301: holdfast.OutcomeRefused, 307: holdfast.OutcomeRefused, 400: holdfast.OutcomeRefused,
		401: holdfast.OutcomeRefused, 403: holdfast.OutcomeRefused, 404: holdfast.OutcomeRefused,
		410: holdfast.OutcomeRefused, 408: holdfast.OutcomeRetry, 425: holdfast.OutcomeRetry,
		429: holdfast.OutcomeRetry, 503: holdfast.OutcomeRetry, 500: holdfast.OutcomeUnknown,
		502: holdfast.OutcomeUnknown, 504: holdfast.OutcomeUnknown,
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			address := alerttest.NewServer(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "31")
				w.WriteHeader(status)
			})
			got := do(t, holdfast.Env{}, address).Receipt("it", plain.Mask{})
			if got.Outcome != want || got.RetryAfter != 31*time.Second {
				t.Errorf("%+v, want %v after 31 s", got, want)
			}
		})
	}
}

// TestRetryAfter reads both forms of the header (RFC 9110 §10.2.3).
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC) }
	for header, want := range map[string]time.Duration{
		"": 0, "0": 0, "7": 7 * time.Second, " 30 ": 30 * time.Second, "-5": 0, "1.5": 0, "soon": 0,
		"99999999999999999999": 0, "2000000000": 24 * time.Hour,
		"Tue, 24 Nov 2026 03:02:00 GMT": 2 * time.Minute,
		"Tue, 24 Nov 2026 02:00:00 GMT": 0,
		"Fri, 24 Nov 2028 02:00:00 GMT": 24 * time.Hour,
	} {
		t.Run(header, func(t *testing.T) {
			t.Parallel()
			address := alerttest.NewServer(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", header)
				w.WriteHeader(http.StatusTooManyRequests)
			})
			if diff := cmp.Diff(want, do(t, holdfast.Env{Now: now}, address).RetryAfter()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestOnce: a server that takes the request and drops the connection gets it
// once, although net/http could repeat it.
func TestOnce(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	address := alerttest.NewServer(t, func(_ http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler)
	})
	client := post.NewClient(holdfast.Env{})
	for range 3 {
		call := client.Call()
		if _, err := call.Do(request(t.Context(), t, address)); err == nil { //nolint:bodyclose // there is none
			t.Fatal("an answer came")
		}
		if r := call.Receipt("it", plain.Mask{}); r.Outcome != holdfast.OutcomeUnknown {
			t.Errorf("%+v, want unknown", r)
		}
	}
	if got := calls.Load(); got != 3 {
		t.Errorf("%d requests came of 3 calls", got)
	}
}

// TestFresh: every call has a connection of its own.
func TestFresh(t *testing.T) {
	t.Parallel()
	var dialled atomic.Int32
	env := holdfast.Env{Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		dialled.Add(1)
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}}
	address := alerttest.NewServer(t, func(http.ResponseWriter, *http.Request) {})
	client := post.NewClient(env)
	for range 3 {
		resp, err := client.Call().Do(request(t.Context(), t, address))
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	if got := dialled.Load(); got != 3 {
		t.Errorf("%d connections for 3 calls", got)
	}
}

// TestUnreached: what failed before a connection stood was not taken, and the
// address stays out of the answer.
func TestUnreached(t *testing.T) {
	t.Parallel()
	env := holdfast.Env{Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("network is unreachable")
	}}
	got := do(t, env, "http://hook.example/t0p-s3cret").Receipt("the hook", plain.Mask{})
	want := holdfast.Receipt{Outcome: holdfast.OutcomeRetry, Answer: "calling the hook: no connection: network is unreachable"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestUntrusted: a certificate that nobody vouches for gets nothing.
func TestUntrusted(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewMail(t, alerttest.NewCerts(t), true) // any TLS server will do
	r := do(t, holdfast.Env{}, "https://"+fake.Address()).Receipt("it", plain.Mask{})
	if r.Outcome != holdfast.OutcomeRetry || !strings.Contains(r.Answer, "certificate") {
		t.Errorf("%+v, want retry for the certificate", r)
	}
}

// TestSecondRequest: a call is for one request.
func TestSecondRequest(t *testing.T) {
	t.Parallel()
	address := alerttest.NewServer(t, func(http.ResponseWriter, *http.Request) {})
	call := do(t, holdfast.Env{}, address)
	if _, err := call.Do(request(t.Context(), t, address)); err == nil { //nolint:bodyclose // there is none
		t.Error("a second request went out within one call")
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://x.example/s3cret": "", "http://127.0.0.1:8080": "",
		"":                         "url: is empty; want an address such as https://host.example.com/path",
		"x.example/s3cret":         "url: is no address; want one such as https://host.example.com/path",
		"https:///s3cret":          "url: is no address; want one such as https://host.example.com/path",
		"https://x\x7f.example":    "url: is no address; want one such as https://host.example.com/path",
		"ftp://x.example/s3cret":   "url: has the scheme ftp; want http or https",
		"https://x.example/a#frag": "url: has a #fragment, which no server ever sees; take it out",
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := post.Address("url", address); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
