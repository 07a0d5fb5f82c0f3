package netdial

import (
	"errors"
	"net"
	"net/netip"
	"strings"
	"syscall"
)

// why says in a few words why this machine could not ask: what it lacks, and
// the system's own words for it. Ports and addresses of our own side, which
// differ from look to look, are left out.
func why(to string, err error) string {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return resolverFault(dns)
	}
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return err.Error()
	}
	switch {
	case isIPv6(to) && (errno == syscall.ENETUNREACH || errno == syscall.EAFNOSUPPORT || errno == syscall.EADDRNOTAVAIL):
		return "no IPv6 here (" + errno.Error() + ")"
	case errno == syscall.ENETUNREACH:
		return "no route from here (" + errno.Error() + ")"
	default:
		return errno.Error()
	}
}

// isIPv6 reports whether "address" or "address:port" is of IPv6.
func isIPv6(to string) bool {
	if at, err := netip.ParseAddrPort(to); err == nil {
		return at.Addr().Is6()
	}
	addr, err := netip.ParseAddr(to)
	return err == nil && addr.Is6()
}

// resolverFault says what is wrong with this machine's resolver. Go keeps the
// cause as text only, at the end of "read udp 127.0.0.1:40000->127.0.0.1:53:
// read: connection refused".
func resolverFault(err *net.DNSError) string {
	switch classifyDNS(err) {
	case Timeout:
		return resolverOf(err) + " gives no answer in time"
	case ServFail:
		return resolverOf(err) + " fails for the root of all names too (SERVFAIL)"
	default:
		words := err.Err[strings.LastIndex(err.Err, ": ")+1:]
		return resolverOf(err) + " cannot be asked (" + strings.TrimSpace(words) + ")"
	}
}

// resolverOf names the resolver that was asked last.
func resolverOf(err *net.DNSError) string {
	if err.Server == "" {
		return "the resolver"
	}
	return "the resolver " + err.Server
}
