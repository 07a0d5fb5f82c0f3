// Package grpc asks a gRPC server whether it calls itself healthy.
//
// # The question
//
// Servers that speak gRPC answer for their own health through a service that
// the project gRPC has fixed (health checking protocol, grpc.health.v1.Health):
// Check takes the name of a service, or nothing for the server as a whole, and
// answers with UNKNOWN, SERVING or NOT_SERVING. SERVING is what is wanted; all
// else is broken. An open port proves less: load balancers accept for servers
// that drain, and a server whose database is gone still accepts.
//
// # How gRPC lies on HTTP/2
//
// A call is one HTTP/2 stream: POST /grpc.health.v1.Health/Check with the
// content type application/grpc, and in the body one message, a byte that says
// "not compressed" and four of length before it. The answer is status 200, the
// same content type, one message, and trailers with grpc-status: the verdict
// comes last, as a stream may fail when half of it is sent. A server that has
// nothing to send but a failure puts it into the headers and ends there
// ("Trailers-Only"). So three floors may fail apart: HTTP/2 (RST_STREAM,
// GOAWAY), HTTP (a proxy's 502, a page instead of gRPC), and gRPC (UNIMPLEMENTED:
// no health service; NOT_FOUND: a service of that name is not known to it).
//
// # Why a client of our own
//
// google.golang.org/grpc would cost the program some megabytes, goroutines of
// its own for each connection, and its back-off: it hides the very failures that
// are asked about, and tells them as UNAVAILABLE with a sentence. net/http keeps
// the frames to itself as well. One unary call needs six kinds of frame and two
// messages of one field each: the framing is that of golang.org/x/net/http2, the
// messages are written by hand, and the request is the same bytes at each look,
// encoded once. What is read is bounded: frames, bytes, header list, message.
//
// # What a failure proves
//
// As for every kind (package netdial): what the server said is an observation; a
// time-out is silence and needs an anchor; no route here is "could not look".
package grpc

import (
	_ "embed"
	"time"

	"holdfast"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

// Kind returns the kind "grpc".
func Kind() holdfast.Kind[holdfast.Prober] {
	return holdfast.Kind[holdfast.Prober]{
		Name:     "grpc",
		Title:    "a gRPC server calls itself healthy",
		Doc:      doc,
		Sample:   sample,
		Settings: defaults(),
		New:      newProber,
		Every:    time.Minute,
		Timeout:  10 * time.Second,
	}
}
