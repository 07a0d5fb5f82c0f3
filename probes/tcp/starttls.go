package tcp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"time"

	"holdfast"
	"holdfast/internal/plain"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/starttls"
)

// upgrade speaks the protocol until the server waits for a handshake. A server
// that says anything else than that it goes over to TLS has spoken: its words
// are a fault, and the look ends, for nothing must be said in clear text.
func (p *prober) upgrade(ctx context.Context, conn net.Conn, s *sight) error {
	began := time.Now()
	err := starttls.Upgrade(ctx, conn, p.starttls, p.tls.ServerName)
	s.upgrade = time.Since(began)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil || overConnection(err):
		return netdial.Fail(ctx, "speak "+p.starttls+" before TLS with", p.target, err)
	}
	s.barred = true
	s.faults = append(s.faults, p.noTLS(err))
	return nil
}

// overConnection reports whether it was the connection that failed, not the
// dialogue on it.
func overConnection(err error) bool {
	_, isOp := errors.AsType[*net.OpError](err)
	_, isErrno := errors.AsType[syscall.Errno](err)
	return isOp || isErrno || netdial.Classify(err) != netdial.Local
}

// noTLS is the fault of a server that does not go over to TLS.
func (p *prober) noTLS(err error) holdfast.Fault {
	fault := holdfast.Fault{
		Key: "starttls", Status: holdfast.Broken,
		Fix: "ask it by hand: openssl s_client -starttls " + p.starttls + " -connect " + p.target,
	}
	if refused, ok := errors.AsType[*starttls.RefusedError](err); ok {
		fault.Text = fmt.Sprintf("%s offers no %s, wanted TLS", p.target, refused.Word)
		if said := plain.Text(strings.Join(refused.Said, ", "), 120); said != "" {
			fault.Text = fmt.Sprintf("%s offers no %s but said %q, wanted TLS", p.target, refused.Word, said)
		}
		return fault
	}
	cause := err
	for inner := errors.Unwrap(cause); inner != nil; inner = errors.Unwrap(cause) {
		cause = inner // what lies around it names the address once more
	}
	fault.Text = fmt.Sprintf("%s did not go over from %s to TLS: %s", p.target, p.starttls, plain.Text(cause.Error(), 200))
	return fault
}
