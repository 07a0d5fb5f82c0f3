package source

import (
	"strconv"
	"time"

	"holdfast"
)

// Fault notes that a node is not what it should be.
func (n *Node) Fault(text string) {
	if n != nil && n.log != nil {
		n.log.Add(Fault{Place: n.Place, Path: n.Path, Text: text})
	}
}

// Str returns the text of a key, empty where there is none.
func (n *Node) Str(key string) string { return n.Get(key).String() }

// String returns the text of a scalar; anything else is a fault and empty.
func (n *Node) String() string {
	switch {
	case n == nil || n.Shape == Null:
		return ""
	case n.Shape != Scalar:
		n.Fault("want a value, have " + n.Shape.String())
		return ""
	}
	n.read = true
	return n.Text
}

// Strings returns the texts of a key's list.
func (n *Node) Strings(key string) []string {
	var out []string
	for _, item := range n.Get(key).Items() {
		if text := item.String(); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// Bool returns the truth of a key, otherwise where there is none. 0 and 1, as
// databases have them, count too.
func (n *Node) Bool(key string, otherwise bool) bool {
	v := n.Get(key)
	if v == nil {
		return otherwise
	}
	switch v.Text {
	case "true", "True", "TRUE", "yes", "on", "1":
		return true
	case "false", "False", "FALSE", "no", "off", "0", "":
		return false
	}
	v.Fault("want true or false")
	return otherwise
}

// Int returns the number of a key, otherwise where there is none.
func (n *Node) Int(key string, otherwise int) int {
	v := n.Get(key)
	if v == nil || v.Text == "" && v.Shape == Scalar {
		return otherwise
	}
	i, err := strconv.Atoi(v.Text)
	if err != nil {
		v.Fault("want a whole number")
		return otherwise
	}
	return i
}

// Duration returns the duration of a key, written 5m, 1h30m or 2d, otherwise
// where there is none.
func (n *Node) Duration(key string, otherwise time.Duration) time.Duration {
	v := n.Get(key)
	if v == nil {
		return otherwise
	}
	d, err := holdfast.ParseDuration(v.Text)
	if err != nil || d > longest {
		v.Fault("want a duration such as 30s, 5m or 1h")
		return otherwise
	}
	return d
}

// longest keeps sums of durations far from overflow.
const longest = 10 * 365 * 24 * time.Hour

// Seconds returns a key's number of seconds as a duration, otherwise where
// there is none.
func (n *Node) Seconds(key string, otherwise time.Duration) time.Duration {
	v := n.Get(key)
	if v == nil {
		return otherwise
	}
	f, err := strconv.ParseFloat(v.Text, 64)
	if err != nil || f < 0 || f > longest.Seconds() {
		v.Fault("want a number of seconds")
		return otherwise
	}
	return time.Duration(f * float64(time.Second))
}

// IsMap reports whether a node is a map; one that is something else is a fault.
func (n *Node) IsMap() bool {
	if n == nil {
		return false
	}
	n.read = true
	if n.Shape != Map {
		n.Fault("want a map, have " + n.Shape.String())
	}
	return n.Shape == Map
}

// List returns the elements of a key that are maps; others are faults.
func (n *Node) List(key string) []*Node {
	v := n.Get(key)
	if v != nil && v.Shape != List {
		v.Fault("want a list, have " + v.Shape.String())
		return nil
	}
	var out []*Node
	for _, item := range v.Items() {
		if item.IsMap() {
			out = append(out, item)
		}
	}
	return out
}
