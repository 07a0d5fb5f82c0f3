package grpc

import "fmt"

// code is a gRPC status code (gRPC status codes and their use, numbers 0 to 16).
type code uint32

// The codes that are told apart below.
const (
	ok                code = 0
	cancelled         code = 1
	unknown           code = 2
	deadlineExceeded  code = 4
	notFound          code = 5
	permissionDenied  code = 7
	resourceExhausted code = 8
	unimplemented     code = 12
	internal          code = 13
	unavailable       code = 14
	unauthenticated   code = 16
)

// codeNames holds the names in the order of the numbers.
func codeNames() [17]string {
	return [...]string{
		"OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
		"PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
		"UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
	}
}

// String returns the code's name.
func (c code) String() string {
	names := codeNames()
	if int(c) >= len(names) {
		return fmt.Sprintf("code %d", uint32(c))
	}
	return names[c]
}

// fix says what to do about a code, or nothing.
func (c code) fix(service string) string {
	switch c {
	case unimplemented:
		return "register the health service (grpc.health.v1.Health) with the server; does a proxy in front pass its path on?"
	case notFound:
		return fmt.Sprintf("the server does not know %q: set its state with the health service, or correct service:", service)
	case unavailable:
		return "the server, or the one behind a proxy, is starting, draining or gone: look at its log"
	case unauthenticated, permissionDenied:
		return "let this caller ask for health, or give metadata: {authorization: …} or client_cert:"
	case deadlineExceeded, resourceExhausted:
		return "the server is overloaded, or what its health check asks hangs"
	case ok, cancelled, unknown, internal:
		return "look at the server's log"
	default:
		return "look at the server's log"
	}
}

// ofHTTP is the code that clients make of an HTTP status where the answer is
// none of gRPC (HTTP to gRPC status code mapping).
func ofHTTP(status int) code {
	switch status {
	case 400:
		return internal
	case 401:
		return unauthenticated
	case 403:
		return permissionDenied
	case 404:
		return unimplemented
	case 429, 502, 503, 504:
		return unavailable
	default:
		return unknown
	}
}
