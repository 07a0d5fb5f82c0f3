package discover

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"holdfast"
)

// rules say which hosts may be taken from a list.
type rules struct {
	names    map[string]bool
	suffixes []string // ".example.com"
	ranges   []netip.Prefix
}

// allowed reads the rules; one that is none is an error at its place.
func allowed(list []string) (rules, error) {
	r := rules{names: map[string]bool{}}
	if len(list) == 0 {
		return r, &holdfast.SettingError{Field: "allow", Text: "is not given: a list from outside may name only what is allowed here; want names, .example.com, addresses or ranges"}
	}
	for i, text := range list {
		text = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(text), "."))
		prefix, err := netip.ParsePrefix(text)
		if addr, failed := netip.ParseAddr(text); failed == nil {
			prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		domain := strings.TrimPrefix(text, ".")
		switch {
		case err == nil:
			r.ranges = append(r.ranges, prefix.Masked())
		case !name(domain):
			return r, &holdfast.SettingError{Field: "allow." + strconv.Itoa(i), Text: "want a name, .example.com, an address or a range"}
		case strings.HasPrefix(text, "."):
			r.suffixes = append(r.suffixes, text)
			r.names[domain] = true
		default:
			r.names[text] = true
		}
	}
	return r, nil
}

// has reports whether a host may be asked.
func (r rules) has(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		for _, p := range r.ranges {
			if p.Contains(addr.Unmap()) {
				return true
			}
		}
		return false
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, s := range r.suffixes {
		if strings.HasSuffix(host, s) {
			return true
		}
	}
	return r.names[host]
}

// hostOf is the bare host of a target: a host, host:port or a web address
// without a password.
func hostOf(target string) (string, bool) {
	if strings.Contains(target, "://") {
		u, err := url.Parse(target)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || strings.ContainsFunc(target, unprintable) {
			return "", false
		}
		target = u.Host
	}
	host := target
	if h, port, err := net.SplitHostPort(target); err == nil {
		if n, bad := strconv.ParseUint(port, 10, 16); bad != nil || n == 0 {
			return "", false
		}
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.String(), addr.Zone() == ""
	}
	return host, name(host)
}

// name reports whether a word can be the name of a host.
func name(host string) bool {
	host = strings.TrimSuffix(host, ".")
	if host == "" || len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, notInName) {
			return false
		}
	}
	return true
}

// notInName reports whether a rune cannot stand in a label (RFC 1123 §2.1, and
// the _ of service names).
func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// unprintable reports whether a rune has no place in an address.
func unprintable(r rune) bool { return r <= ' ' || r == 0x7f || r == '{' || r == '}' }
