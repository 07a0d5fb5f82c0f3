package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"holdfast"
)

// readRoutes understands the routes section.
func (l *loader) readRoutes(n *node) {
	for _, item := range n.elements() {
		if item.shape != table {
			l.faultf(item.at, item.path, "want a route: {match: {…}, steps: [{…}]}, have %s", item.shape)
			continue
		}
		l.readRoute(item)
	}
}

// readRoute understands one route.
func (l *loader) readRoute(n *node) {
	var keys routeKeys
	ok := l.decode(n, &keys)
	if l.plan.trace.catchAll != "" {
		l.warn(n.at, n.path, "can never match: the route in "+l.plan.trace.catchAll+" before it matches everything", "move that one to the end")
	}
	l.matchFaults(n.get("match"), keys.Match)
	steps := l.steps(n, keys.Steps)
	if !ok {
		return
	}
	route := holdfast.Route{Match: holdfast.Match(keys.Match), Steps: steps, Remind: orElse(keys.Remind, 0)}
	if reflect.ValueOf(route.Match).IsZero() && l.plan.trace.catchAll == "" {
		l.plan.trace.catchAll = n.at.String()
	}
	l.plan.Routes = append(l.plan.Routes, route)
	l.plan.trace.routes = append(l.plan.trace.routes, n)
}

// steps checks a ladder: every step tells somebody who exists, and none comes
// before the one above it.
func (l *loader) steps(n *node, written []stepKeys) []holdfast.Rung {
	if !n.has("steps") {
		l.fault(n.at, n.path, "has no steps: nobody would be told", "write steps: [{to: [CHANNEL]}], or [] if that is what you want")
		return nil
	}
	out := make([]holdfast.Rung, 0, len(written))
	for i, item := range n.get("steps").elements() {
		if i >= len(written) || item.shape != table {
			continue
		}
		step := holdfast.Rung{After: written[i].After.Std(), To: written[i].To}
		l.climbs(item.get("after"), out, step)
		l.required(item, "to")
		l.knownChannels(item.get("to"))
		out = append(out, step)
	}
	return out
}

// climbs notes a step that comes before the one above it.
func (l *loader) climbs(after *node, above []holdfast.Rung, step holdfast.Rung) {
	var read holdfast.Duration
	if len(above) == 0 || after == nil || !l.decode(after, &read) {
		return
	}
	if last := above[len(above)-1].After; step.After < last {
		l.faultf(after.at, after.path, "%s is earlier than the step above, %s", spell(step.After), spell(last))
	}
}

// knownChannels notes names that no channel has, and remembers those that are
// used.
func (l *loader) knownChannels(to *node) {
	for _, item := range to.elements() {
		if item.shape != scalar || item.seen.unset {
			continue
		}
		l.used[item.text] = true
		if _, ok := l.channels[item.text]; !ok {
			l.fault(item.at, item.path, "no channel is called "+item.quote(), suggestOr(item.text, sorted(l.channels)))
		}
	}
}

// matchFaults checks the words of a condition against what there is. A check, a
// kind, a severity or a class that there is not is a fault: the route would
// pass by in silence. An owner, group or label that nobody has is a warning.
func (l *loader) matchFaults(n *node, m matchKeys) {
	if n == nil || n.shape != table {
		return
	}
	l.knownPatterns(n.get("check"))
	l.knownWords(n.get("kind"), "check kind", kindNames(l.opt.Catalogue.Probes))
	l.knownWords(n.get("severity"), "severity", holdfast.Severities())
	l.knownWords(n.get("class"), "class", []string{
		string(holdfast.ClassOutage), string(holdfast.ClassRisk), string(holdfast.ClassUnknown), string(holdfast.ClassBlind),
	})
	l.somebodyHas(n.get("owner"), "owner", m.Owner, func(c holdfast.Check) string { return c.Owner })
	l.somebodyHas(n.get("group"), "group", m.Group, func(c holdfast.Check) string { return c.Group })
}

// knownWords notes words that are not in a list.
func (l *loader) knownWords(n *node, what string, known []string) {
	for _, item := range n.elements() {
		if item.shape == scalar && !item.seen.unset && !slices.Contains(known, item.text) {
			l.fault(item.at, item.path, "no "+what+" "+item.quote(), suggestOr(item.text, known))
		}
	}
}

// somebodyHas warns of words that no check has.
func (l *loader) somebodyHas(n *node, what string, wanted []string, of func(holdfast.Check) string) {
	has := map[string]bool{}
	for _, check := range l.plan.Checks {
		has[of(check)] = true
	}
	for i, item := range n.elements() {
		if i < len(wanted) && !has[wanted[i]] {
			l.warn(item.at, item.path, fmt.Sprintf("no check has the %s %s", what, item.quote()), suggest(wanted[i], sorted(has)))
		}
	}
}

// knownPatterns notes patterns that match no check. Checks that have faults of
// their own count as there.
func (l *loader) knownPatterns(n *node) {
	for _, item := range n.elements() {
		if item.shape == scalar && !item.seen.unset && !l.matches(item.text) {
			l.fault(item.at, item.path, "no check matches "+item.quote(), suggest(item.text, l.patterns(item.text)))
		}
	}
}

// matches reports whether a glob fits any check's name or id.
func (l *loader) matches(pattern string) bool {
	for _, names := range []map[string]place{l.names, l.ids} {
		if _, ok := names[pattern]; ok {
			return true
		}
		if !strings.Contains(pattern, "*") {
			continue
		}
		for name := range names {
			if holdfast.Glob(pattern, name) {
				return true
			}
		}
	}
	return false
}

// patterns lists what a pattern may have been meant to be: names, and for globs
// the globs of the same form that do match something.
func (l *loader) patterns(pattern string) []string {
	if !strings.Contains(pattern, "*") {
		return sorted(l.names)
	}
	forms := map[string]place{}
	for name, at := range l.names {
		host, kind, ok := strings.Cut(name, "/")
		if ok {
			forms["*/"+kind], forms[host+"/*"] = at, at
		}
	}
	return sorted(forms)
}
