package netdial

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
)

// Class is what kind of failure a network error is.
type Class uint8

// The classes. The zero value is Local: an error that is not recognised proves
// nothing about the target.
const (
	Local       Class = iota // this machine could not ask
	Refused                  // RST to our SYN: nobody listens, or a firewall rejects
	Reset                    // RST on an open connection
	Closed                   // the peer closed before it had said what was asked
	TLS                      // the peer's TLS alert, or bytes that are no TLS
	Timeout                  // nothing came in time
	NotFound                 // NXDOMAIN, or no address of the wanted family
	ServFail                 // the name servers failed: SERVFAIL, REFUSED, lame
	Unreachable              // ICMP host unreachable, or no neighbour answered
)

// String returns the class in words that end a sentence such as "connect to
// 192.0.2.1:443: refused".
func (c Class) String() string {
	switch c {
	case Refused:
		return "refused (RST)"
	case Reset:
		return "reset by the peer"
	case Closed:
		return "closed by the peer without an answer"
	case TLS:
		return "TLS failed"
	case Timeout:
		return "no answer in time"
	case NotFound:
		return "no such name (NXDOMAIN)"
	case ServFail:
		return "the name servers failed (SERVFAIL)"
	case Unreachable:
		return "host unreachable"
	case Local:
		return "could not ask from this machine"
	default:
		return "could not ask from this machine"
	}
}

// Local reports whether the failure says nothing about the target.
func (c Class) Local() bool { return c == Local }

// Silent reports whether the target itself said nothing, so that our own
// network may be at fault.
func (c Class) Silent() bool {
	switch c {
	case Timeout, NotFound, ServFail, Unreachable:
		return true
	case Local, Refused, Reset, Closed, TLS:
		return false
	default:
		return false
	}
}

// evidence ranks classes by how much they prove about the target; among the
// failures of several addresses the strongest is told.
func (c Class) evidence() int {
	switch c {
	case Local:
		return 0
	case Timeout, NotFound, ServFail, Unreachable:
		return 1
	case Refused, Reset, Closed, TLS:
		return 2
	default:
		return 0
	}
}

// Classify says what kind of failure err is.
func Classify(err error) Class {
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return Local
	case errors.As(err, &dns):
		return classifyDNS(dns)
	case isTLS(err):
		return TLS
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return Closed
	}
	if c, ok := classifyErrno(err); ok {
		return c
	}
	var timeout net.Error
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) ||
		errors.As(err, &timeout) && timeout.Timeout() {
		return Timeout
	}
	return Local
}

// classifyErrno reads the system's error number. ENETUNREACH is Local: it is
// what connect(2) gives when this machine has no route, which is the common
// case, as IPv6 addresses on an IPv4 machine show.
func classifyErrno(err error) (Class, bool) {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return Local, false
	}
	switch errno {
	case syscall.ECONNREFUSED:
		return Refused, true
	case syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED:
		return Reset, true
	case syscall.EHOSTUNREACH, syscall.EHOSTDOWN:
		return Unreachable, true
	case syscall.ETIMEDOUT:
		return Timeout, true
	default:
		return Local, true
	}
}

// classifyDNS reads the resolver's error. The resolver keeps a failure to reach
// a name server only as text; what is not an answer of a server is Local.
func classifyDNS(err *net.DNSError) Class {
	switch {
	case err.IsNotFound:
		return NotFound
	case err.IsTimeout:
		return Timeout
	}
	for _, words := range []string{"misbehaving", "lame referral", "no answer", "invalid DNS response", "unmarshal"} {
		if strings.Contains(err.Err, words) {
			return ServFail
		}
	}
	return Local
}

// isTLS reports whether the error is the TLS layer's own.
func isTLS(err error) bool {
	var alert tls.AlertError
	var record tls.RecordHeaderError
	var verify *tls.CertificateVerificationError
	var invalid x509.CertificateInvalidError
	if errors.As(err, &alert) || errors.As(err, &record) || errors.As(err, &verify) || errors.As(err, &invalid) {
		return true
	}
	// crypto/tls makes most of its errors with errors.New("tls: …") and wraps a
	// peer's alert in an OpError "remote error".
	return strings.Contains(err.Error(), "tls: ")
}
