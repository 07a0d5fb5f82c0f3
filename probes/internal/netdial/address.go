package netdial

import (
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// SplitHostPort reads "host", "host:port", "[::1]:port" or a bare IPv6 address.
// The port is 0 when none is given. Names become ASCII (RFC 5891) and lower
// case. The error says what is wrong, without the input.
func SplitHostPort(s string) (host string, port uint16, err error) {
	host, portText := s, ""
	if strings.HasPrefix(s, "[") && !strings.HasSuffix(s, "]") || strings.Count(s, ":") == 1 {
		if host, portText, err = net.SplitHostPort(s); err != nil {
			return "", 0, errors.New("want host:port or [address]:port")
		}
	}
	host, err = cleanHost(strings.Trim(host, "[]"))
	if err != nil || portText == "" {
		return host, 0, err
	}
	n, err := strconv.ParseUint(portText, 10, 16)
	if err != nil || n == 0 {
		return "", 0, errors.New("the port must be a number from 1 to 65535")
	}
	return host, uint16(n), nil
}

// maxName is the length of the longest name in DNS (RFC 1035 §2.3.4).
const maxName = 253

// cleanHost checks a bare name or address. A zone (fe80::1%eth0) is refused:
// it has a meaning on one machine only.
func cleanHost(host string) (string, error) {
	if addr, err := netip.ParseAddr(host); err == nil && addr.Zone() == "" {
		return addr.String(), nil
	}
	if len(host) > maxName {
		return "", errors.New("want a host name of at most 253 characters")
	}
	ascii, err := idna.Punycode.ToASCII(strings.ToLower(host))
	if err != nil || ascii == "" || len(ascii) > maxName || strings.ContainsFunc(ascii, notInName) {
		return "", errors.New("want a host name or an address")
	}
	return ascii, nil
}

// notInName reports whether r is in no host name (RFC 1123 §2.1; underscores
// occur in practice).
func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '.' && r != '_'
}

// Public reports whether the address is one of the open Internet: no loopback,
// private, link-local, multicast or unspecified address. Where the target
// chooses the address (a redirect), only such ones may be asked.
func Public(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate() && !carrierNAT().Contains(a)
}

// carrierNAT is the shared address space of RFC 6598.
func carrierNAT() netip.Prefix { return netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64}), 10) }
