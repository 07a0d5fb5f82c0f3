package config

import (
	"net/netip"
	"net/url"
	"strings"
)

// egressOpen is the one thing that can be declared of the way out.
const egressOpen = "open"

// readVantage understands the vantage section.
func (l *loader) readVantage(n *node) {
	var keys vantageKeys
	l.decode(n, &keys)
	if n.shape != table {
		return
	}
	l.plan.Vantage.Name = keys.Name
	l.plan.Vantage.Anchors = keys.Anchors
	for _, item := range n.get("anchors").elements() {
		if item.shape == scalar && !item.seen.unset && !anchor(item.text) {
			l.fault(item.at, item.path, "want an anchor such as tcp://1.1.1.1:443 or dns://9.9.9.9, have "+item.quote(), "")
		}
	}
	if e := n.get("egress"); e != nil {
		l.readEgress(e)
	}
}

// anchor reports whether a text is tcp://host:port or dns://resolver[:port].
func anchor(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" {
		return false
	}
	return u.Scheme == "tcp" && goodPort(u.Port(), 1) || u.Scheme == "dns" && (u.Port() == "" || goodPort(u.Port(), 1))
}

// readEgress understands egress:, at the top or under vantage.
func (l *loader) readEgress(n *node) {
	var word string
	if !l.decode(n, &word) {
		return
	}
	if word != egressOpen {
		l.fault(n.at, n.path, "want open, or no egress: at all, have "+n.quote(), "")
		return
	}
	l.plan.Vantage.Egress = word
}

// readConsent understands the consent section: ranges and single addresses.
func (l *loader) readConsent(n *node) {
	for _, item := range n.elements() {
		var text string
		if !l.decode(item, &text) {
			continue
		}
		prefix, hint := consented(text)
		if !prefix.IsValid() {
			l.fault(item.at, item.path, "want a range such as 203.0.113.0/24 or an address, have "+item.quote(), hint)
			continue
		}
		l.plan.Consent = append(l.plan.Consent, prefix)
	}
}

// consented reads a range, or an address as the range of itself. A range whose
// address has bits beyond its length is refused: one of the two is a slip.
func consented(text string) (prefix netip.Prefix, hint string) {
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		return netip.PrefixFrom(addr, addr.BitLen()), ""
	}
	p, err := netip.ParsePrefix(text)
	switch {
	case err != nil:
		return netip.Prefix{}, ""
	case p != p.Masked():
		return netip.Prefix{}, "the range that holds it is " + p.Masked().String()
	default:
		return p, ""
	}
}

// vantageDefaults fills in what no file says of the vantage, and warns when
// nothing can tell our own network's failure from theirs.
func (l *loader) vantageDefaults() {
	v := &l.plan.Vantage
	if v.Name == "" {
		v.Name = "local"
	}
	if len(v.Anchors) == 0 && l.watchesOutside() {
		l.warn(l.top("vantage"), "vantage", "has no anchors: when a target is silent nobody can tell whether it or our own way out failed, so silence is unknown", `write vantage: {anchors: ["tcp://1.1.1.1:443", "dns://9.9.9.9"]}`)
	}
}

// watchesOutside reports whether any check looks at another machine.
func (l *loader) watchesOutside() bool {
	for _, c := range l.plan.Checks {
		if !c.Local && c.Host != "" {
			return true
		}
	}
	return false
}

// top is where a section stands, or the main file as a whole.
func (l *loader) top(name string) place {
	if at, ok := l.brought[name]; ok {
		return at
	}
	return place{src: l.sources[0]}
}
