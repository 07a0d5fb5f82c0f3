package config

import (
	"net/netip"
	"net/url"
	"strings"

	"holdfast"
)

// recordName notes a check's name, and reports whether it has one of its own.
func (l *loader) recordName(d draft) bool {
	if d.name == "" {
		return false
	}
	if before, taken := l.names[d.name]; taken {
		l.faultf(d.at, d.path, "a second check is called %q; the first is in %s", d.name, before)
		return false
	}
	l.names[d.name] = d.at
	return true
}

// recordID notes a check's id and the id it had before.
func (l *loader) recordID(d draft, check *holdfast.Check, was string) {
	at, path := d.at, d.path
	if n := d.keys.get("id"); n != nil {
		at, path = n.at, n.path
	}
	if before, taken := l.ids[check.ID]; taken && check.ID != check.Name {
		l.faultf(at, path, "the id %q is taken; it keys a check in %s", check.ID, before)
	} else if !taken {
		l.ids[check.ID] = d.at
	}
	if was == "" {
		was = d.was
	}
	if was == "" || was == check.ID {
		return
	}
	at, path = d.at, d.path
	if n := d.keys.get("was"); n != nil {
		at, path = n.at, n.path
	}
	if now, taken := l.plan.Renames[was]; taken {
		l.faultf(at, path, "the old id %q is claimed by %q too", was, now)
		return
	}
	l.plan.Renames[was] = check.ID
	l.renamed[was] = problem{at: at, path: path}
}

// bareHost is the host of a URL, of host:port or of a host.
func bareHost(target string) string {
	if u, err := url.Parse(target); err == nil && u.Host != "" {
		return u.Hostname()
	}
	if ap, err := netip.ParseAddrPort(target); err == nil {
		return ap.Addr().String()
	}
	if host, _, ok := strings.Cut(target, ":"); ok && strings.Count(target, ":") == 1 {
		return host
	}
	return strings.Trim(target, "[]")
}

// local reports whether a host is this machine or on a private network, as far
// as its written form tells: localhost (RFC 6761), loopback, private (RFC 1918,
// RFC 4193), link-local and unspecified addresses.
func local(host string) bool {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil && localAddr(addr.Unmap())
}

// localAddr is local for an address.
func localAddr(a netip.Addr) bool {
	return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified()
}
