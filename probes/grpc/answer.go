package grpc

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/http2"
)

// answer is what came back on the stream.
type answer struct {
	httpStatus  int // zero: no headers came
	contentType string
	body        []byte
	coded       bool // grpc-status came
	code        code
	message     string // grpc-message, still percent-encoded
	ended       bool
}

// isGRPC reports whether the answer claims to be one of gRPC.
func (a *answer) isGRPC() bool {
	rest, ok := strings.CutPrefix(strings.ToLower(a.contentType), "application/grpc")
	return ok && (rest == "" || strings.HasPrefix(rest, "+") || strings.HasPrefix(rest, ";"))
}

// Bounds of what a server may say.
const (
	maxFrames        = 1000
	maxBytes         = 256 << 10
	maxAnswerHeaders = 16 << 10
	maxBody          = 4 << 10 // the message has two bytes
	maxFrameSize     = 16 << 10
)

// oddity is an answer that the server broke off or spoilt: an observation. What
// the server said itself may hold our secrets, and is kept apart.
type oddity struct{ key, text, said, fix string }

// Error implements error.
func (o *oddity) Error() string { return o.text }

// spoilt is the oddity of a peer that does not keep to HTTP/2 or gRPC.
func spoilt(format string, args ...any) error {
	return &oddity{key: "protocol", text: fmt.Sprintf(format, args...), fix: "does this port speak gRPC, and does every proxy on the way speak HTTP/2?"}
}

// errEndless ends a reading that has become too long.
var errEndless = errors.New("more than 256 KiB without an answer")

// bounded reads until too much has been said.
type bounded struct {
	r    io.Reader
	left int
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errEndless
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// headers takes a block of headers: 1xx are passed over, the first after them is
// the answer's, another one the trailers. What ends the stream holds the status.
func (a *answer) headers(h *http2.MetaHeadersFrame) error {
	if h.Truncated {
		return spoilt("its headers exceed 16 KiB")
	}
	switch {
	case a.httpStatus == 0:
		status, err := strconv.Atoi(h.PseudoValue("status"))
		if err != nil || status < 100 || status > 999 {
			return spoilt("its headers hold no status")
		}
		if status < 200 && !h.StreamEnded() {
			return nil
		}
		a.httpStatus, a.contentType = status, value(h, "content-type")
	case !h.StreamEnded():
		return spoilt("a second block of headers came in the middle of the answer")
	}
	if a.ended = h.StreamEnded(); !a.ended {
		return nil
	}
	return a.trailers(h)
}

// trailers reads grpc-status and grpc-message.
func (a *answer) trailers(h *http2.MetaHeadersFrame) error {
	text := value(h, "grpc-status")
	if text == "" {
		return nil
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return spoilt("its grpc-status is no number")
	}
	a.coded, a.code, a.message = true, code(n), value(h, "grpc-message")
	return nil
}

// value returns the first value of a header.
func value(h *http2.MetaHeadersFrame, name string) string {
	for _, field := range h.RegularFields() {
		if field.Name == name {
			return field.Value
		}
	}
	return ""
}

// data takes a piece of the body.
func (a *answer) data(d *http2.DataFrame) error {
	if a.httpStatus == 0 {
		return spoilt("data came before headers")
	}
	if len(a.body)+len(d.Data()) > maxBody {
		return &oddity{key: "message", text: "its answer exceeds 4 KiB, wanted a HealthCheckResponse of a few bytes"}
	}
	a.body = append(a.body, d.Data()...)
	a.ended = d.StreamEnded()
	return nil
}
