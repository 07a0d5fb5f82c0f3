package config

import "strings"

// filePrefix begins a secret that stands in a file of its own.
const filePrefix = "file:"

// ref is one ${NAME} or ${NAME:-default}.
type ref struct {
	name, def  string
	hasDefault bool
}

// expand returns what a scalar says once its variables are put in. It is done
// after parsing, so that no value can ever become syntax. Only ${NAME} and
// ${NAME:-default} count; $${ is a literal ${, and a bare $ stays what it is.
func (l *loader) expand(n *node) string {
	if !strings.Contains(n.raw, "${") {
		return n.raw
	}
	var out strings.Builder
	rest := n.raw
	for rest != "" {
		before, after, ok := strings.Cut(rest, "${")
		if !ok {
			out.WriteString(rest)
			break
		}
		if literal, escaped := strings.CutSuffix(before, "$"); escaped {
			out.WriteString(literal + "${")
			rest = after
			continue
		}
		out.WriteString(before)
		r, tail, ok := reference("${" + after)
		if !ok {
			l.fault(n.at, n.path, "${ begins a variable here and does not end as one", "want ${NAME} or ${NAME:-default}; a literal ${ is written $${")
			n.seen.unset = true
			return ""
		}
		out.WriteString(l.variable(n, r))
		rest = tail
	}
	if n.seen.env {
		l.hide(out.String())
	}
	return out.String()
}

// variable returns the value of one reference; one that is unset or empty and
// has no default is a fault.
func (l *loader) variable(n *node, r ref) string {
	value, set := l.opt.Getenv(r.name)
	switch {
	case set && value != "":
		n.seen.env = true
		l.hide(value)
		return value
	case r.hasDefault:
		return r.def
	case set:
		l.fault(n.at, n.path, "the variable "+r.name+" is empty", "set it, or write ${"+r.name+":-default}")
	default:
		l.fault(n.at, n.path, "the variable "+r.name+" is not set", "set it, or write ${"+r.name+":-default}")
	}
	n.seen.unset = true
	return ""
}

// reference reads the ${NAME} that text begins with, and returns what follows.
func reference(text string) (r ref, rest string, ok bool) {
	inner, found := strings.CutPrefix(text, "${")
	if !found {
		return ref{}, "", false
	}
	inner, rest, found = strings.Cut(inner, "}")
	if !found {
		return ref{}, "", false
	}
	r.name, r.def, r.hasDefault = strings.Cut(inner, ":-")
	return r, rest, variableName(r.name)
}

// variableName reports whether a word can name a variable (POSIX.1, 8.1).
func variableName(name string) bool {
	for i, c := range name {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}
