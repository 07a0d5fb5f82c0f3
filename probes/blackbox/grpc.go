package blackbox

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/names"
	"holdfast/probes/internal/carry"
)

// Codes of gRPC (grpc/doc/statuscodes.md) that a client makes itself.
const (
	codeUnknown     = 2
	codeDeadline    = 4
	codeDenied      = 7
	codeNot         = 12 // UNIMPLEMENTED
	codeInternal    = 13
	codeUnavailable = 14
	codeNoAuth      = 16
)

// states are what grpc.health.v1 can say of a service, by its number there.
func states() []string { return []string{"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"} }

// grpc is the prober grpc: one Check of the health service.
func (l *look) grpc(ctx context.Context) error {
	s := &l.Module.GRPC
	l.page.set(names.ProbeGRPCDuration, 0, "phase", "resolve")
	l.page.set(names.ProbeGRPCSSL, 0)
	l.page.set(names.ProbeGRPCStatus, 0)
	target := l.Target
	if !strings.HasPrefix(target, "http://") && !strings.HasPrefix(target, "https://") {
		target = "http://" + target
	}
	u, err := url.Parse(target)
	if err != nil {
		return fmt.Errorf("want HOST:PORT as target: %w", err)
	}
	service := u.Port()
	if service == "" {
		service = map[bool]string{false: "80", true: "443"}[s.TLS]
	}
	start := time.Now()
	addr, err := l.choose(ctx, u.Hostname(), s.IPProtocol, s.IPProtocolFallback)
	if err != nil {
		return err
	}
	l.page.set(names.ProbeGRPCDuration, time.Since(start).Seconds(), "phase", "resolve")
	start = time.Now()
	result := l.health(ctx, u.Hostname(), service, addr)
	l.page.set(names.ProbeGRPCDuration, time.Since(start).Seconds(), "phase", "check")
	if l.refused != nil {
		return l.refused
	}
	return l.told(result)
}

// health is how a Check went.
type health struct {
	code  int
	state int // of states; meaningful when err is nil
	tls   *tls.ConnectionState
	err   error
}

// told tells how a Check went.
func (l *look) told(h health) error {
	for i, name := range states() {
		l.page.set(names.ProbeGRPCHealth, truth(h.err == nil && i == h.state), "serving_status", name)
	}
	l.page.set(names.ProbeGRPCStatus, float64(h.code))
	if h.err != nil {
		return h.err
	}
	if h.tls != nil {
		l.page.set(names.ProbeGRPCSSL, 1)
		l.handshake(h.tls)
	}
	if h.state != 1 {
		return fmt.Errorf("the service is %s, wanted SERVING", states()[h.state])
	}
	return nil
}

// health asks.
func (l *look) health(ctx context.Context, host, service string, addr netip.Addr) health {
	failed := func(err error) health {
		if ctx.Err() != nil {
			return health{code: codeDeadline, err: err}
		}
		return health{code: codeUnavailable, err: err}
	}
	number, err := port(ctx, "tcp", service)
	if err != nil {
		return failed(err)
	}
	opened, err := l.connect(ctx, host, number, "", addr)
	if err != nil {
		return failed(err)
	}
	defer func() { _ = opened.Close() }() // the probe is over, whatever the close says
	var conn net.Conn = opened
	var state *tls.ConnectionState
	scheme := "http"
	if l.Module.GRPC.TLS {
		secured, _, err := l.secure(ctx, conn, l.Module.GRPC.TLSConfig.named(l.env.Roots, host, "h2"))
		if err != nil {
			return failed(err)
		}
		s := secured.ConnectionState()
		conn, state, scheme = secured, &s, "https"
	}
	cc, err := l.wire2.NewClientConn(carry.With(ctx, conn), scheme, net.JoinHostPort(host, service))
	if err != nil {
		return failed(err)
	}
	defer func() { _ = cc.Close() }() // as above
	resp, err := cc.RoundTrip(l.call(ctx, &url.URL{Scheme: scheme, Host: net.JoinHostPort(host, service), Path: "/grpc.health.v1.Health/Check"}))
	if err != nil {
		return failed(err)
	}
	defer func() { _ = resp.Body.Close() }() // as above
	h := reply(resp)
	h.tls = state
	return h
}

// call makes the request of a Check: HealthCheckRequest{string service = 1} with
// five bytes before it (gRPC over HTTP2).
func (l *look) call(ctx context.Context, u *url.URL) *http.Request {
	var message []byte
	if name := l.Module.GRPC.Service; name != "" {
		message = append(binary.AppendUvarint([]byte{1<<3 | 2}, uint64(len(name))), name...)
	}
	body := append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message))), message...) //nolint:gosec // the module's own name
	req := (&http.Request{Method: http.MethodPost, URL: u, Host: u.Host, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)), Header: http.Header{
		"Content-Type": {"application/grpc"}, "Te": {"trailers"}, "User-Agent": {agent(l.env.Version)},
	}}).WithContext(ctx)
	for name, values := range l.Module.GRPC.Metadata {
		for _, v := range values {
			req.Header.Add(name, v)
		}
	}
	return req
}

// reply reads the answer.
func reply(resp *http.Response) health {
	const most = 4 << 10
	body, err := io.ReadAll(io.LimitReader(resp.Body, most))
	if err != nil {
		return health{code: codeUnavailable, err: fmt.Errorf("read the answer: %w", err)}
	}
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/grpc") || resp.StatusCode != http.StatusOK {
		return health{code: codeOf(resp.StatusCode), err: fmt.Errorf("it answered HTTP %d and no gRPC", resp.StatusCode)}
	}
	word := resp.Trailer.Get("Grpc-Status")
	if word == "" {
		word = resp.Header.Get("Grpc-Status") // an answer of trailers only
	}
	code, err := strconv.Atoi(word)
	switch {
	case err != nil:
		return health{code: codeInternal, err: errors.New("the answer has no grpc-status")}
	case code != 0:
		return health{code: code, err: fmt.Errorf("it answered with the code %d of gRPC", code)}
	}
	state, err := serving(body)
	if err != nil {
		return health{code: codeInternal, err: err}
	}
	return health{state: state}
}

// serving reads HealthCheckResponse{ServingStatus status = 1} with five bytes
// before it.
func serving(body []byte) (int, error) {
	const head, tag = 5, 1 << 3
	switch {
	case len(body) == head: // an empty message: the state UNKNOWN
		return 0, nil
	case len(body) < head+2 || body[head] != tag || body[0] != 0:
		return 0, errors.New("the answer is no HealthCheckResponse")
	}
	state, n := binary.Uvarint(body[head+1:])
	if n <= 0 || state >= uint64(len(states())) {
		return 0, errors.New("the answer has no state that is known")
	}
	return int(state), nil //nolint:gosec // at most three
}

// codeOf is the code that stands for an answer of HTTP without gRPC
// (grpc/doc/http-grpc-status-mapping.md).
func codeOf(status int) int {
	switch status {
	case http.StatusBadRequest:
		return codeInternal
	case http.StatusUnauthorized:
		return codeNoAuth
	case http.StatusForbidden:
		return codeDenied
	case http.StatusNotFound:
		return codeNot
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return codeUnavailable
	default:
		return codeUnknown
	}
}
