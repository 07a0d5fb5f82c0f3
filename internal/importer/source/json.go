package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"holdfast/internal/yamltext"
)

// jsonReader reads one JSON text (RFC 8259) with places.
type jsonReader struct {
	dec   *json.Decoder
	data  []byte
	file  string
	lines []int // offset at which each line begins
	log   *Log
	depth int
}

// readJSON reads a JSON document; nil when it is none, which is then noted.
func readJSON(file string, data []byte, log *Log) *Node {
	r := &jsonReader{dec: json.NewDecoder(bytes.NewReader(data)), data: data, file: file, lines: []int{0}, log: log}
	r.dec.UseNumber()
	for i, b := range data {
		if b == '\n' {
			r.lines = append(r.lines, i+1)
		}
	}
	root, err := r.value("")
	if err == nil && r.dec.More() {
		err = errors.New("a second document begins here, want one a file")
	}
	if err != nil {
		log.Add(Fault{Place: r.place(r.next()), Text: "is not JSON: " + jsonCause(err)})
		return nil
	}
	return root
}

// jsonCause is what the decoder objects to, without the text it quotes.
func jsonCause(err error) string {
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return "a character that makes no sense"
	}
	return err.Error()
}

// value reads one value.
func (r *jsonReader) value(path string) (*Node, error) {
	if r.depth++; r.depth > yamltext.Deepest {
		return nil, fmt.Errorf("is nested deeper than %d levels", yamltext.Deepest)
	}
	defer func() { r.depth-- }()
	n := &Node{Place: r.place(r.next()), Path: path, log: r.log}
	token, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return n, r.members(n)
		}
		return n, r.elements(n)
	case string:
		n.Shape, n.Text, n.Quoted = Scalar, v, true
	case nil:
	default:
		n.Shape, n.Text = Scalar, fmt.Sprint(v)
	}
	return n, nil
}

// members reads an object up to its closing brace.
func (r *jsonReader) members(n *Node) error {
	n.Shape = Map
	for r.dec.More() {
		where := r.place(r.next())
		token, err := r.dec.Token()
		if err != nil {
			return err
		}
		key := fmt.Sprint(token)
		v, err := r.value(below(n.Path, key))
		if err != nil {
			return err
		}
		n.pairs = append(n.pairs, pair{key, where, v})
	}
	_, err := r.dec.Token()
	return err
}

// elements reads an array up to its closing bracket.
func (r *jsonReader) elements(n *Node) error {
	n.Shape = List
	for r.dec.More() {
		v, err := r.value(at(n.Path, len(n.items)))
		if err != nil {
			return err
		}
		n.items = append(n.items, v)
	}
	_, err := r.dec.Token()
	return err
}

// next is the offset of the next character that means something.
func (r *jsonReader) next() int {
	at := int(r.dec.InputOffset())
	for at < len(r.data) && bytes.IndexByte([]byte(" \t\r\n,:"), r.data[at]) >= 0 {
		at++
	}
	return at
}

// place turns an offset into line and column.
func (r *jsonReader) place(offset int) Place {
	line, found := slices.BinarySearch(r.lines, offset)
	if !found {
		line--
	}
	return Place{File: r.file, Line: line + 1, Column: r.column(r.lines[line], offset)}
}

// column counts characters, as editors do; in the long lines of backups that
// nobody reads by eye it counts bytes.
func (r *jsonReader) column(from, to int) int {
	const eye = 4096
	to = min(to, len(r.data))
	if to-from > eye {
		return to - from + 1
	}
	return utf8.RuneCount(r.data[from:to]) + 1
}

// Embedded reads a JSON text that stands as a string within another file, as
// databases keep them; its places are the place of that string.
func (n *Node) Embedded() *Node {
	text := n.String()
	if text == "" {
		return nil
	}
	inner := readJSON("", []byte(text), &Log{})
	if inner == nil {
		n.Fault("want JSON within this text")
		return nil
	}
	walk(inner, map[*Node]bool{}, func(m *Node) bool {
		m.Place, m.log, m.Path = n.Place, n.log, below(n.Path, m.Path)
		return true
	})
	return inner
}
