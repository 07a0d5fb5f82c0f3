package source

import (
	"slices"
	"strconv"
)

// Shape is the sort of a node.
type Shape uint8

// The shapes of a node; the zero value is YAML's and JSON's null.
const (
	Null Shape = iota
	Scalar
	List
	Map
)

// String is the shape in a person's words.
func (s Shape) String() string { return [...]string{"nothing", "a value", "a list", "a map"}[s] }

// Node is one value of a file. All methods may be called on nil, which stands
// for what is not there.
type Node struct {
	Shape Shape
	// Text is what a scalar says; Quoted is true when it was written as text, so
	// that "1" is no number.
	Text   string
	Quoted bool
	Place
	// Path is the keys that lead to it, such as endpoints[3].url.
	Path string

	pairs []pair
	items []*Node
	log   *Log
	read  bool
}

// pair is one entry of a map.
type pair struct {
	key   string
	at    Place
	value *Node
}

// Get returns the value of a key and marks it as read; nil where there is none
// or it is null.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	n.read = true
	for _, p := range n.pairs {
		if p.key == key {
			p.value.read = true
			if p.value.Shape == Null {
				return nil
			}
			return p.value
		}
	}
	return nil
}

// Has reports whether a key is there, without reading it.
func (n *Node) Has(key string) bool {
	return n != nil && slices.ContainsFunc(n.pairs, func(p pair) bool { return p.key == key && p.value.Shape != Null })
}

// Keys lists the keys of a map in their order.
func (n *Node) Keys() []string {
	if n == nil {
		return nil
	}
	keys := make([]string, len(n.pairs))
	for i, p := range n.pairs {
		keys[i] = p.key
	}
	return keys
}

// Items returns the elements of a list and marks them as read. A single value
// stands for a list of one.
func (n *Node) Items() []*Node {
	if n == nil || n.Shape == Null {
		return nil
	}
	n.read = true
	if n.Shape != List {
		return []*Node{n}
	}
	for _, item := range n.items {
		item.read = true
	}
	return n.items
}

// Ignore marks a node and all below it as read: it is of no interest to what is
// imported.
func (n *Node) Ignore() {
	walk(n, map[*Node]bool{}, func(n *Node) bool { n.read = true; return true })
}

// Each calls visit with the text of each scalar, and reads none.
func (n *Node) Each(visit func(text string)) {
	walk(n, map[*Node]bool{}, func(n *Node) bool {
		if n.Shape == Scalar {
			visit(n.Text)
		}
		return true
	})
}

// Skip marks keys of a map, with all below them, as read.
func (n *Node) Skip(keys ...string) {
	for _, key := range keys {
		n.Get(key).Ignore()
	}
}

// Unread returns what nobody asked for: the outermost nodes of it, in the order
// of the file. Null says nothing and is left out.
func (n *Node) Unread() []*Node {
	var out []*Node
	touched, told := map[*Node]bool{}, map[*Node]bool{}
	walk(n, told, func(n *Node) bool {
		if n.anyRead(touched) {
			return true
		}
		if n.Shape != Null && !n.empty() {
			out = append(out, n)
		}
		delete(told, n) // so that the walk below takes it, and what is in it is told once
		walk(n, told, func(*Node) bool { return true })
		return false
	})
	return out
}

// empty reports whether a list or map has nothing in it.
func (n *Node) empty() bool { return n.Shape != Scalar && len(n.pairs)+len(n.items) == 0 }

// anyRead reports whether the node or one below it was read: an anchor's own
// place is not asked for, its aliases are.
func (n *Node) anyRead(known map[*Node]bool) bool {
	if n.read {
		return true
	}
	if was, ok := known[n]; ok {
		return was
	}
	known[n] = false
	for _, child := range n.children() {
		if child.anyRead(known) {
			known[n] = true
		}
	}
	return known[n]
}

// children are the values directly below.
func (n *Node) children() []*Node {
	out := slices.Clone(n.items)
	for _, p := range n.pairs {
		out = append(out, p.value)
	}
	return out
}

// walk visits each node once, outer ones first, as long as visit says so.
func walk(n *Node, seen map[*Node]bool, visit func(*Node) bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	if !visit(n) {
		return
	}
	for _, child := range n.children() {
		walk(child, seen, visit)
	}
}

// below is the path of a key under another.
func below(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// at is the path of a list's element.
func at(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
