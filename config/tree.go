package config

import "strconv"

// shape is what a node is.
type shape uint8

const (
	nothing shape = iota // a key without a value, or null
	scalar
	list
	table
)

// String is the shape's word in faults.
func (s shape) String() string {
	return [4]string{"nothing", "a value", "a list", "a map"}[s&3]
}

// node is a value of the file that knows where it was written. Nodes are never
// changed once they are read: layers are merged into new ones.
type node struct {
	shape shape
	at    place
	path  string // "sites.app.example.com.uptime"
	// text is what a scalar says after ${NAME}, raw what is written; plain is
	// true when it stands without quotes.
	text, raw string
	plain     bool
	// resolved is the content of the file that a secret names.
	resolved string
	seen     *sight
	items    []*node
	pairs    []pair
	size     int // nodes below and with it, aliases counted each time
}

// pair is one key of a table and its value.
type pair struct {
	key   string
	at    place
	value *node
}

// get returns the value of a key, or nil.
func (n *node) get(key string) *node {
	if p, ok := n.pair(key); ok {
		return p.value
	}
	return nil
}

// pair returns the key and value of that name.
func (n *node) pair(key string) (pair, bool) {
	if n == nil {
		return pair{}, false
	}
	for _, p := range n.pairs {
		if p.key == key {
			return p, true
		}
	}
	return pair{}, false
}

// has reports whether a table has a key.
func (n *node) has(key string) bool {
	_, ok := n.pair(key)
	return ok
}

// elements returns a list's items; anything else is a list of itself alone, as
// "to: ops" is of "to: [ops]".
func (n *node) elements() []*node {
	switch {
	case n == nil || n.shape == nothing:
		return nil
	case n.shape == list:
		return n.items
	default:
		return []*node{n}
	}
}

// off reports whether the value is the bare word off, which takes away what an
// earlier layer set.
func (n *node) off() bool { return n != nil && n.shape == scalar && n.plain && n.text == "off" }

// on reports whether the value is the bare word on.
func (n *node) on() bool { return n != nil && n.shape == scalar && n.plain && n.text == "on" }

// find returns the node that a setting's dotted path leads to, as far as it goes,
// and whether it goes all the way.
func (n *node) find(steps []string) (*node, bool) {
	if len(steps) == 0 {
		return n, true
	}
	if next := n.get(steps[0]); next != nil {
		return next.find(steps[1:])
	}
	items := n.elements()
	if i, err := strconv.Atoi(steps[0]); err == nil && n.shape != table && i >= 0 && i < len(items) {
		return items[i].find(steps[1:])
	}
	return n, false
}

// emptyTable is a table without keys that stands at the place of another node.
func emptyTable(at place, path string) *node {
	return &node{shape: table, at: at, path: path, seen: &sight{}}
}

// with returns a table that has one pair more.
func (n *node) with(p pair) *node {
	out := *n
	out.pairs = append(append(make([]pair, 0, len(n.pairs)+1), n.pairs...), p)
	return &out
}

// word makes a scalar that stands at the place of another node.
func word(text string, at place, path string) *node {
	return &node{shape: scalar, at: at, path: path, text: text, raw: text, plain: true, seen: &sight{open: true, text: text}}
}
