package config

import (
	"strconv"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// largestAlias is how many nodes an alias may stand for: aliases of aliases
// otherwise grow without bound.
const largestAlias = 10_000

// converter turns the parser's tree into nodes. Duplicate keys, tags and keys
// that are no words are noted on the way; anchors, aliases and << are resolved.
type converter struct {
	l       *loader
	src     *source
	anchors map[string]*node
}

// node converts one value.
func (c *converter) node(n ast.Node, path string) *node {
	switch v := n.(type) {
	case *ast.MappingNode:
		return c.table(v, v.Values, path)
	case *ast.MappingValueNode:
		return c.table(v, []*ast.MappingValueNode{v}, path)
	case *ast.SequenceNode:
		return c.list(v, path)
	case *ast.AnchorNode:
		made := c.node(v.Value, path)
		c.anchors[v.Name.GetToken().Value] = made
		return made
	case *ast.AliasNode:
		return c.alias(v, path)
	case *ast.TagNode:
		c.l.faultf(c.place(n), path, "tags such as %s are not read; take it out", v.Start.Value)
		return c.node(v.Value, path)
	case *ast.NullNode:
		return &node{at: c.place(n), path: path, seen: &sight{}, size: 1}
	case nil:
		return &node{at: place{src: c.src}, path: path, seen: &sight{}, size: 1}
	default:
		return c.scalar(n, path)
	}
}

// place is where the parser saw a node.
func (c *converter) place(n ast.Node) place { return tokenPlace(c.src, n.GetToken()) }

// scalar converts a value and expands its ${NAME}.
func (c *converter) scalar(n ast.Node, path string) *node {
	tk := n.GetToken()
	raw, plain := tk.Value, true
	switch v := n.(type) {
	case *ast.StringNode:
		raw = v.Value
		plain = tk.Indicator != token.QuotedScalarIndicator
	case *ast.LiteralNode:
		raw, plain = v.Value.Value, false
	}
	seen := &sight{text: raw, safe: namesSecret(raw)}
	at := c.src.note(tk.Position.Line, tk.Position.Column, raw, seen)
	out := &node{shape: scalar, at: at, path: path, raw: raw, plain: plain, seen: seen, size: 1}
	out.text = c.l.expand(out)
	return out
}

// list converts a sequence; the items' paths end in [0], [1] ….
func (c *converter) list(seq *ast.SequenceNode, path string) *node {
	out := &node{shape: list, at: c.place(seq), path: path, seen: &sight{}, size: 1}
	for i, value := range seq.Values {
		item := c.node(value, path+"["+strconv.Itoa(i)+"]")
		out.items = append(out.items, item)
		out.size += item.size
	}
	return out
}

// table converts a mapping.
func (c *converter) table(n ast.Node, values []*ast.MappingValueNode, path string) *node {
	out := &node{shape: table, at: c.place(n), path: path, seen: &sight{}, size: 1}
	first := map[string]place{}
	for i, v := range values {
		if _, ok := v.Key.(*ast.MergeKeyNode); ok {
			c.mergeKey(out, v, path)
			continue
		}
		key, at, ok := c.key(v.Key, path)
		if !ok {
			continue
		}
		if i == 0 {
			out.at = at
		}
		if before, twice := first[key]; twice {
			c.l.faultf(at, path, "%s stands here a second time; the first is on line %d", key, before.line)
			continue
		}
		first[key] = at
		out.set(pair{key: key, at: at, value: c.value(v.Value, below(path, key), at)})
	}
	return out
}

// value converts the value of a key; one that is missing stands at its key.
func (c *converter) value(n ast.Node, path string, key place) *node {
	out := c.node(n, path)
	if out.shape == nothing {
		out.at = key
	}
	return out
}

// key returns a key's word and place.
func (c *converter) key(key ast.MapKeyNode, path string) (string, place, bool) {
	if _, complex := key.(*ast.MappingKeyNode); complex {
		c.l.faultf(c.place(key), path, "a key that begins with ? is not read; want KEY: VALUE")
		return "", place{}, false
	}
	tk := key.GetToken()
	return tk.Value, c.src.note(tk.Position.Line, tk.Position.Column, tk.Value, nil), true
}

// set adds a pair to a table that is being made, in the place of one that came
// by << before.
func (n *node) set(p pair) {
	n.size += p.value.size
	for i := range n.pairs {
		if n.pairs[i].key == p.key {
			n.pairs[i] = p
			return
		}
	}
	n.pairs = append(n.pairs, p)
}

// alias returns the node that an anchor names.
func (c *converter) alias(v *ast.AliasNode, path string) *node {
	name := v.Value.GetToken().Value
	target, ok := c.anchors[name]
	if !ok {
		c.l.fault(c.place(v), path, "no anchor &"+name+" stands before this line", suggest(name, sorted(c.anchors)))
		return c.unread(v, path)
	}
	if target.size > largestAlias {
		c.l.faultf(c.place(v), path, "*%s stands for %d values, want at most %d", name, target.size, largestAlias)
		return c.unread(v, path)
	}
	return target
}

// unread is a value whose fault is told already.
func (c *converter) unread(n ast.Node, path string) *node {
	return &node{shape: scalar, at: c.place(n), path: path, seen: &sight{unset: true}, size: 1}
}

// mergeKey lays the keys of << under those of the table itself.
func (c *converter) mergeKey(out *node, v *ast.MappingValueNode, path string) {
	from := c.node(v.Value, path)
	for _, part := range from.elements() {
		if part.shape == scalar && part.seen.unset {
			continue
		}
		if part.shape != table {
			c.l.faultf(c.place(v.Key), path, "<< wants a map, or an alias of one, have %s", part.shape)
			continue
		}
		for _, p := range part.pairs {
			if !out.has(p.key) {
				out.set(p)
			}
		}
	}
}

// below is the path of a key under another.
func below(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
