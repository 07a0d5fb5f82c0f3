package config

import (
	"strings"
	"time"

	"holdfast"
)

// exceptions turns what is written under accepted: into exceptions. Each must
// say what, until when, who and why: a report prints all four.
func (l *loader) exceptions(n *node, written []acceptKeys) []holdfast.Exception {
	var out []holdfast.Exception
	for i, item := range n.elements() {
		if item.shape != table || i >= len(written) {
			continue
		}
		l.required(item, "faults", "until", "by", "why")
		e := holdfast.Exception{Faults: written[i].Faults, Until: time.Time(written[i].Until), By: written[i].By, Why: written[i].Why}
		if until := item.get("until"); until != nil && !e.Until.IsZero() && !l.opt.Now().Before(e.Until) {
			l.warn(until.at, until.path, "has passed: what was accepted is broken again", "mend it, or decide anew")
		}
		out = append(out, e)
	}
	return out
}

// allOf says "want a, b and c" of keys that belong together.
func allOf(keys []string) string {
	if len(keys) < 2 {
		return ""
	}
	last := len(keys) - 1
	return "want " + strings.Join(keys[:last], ", ") + " and " + keys[last]
}

// required notes the keys of a table that are missing or empty.
func (l *loader) required(n *node, keys ...string) {
	for _, key := range keys {
		value := n.get(key)
		switch {
		case value == nil:
			l.fault(n.at, n.path, key+" is missing", allOf(keys))
		case value.shape == list && len(value.items) == 0, value.shape == scalar && strings.TrimSpace(value.text) == "" && !value.seen.unset:
			l.faultf(value.at, value.path, "is empty")
		}
	}
}
