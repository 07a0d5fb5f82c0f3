package config

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	// mask stands wherever a value must not be seen.
	mask = "<secret>"
	// shortestSecret is the length below which a value is not looked for in
	// texts: "80" from a variable would blot out half of what is said.
	shortestSecret = 4
)

// sight is what may be shown of a scalar. It is shared by all copies of it, and
// its zero value shows nothing: what nobody understood may be anything.
type sight struct {
	open   bool // decoded into a setting that is no secret
	secret bool // decoded into a Secret
	env    bool // some of it came from a variable
	unset  bool // a variable in it has no value: the fault is told, ask no more
	// safe is true when what is written only names where the value is, such as
	// "${NAME}" or "file:PATH".
	safe bool
	text string
}

// shows reports whether the scalar may be shown as it is written.
func (s *sight) shows() bool {
	return s.safe || s.open && !s.secret && !carriesPassword(s.text)
}

// display returns what a scalar says for people to read: masked if it must be,
// and with its variables by name, since what they hold is nobody's to print.
func (n *node) display() string {
	switch {
	case n.seen.secret || !n.seen.open || carriesPassword(n.text):
		return mask
	case n.seen.env:
		return n.raw
	default:
		return n.text
	}
}

// quote returns the text of a scalar for use in a fault, in quotes or masked.
func (n *node) quote() string {
	if n.seen.secret || n.seen.env || carriesPassword(n.text) {
		return mask
	}
	return strconv.Quote(n.text)
}

// namesSecret reports whether the text names where a value is and holds none:
// one ${NAME} without a default, or file:PATH.
func namesSecret(text string) bool {
	if path, ok := strings.CutPrefix(text, filePrefix); ok {
		return path != ""
	}
	ref, rest, ok := reference(text)
	return ok && rest == "" && !ref.hasDefault
}

// carriesPassword reports whether a text holds an address with a password in it.
func carriesPassword(text string) bool {
	_, rest, ok := strings.Cut(text, "://")
	if !ok {
		return false
	}
	authority, _, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@')
	return at > 0 && strings.Contains(authority[:at], ":")
}

// guises are the forms in which a text may repeat a value: as it is, quoted, on
// one line, or escaped within an address.
func guises(value string) []string {
	quoted := strconv.Quote(value)
	return []string{value, quoted[1 : len(quoted)-1], oneLine(value), url.QueryEscape(value), url.PathEscape(value)}
}

// scrub takes every hidden value out of a text.
func (l *loader) scrub(text string) string {
	for _, value := range l.hidden {
		text = strings.ReplaceAll(text, value, mask)
	}
	return text
}

// sortHidden puts long values first, so that none is cut in two by a shorter.
func (l *loader) sortHidden() {
	slices.SortFunc(l.hidden, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	l.hidden = slices.Compact(l.hidden)
}
