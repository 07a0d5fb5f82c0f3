package netdial

import (
	"context"
	"errors"
	"fmt"
	"net"

	"holdfast"
	"holdfast/internal/plain"
)

// Failure is an error with its class, in the order of facts: doing what, to
// whom, what came.
type Failure struct {
	Doing string // "connect to", "TLS handshake with"
	To    string // "192.0.2.1:443", "app.example.com"
	Class Class
	Came  string // what came, when more is known than the class says
	Err   error
}

// Error implements error.
func (f *Failure) Error() string {
	came := f.Came
	if came == "" {
		came = f.Class.String()
	}
	if f.Class.Local() && f.Err != nil {
		came = f.Class.String() + ": " + why(f.To, f.Err)
	}
	return fmt.Sprintf("%s %s: %s", f.Doing, f.To, came)
}

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

// Fail wraps err as a failure of doing something to somebody. A context that
// was cancelled is Local, whatever the error says: the look was called off.
func Fail(ctx context.Context, doing, to string, err error) *Failure {
	class := Classify(err)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		class = Local
		err = ctx.Err()
	case ctx.Err() != nil && class == Closed:
		class = Timeout
	}
	f := &Failure{Doing: doing, To: to, Class: class, Err: err}
	dns, asked := errors.AsType[*net.DNSError](err)
	switch {
	case class == TLS:
		f.Came = plain.Text(err.Error(), 200)
	case class == Timeout && asked:
		f.Came = resolverFault(dns)
	}
	return f
}

// Fault returns the failure as a fault with the key that all probe kinds use
// for it: dns, connect, timeout, tls or protocol.
func (f *Failure) Fault() holdfast.Fault {
	fault := holdfast.Fault{Status: holdfast.Broken, Text: f.Error()}
	switch f.Class {
	case NotFound, ServFail:
		fault.Key = "dns"
		fault.Fix = "look at the name's records and its delegation: dig +trace " + f.To
	case Timeout:
		fault.Key = "timeout"
		if f.Doing == lookingUp {
			fault.Key = "dns"
		}
	case TLS:
		fault.Key = "tls"
	case Closed:
		fault.Key = "protocol"
	case Refused, Reset, Unreachable:
		fault.Key = "connect"
	case Local:
		fault.Key = "connect"
		fault.Status = holdfast.Unknown
	}
	return fault
}

// asFailure returns err as the Failure that it is, or as a Local one.
func asFailure(err error) *Failure {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return &Failure{Doing: connecting, To: "the target", Err: err}
}
