package config

import (
	"path/filepath"
	"strings"
)

// readProbe understands the probe section. The module file is another program's
// and is read by whoever asks.
func (l *loader) readProbe(n *node) {
	var keys probeKeys
	if !l.decode(n, &keys) {
		return
	}
	if keys.Modules == "" {
		l.fault(n.at, n.path, "names no module file", "write modules: blackbox.yml")
		return
	}
	p := &l.plan.Probe
	p.Modules, p.Open = keys.Modules, keys.Open
	if !filepath.IsAbs(p.Modules) {
		p.Modules = filepath.Join(filepath.Dir(l.plan.File), p.Modules)
	}
	for _, item := range n.get("allow").elements() {
		l.allow(item)
	}
	if len(p.Names)+len(p.Ranges) == 0 && !p.Open && len(n.get("allow").elements()) == 0 {
		l.fault(n.at, n.path, "lets nobody be asked", "write allow: [app.example.com, .example.org, 10.0.0.0/8], or open: true for every public address")
	}
}

// allow understands one entry of probe.allow.
func (l *loader) allow(item *node) {
	prefix, hint := consented(item.text)
	name := strings.TrimPrefix(strings.TrimPrefix(item.text, "*"), ".")
	switch {
	case prefix.IsValid():
		l.plan.Probe.Ranges = append(l.plan.Probe.Ranges, prefix)
	case hint == "" && plainName(name):
		l.plan.Probe.Names = append(l.plan.Probe.Names, item.text)
	default:
		l.fault(item.at, item.path, "want a name, .example.com, an address or a range such as 10.0.0.0/8, have "+item.quote(), hint)
	}
}

// plainName reports whether a text can be a host name: no port, no path, no
// scheme, and nothing that looks like an address with a slip in it.
func plainName(text string) bool {
	if text == "" || strings.HasPrefix(text, ".") || strings.HasSuffix(text, "..") {
		return false
	}
	letters := false
	for _, r := range text {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (r < '0' || r > '9') && !strings.ContainsRune("-._", r) {
			return false
		}
		letters = letters || letter
	}
	return letters
}
