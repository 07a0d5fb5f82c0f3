package config

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"holdfast"
)

// checkBlock shows one check: its own keys, then the settings of its kind.
func checkBlock(c holdfast.Check, d draft) block {
	from := func(key string) string { return originOf(d.keys, key) }
	id := shown{"id", c.ID, from("id")}
	if !d.keys.has("id") {
		id.from = "its name"
	}
	timeout := from("timeout")
	if timeout == builtIn && c.Timeout == longestLook(c.Every) {
		timeout = "80 % of every"
	}
	lines := []shown{
		{"kind", c.Kind, d.at.String()},
		id,
		{"target", orNone(c.Target), "its settings"},
		{"every", spell(c.Every), from("every")},
		{"timeout", spell(c.Timeout), timeout},
		{"fresh_for", spell(c.FreshFor), from("fresh_for")},
		{"confirm", confirmText(c.Confirm), from("confirm")},
		{"severity", c.Severity.String(), from("severity")},
		{"owner", orNone(c.Owner), from("owner")},
		{"runbook", orNone(c.Runbook), from("runbook")},
	}
	if c.Group != "" {
		lines = append(lines, shown{"group", c.Group, d.at.String()})
	}
	for _, key := range []string{"labels", "accepted", "was"} {
		lines = append(lines, leaves(key, d.keys.get(key))...)
	}
	return block{title: "check " + c.Name, lines: append(lines, settingLines(d.kind.Name, d.kind.Settings, d.settings)...)}
}

// originOf is where a key of a merged table was written.
func originOf(n *node, key string) string {
	if v := n.get(key); v != nil {
		return v.at.String()
	}
	return builtIn
}

// confirmText is a rule as the file has it.
func confirmText(c holdfast.Confirm) string {
	text := fmt.Sprintf("%d of %d", c.Need, c.Of)
	if c.Over > 0 {
		text += " over " + spell(c.Over)
	}
	return text
}

// settingLines shows a kind's settings: those that were written, then those that
// the kind fills in itself.
func settingLines(kind string, defaults any, n *node) []shown {
	lines := leaves(kind, n)
	v := reflect.ValueOf(defaults)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return lines
	}
	for _, f := range fieldsOf(v.Type()) {
		value, err := v.Elem().FieldByIndexErr(f.index)
		if err != nil || n.has(f.name) || value.IsZero() {
			continue
		}
		lines = append(lines, shown{below(kind, f.name), oneLine(plainText(value.Interface())), builtIn})
	}
	return lines
}

// plainText prints a default as the file would have it.
func plainText(v any) string {
	value := reflect.ValueOf(v)
	if value.Kind() == reflect.Slice {
		parts := make([]string, value.Len())
		for i := range parts {
			parts[i] = fmt.Sprint(value.Index(i).Interface())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// leaves lists the values below a node; a list of plain values is one line.
func leaves(key string, n *node) []shown {
	switch {
	case n == nil:
		return nil
	case n.shape == table:
		var out []shown
		for _, p := range n.pairs {
			out = append(out, leaves(below(key, p.key), p.value)...)
		}
		return out
	case n.shape == list && flat(n):
		parts := make([]string, len(n.items))
		for i, item := range n.items {
			parts[i] = item.display()
		}
		return []shown{{key, "[" + strings.Join(parts, ", ") + "]", n.at.String()}}
	case n.shape == list:
		var out []shown
		for i, item := range n.items {
			out = append(out, leaves(fmt.Sprintf("%s[%d]", key, i), item)...)
		}
		return out
	case n.shape == scalar:
		return []shown{{key, oneLine(n.display()), n.at.String()}}
	default:
		return nil
	}
}

// flat reports whether a list holds single values only.
func flat(n *node) bool {
	for _, item := range n.items {
		if item.shape != scalar {
			return false
		}
	}
	return true
}

// channelBlock shows one channel.
func channelBlock(c holdfast.Channel, d channelDraft) block {
	lines := []shown{
		{"kind", c.Kind, d.at.String()},
		{"timeout", spell(c.Timeout), originOf(d.keys, "timeout")},
		{"pages", strconv.FormatBool(c.Pages), builtIn},
	}
	return block{title: "channel " + c.Name, lines: append(lines, settingLines(d.kind.Name, d.kind.Settings, d.settings)...)}
}

// restBlocks shows routes, promises, page and windows as they are written.
func (p *Plan) restBlocks() []block {
	var out []block
	for i, n := range p.trace.routes {
		out = append(out, block{fmt.Sprintf("route %d", i+1), leaves("", n)})
	}
	for i, n := range p.trace.promises {
		lines := append([]shown{{"id", p.Promises[i].ID, originOf(n, "id")}}, leaves("", without(n, "id"))...)
		out = append(out, block{fmt.Sprintf("promise %d", i+1), lines})
	}
	if n := p.trace.page; n != nil {
		out = append(out, block{"page", leaves("", n)})
	}
	if n := p.trace.report; n != nil {
		out = append(out, block{"report", leaves("", n)})
	}
	if n := p.trace.history; n != nil {
		out = append(out, block{"history", leaves("", n)})
	}
	for i, n := range p.trace.windows {
		out = append(out, block{fmt.Sprintf("maintenance %d", i+1), leaves("", n)})
	}
	return out
}
