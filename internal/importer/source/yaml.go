package source

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"holdfast/internal/yamltext"
)

// readYAML reads a YAML document; nil when it is none, which is then noted.
func readYAML(file string, data []byte, log *Log) *Node {
	tree, err := yamltext.Parse(string(data))
	if err != nil {
		log.Add(yamlFault(file, err))
		return nil
	}
	r := &yamlReader{file: file, log: log, anchors: map[string]*Node{}}
	var root *Node
	for _, doc := range tree.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.DirectiveType {
			continue
		}
		if root != nil {
			log.Add(Fault{Place: r.place(doc.Body), Text: "a second document begins here, want one a file"})
			return nil
		}
		root = r.node(doc.Body, "")
	}
	if root == nil {
		log.Add(Fault{Place: Place{File: file}, Text: "is empty"})
	}
	return root
}

// yamlFault is the parser's complaint at its place; the text it quotes is left
// out, as it may be a secret.
func yamlFault(file string, err error) Fault {
	out := Fault{Place: Place{File: file}, Text: "is not YAML"}
	if syntax, ok := errors.AsType[yaml.Error](err); ok {
		if tk := syntax.GetToken(); tk != nil && tk.Position != nil {
			out.Line, out.Column = tk.Position.Line, tk.Position.Column
		}
	}
	return out
}

// yamlReader turns the parser's tree into nodes.
type yamlReader struct {
	file    string
	log     *Log
	anchors map[string]*Node
}

// place is where the parser saw a node.
func (r *yamlReader) place(n ast.Node) Place {
	p := Place{File: r.file}
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	if tk := n.GetToken(); tk != nil && tk.Position != nil {
		p.Line, p.Column = tk.Position.Line, tk.Position.Column
	}
	return p
}

// node converts one value.
func (r *yamlReader) node(n ast.Node, path string) *Node {
	out := &Node{Path: path, log: r.log, Place: Place{File: r.file}}
	if n == nil {
		return out
	}
	out.Place = r.place(n)
	switch v := n.(type) {
	case *ast.MappingNode:
		r.table(out, v.Values)
	case *ast.MappingValueNode:
		out.Place = r.place(v.Key)
		r.table(out, []*ast.MappingValueNode{v})
	case *ast.SequenceNode:
		out.Shape = List
		for i, value := range v.Values {
			out.items = append(out.items, r.node(value, at(path, i)))
		}
	case *ast.AnchorNode:
		made := r.node(v.Value, path)
		r.anchors[v.Name.GetToken().Value] = made
		return made
	case *ast.AliasNode:
		return r.alias(v, out)
	case *ast.TagNode:
		return r.node(v.Value, path)
	case *ast.NullNode:
	default:
		r.scalar(out, n)
	}
	return out
}

// scalar fills in text, number or truth.
func (r *yamlReader) scalar(out *Node, n ast.Node) {
	tk := n.GetToken()
	out.Shape, out.Text = Scalar, tk.Value
	switch v := n.(type) {
	case *ast.StringNode:
		out.Text, out.Quoted = v.Value, true
	case *ast.LiteralNode:
		out.Text, out.Quoted = v.Value.Value, true
	}
}

// alias returns what an anchor names.
func (r *yamlReader) alias(v *ast.AliasNode, missing *Node) *Node {
	if target, ok := r.anchors[v.Value.GetToken().Value]; ok {
		return target
	}
	missing.Fault("no anchor of this name stands before this line")
	return missing
}

// table converts a mapping, merge keys included.
func (r *yamlReader) table(out *Node, values []*ast.MappingValueNode) {
	out.Shape = Map
	var merged []*Node
	for _, v := range values {
		if _, ok := v.Key.(*ast.MergeKeyNode); ok {
			merged = append(merged, r.node(v.Value, out.Path))
			continue
		}
		key := v.Key.GetToken().Value
		value := r.node(v.Value, below(out.Path, key))
		where := r.place(v.Key)
		if value.Line == 0 {
			value.Place = where
		}
		out.set(pair{key, where, value})
	}
	for _, from := range merged {
		r.merge(out, from)
	}
}

// merge lays the keys of << under those of the map itself.
func (r *yamlReader) merge(out, from *Node) {
	parts := []*Node{from}
	if from.Shape == List {
		parts = from.items
	}
	for _, part := range parts {
		for _, p := range part.pairs {
			if !slices.Contains(out.Keys(), p.key) {
				out.pairs = append(out.pairs, p)
			}
		}
	}
}

// set adds a pair; a key that stands twice is a fault.
func (n *Node) set(p pair) {
	for _, before := range n.pairs {
		if before.key == p.key {
			n.log.Add(Fault{Place: p.at, Path: n.Path, Text: fmt.Sprintf("a key stands here a second time; the first is on line %d", before.at.Line)})
			return
		}
	}
	n.pairs = append(n.pairs, p)
}
