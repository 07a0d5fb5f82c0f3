package config

import (
	"time"
	_ "time/tzdata" // zones must be known also where the system has none

	"holdfast"
)

// longestWindow bounds weekly windows: a longer one would overlap itself.
const longestWindow = 7 * 24 * time.Hour

// readWindows understands the maintenance section.
func (l *loader) readWindows(n *node) {
	for _, item := range n.elements() {
		if item.shape != table {
			l.faultf(item.at, item.path, "want a window: {name: …, checks: […], from: …, until: …}, have %s", item.shape)
			continue
		}
		l.readWindow(item)
	}
}

// readWindow understands one window.
func (l *loader) readWindow(n *node) {
	var keys windowKeys
	ok := l.decode(n, &keys)
	l.required(n, "name", "checks")
	l.knownPatterns(n.get("checks"))
	zone, known := l.zone(n.get("zone"), keys.Zone)
	once := n.has("from") || n.has("until")
	weekly := n.has("days") || n.has("at") || n.has("for")
	w := holdfast.Window{Name: keys.Name, Patterns: keys.Checks, Zone: zone.String()}
	switch {
	case once && weekly:
		l.fault(n.at, n.path, "is both once (from, until) and weekly (days, at, for)", "write two windows")
		return
	case weekly:
		l.required(n, "days", "at", "for")
		l.weekly(&w, n, keys)
	default:
		l.required(n, "from", "until")
		l.once(&w, n, keys, zone)
	}
	if ok && known {
		l.plan.Windows = append(l.plan.Windows, w)
		l.plan.trace.windows = append(l.plan.trace.windows, n)
	}
}

// once fills in a window that has a beginning and an end.
func (l *loader) once(w *holdfast.Window, n *node, keys windowKeys, zone *time.Location) {
	if keys.From == nil || keys.Until == nil || keys.From.at.IsZero() || keys.Until.at.IsZero() {
		return
	}
	w.From, w.Until, w.Zone = keys.From.in(zone), keys.Until.in(zone), ""
	until := n.get("until")
	switch {
	case !w.Until.After(w.From):
		l.fault(until.at, until.path, "is not after from", "")
	case l.opt.Now().After(w.Until):
		l.warn(until.at, until.path, "has passed", "the window can go")
	}
}

// weekly fills in a window that comes every week.
func (l *loader) weekly(w *holdfast.Window, n *node, keys windowKeys) {
	seen := map[time.Weekday]bool{}
	for _, entry := range keys.Days {
		for _, d := range entry {
			if !seen[d] {
				seen[d] = true
				w.Days = append(w.Days, d)
			}
		}
	}
	if keys.At != nil {
		w.At = time.Duration(*keys.At)
	}
	if keys.For == nil {
		return
	}
	w.For = keys.For.Std()
	if length := n.get("for"); w.For > longestWindow {
		l.faultf(length.at, length.path, "%s is longer than a week", spell(w.For))
	}
}

// zone returns the IANA time zone of a window, UTC when it names none.
func (l *loader) zone(n *node, name string) (*time.Location, bool) {
	if name == "" {
		return time.UTC, true
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		l.fault(n.at, n.path, "no time zone is called "+n.quote(), "want an IANA name such as Europe/Dublin")
		return time.UTC, false
	}
	return zone, true
}
