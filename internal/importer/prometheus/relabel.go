package prometheus

import (
	"crypto/md5" //nolint:gosec // the sum that Prometheus itself takes for hashmod
	"encoding/binary"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/importer/source"
)

// labels is one target as Prometheus has it.
type labels map[string]string

// rule is one entry of relabel_configs.
type rule struct {
	from                []string
	separator           string
	expression          *regexp.Regexp
	target, replacement string
	action              string
	modulus             uint64
}

// rules reads relabel_configs; one that is wrong is a fault and left out.
func rules(list []*source.Node) []rule {
	out := make([]rule, 0, len(list))
	for _, n := range list {
		r := rule{from: n.Strings("source_labels"), separator: ";", target: n.Str("target_label"), replacement: "$1", action: "replace"}
		if n.Has("separator") {
			r.separator = n.Str("separator")
		}
		if v := n.Get("replacement"); v != nil {
			r.replacement = v.String()
		}
		if action := n.Str("action"); action != "" {
			r.action = strings.ToLower(action)
		}
		r.modulus = uint64(max(n.Int("modulus", 0), 0)) //nolint:gosec // not negative
		text := "(.*)"
		if n.Has("regex") {
			text = n.Str("regex")
		}
		expression, err := regexp.Compile("^(?s:" + text + ")$")
		if err != nil {
			n.Get("regex").Fault("want a regular expression (RE2)")
			continue
		}
		r.expression = expression
		out = append(out, r)
	}
	return out
}

// relabel runs the rules over a target; false when one drops it.
func relabel(l labels, list []rule) bool {
	for _, r := range list {
		if !r.apply(l) {
			return false
		}
	}
	return true
}

// apply runs one rule.
func (r rule) apply(l labels) bool {
	values := make([]string, len(r.from))
	for i, name := range r.from {
		values[i] = l[name]
	}
	value := strings.Join(values, r.separator)
	switch r.action {
	case "drop":
		return !r.expression.MatchString(value)
	case "keep":
		return r.expression.MatchString(value)
	case "dropequal":
		return l[r.target] != value
	case "keepequal":
		return l[r.target] == value
	case "replace":
		r.replace(l, value)
	case "lowercase":
		l.set(r.target, strings.ToLower(value))
	case "uppercase":
		l.set(r.target, strings.ToUpper(value))
	case "hashmod":
		l.set(r.target, hashmod(value, r.modulus))
	default:
		r.byName(l)
	}
	return true
}

// replace writes the expanded replacement if the expression matches.
func (r rule) replace(l labels, value string) {
	match := r.expression.FindStringSubmatchIndex(value)
	if match == nil {
		return
	}
	target := string(r.expression.ExpandString(nil, r.target, value, match))
	l.set(target, string(r.expression.ExpandString(nil, r.replacement, value, match)))
}

// byName runs the actions that go over the names of labels.
func (r rule) byName(l labels) {
	for _, name := range slices.Sorted(maps.Keys(l)) {
		matches := r.expression.MatchString(name)
		switch {
		case r.action == "labelmap" && matches:
			l.set(r.expression.ReplaceAllString(name, r.replacement), l[name])
		case r.action == "labeldrop" && matches, r.action == "labelkeep" && !matches:
			delete(l, name)
		}
	}
}

// set gives a label a value; an empty one takes it away.
func (l labels) set(name, value string) {
	if value == "" {
		delete(l, name)
		return
	}
	l[name] = value
}

// hashmod is the share of a modulus that a value falls to.
func hashmod(value string, modulus uint64) string {
	if modulus == 0 {
		return "0"
	}
	sum := md5.Sum([]byte(value)) //nolint:gosec // as above
	return strconv.FormatUint(binary.BigEndian.Uint64(sum[8:])%modulus, 10)
}
