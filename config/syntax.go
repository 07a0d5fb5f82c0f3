package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"holdfast/internal/yamltext"
)

// largestFile is far above any config and keeps a wrong path (a core dump, a
// disk) from being read as one.
const largestFile = 4 << 20

// parse reads one file's YAML into nodes. It returns nil when there is none, or
// when its syntax is wrong, which is then noted.
func (l *loader) parse(src *source, data []byte) *node {
	whole := place{src: src}
	if text := unreadable(data); text != "" {
		l.faultf(whole, "", "%s", text)
		return nil
	}
	file, err := yamltext.Parse(string(data))
	if err != nil {
		l.syntaxFault(src, err)
		return nil
	}
	body := l.onlyDocument(src, file)
	if body == nil {
		return nil
	}
	c := &converter{l: l, src: src, anchors: map[string]*node{}}
	root := c.node(body, "")
	if root.shape != table && root.shape != nothing {
		l.fault(root.at, "", "is "+root.shape.String()+", want a map of sections", "the smallest useful file is: "+smallest)
		return nil
	}
	return root
}

// unreadable says why bytes cannot be a config at all.
func unreadable(data []byte) string {
	switch {
	case len(data) > largestFile:
		return fmt.Sprintf("is %d bytes, want at most %d; is this a config?", len(data), largestFile)
	case bytes.IndexByte(data, 0) >= 0:
		return "has a zero byte in it; want text in UTF-8"
	case !utf8.Valid(data):
		return "is not UTF-8 text"
	default:
		return ""
	}
}

// onlyDocument returns the body of the file's one document, nil if it is empty.
func (l *loader) onlyDocument(src *source, file *ast.File) ast.Node {
	var body ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case doc.Body.Type() == ast.DirectiveType:
			l.faultf(tokenPlace(src, doc.Body.GetToken()), "", "YAML directives are not read; take the line out")
		case body != nil:
			l.faultf(firstPlace(src, doc.Body), "", "a second document begins here; want one a file, the others under include:")
			return body
		default:
			body = doc.Body
		}
	}
	return body
}

// syntaxFault notes what the parser said, at the place it said it of.
func (l *loader) syntaxFault(src *source, err error) {
	var syntax yaml.Error
	if !errors.As(err, &syntax) {
		l.faultf(place{src: src}, "", "%s", "cannot be read as YAML")
		return
	}
	text, hint := plainSyntax(syntax.GetMessage())
	l.fault(tokenPlace(src, syntax.GetToken()), "", text, hint)
}

// plainSyntax puts the parser's commonest words into a person's.
func plainSyntax(message string) (text, hint string) {
	switch {
	case strings.Contains(message, "found character '\t'"), strings.Contains(message, "tab character"):
		return "a tab stands where the line is indented", "YAML wants blanks"
	case strings.HasPrefix(message, "',' or ']'"):
		return "the list before this has no end", "write the missing ] or ,"
	case strings.HasPrefix(message, "',' or '}'"):
		return "the map before this has no end", "write the missing } or ,"
	case strings.HasPrefix(message, "sequence end token"), strings.Contains(message, "flow sequence"):
		return "the list that begins here has no end", "write the missing ]"
	case strings.Contains(message, "flow map content"), strings.Contains(message, "flow mapping"):
		return "the map that begins here has no end", "write the missing }"
	case strings.HasPrefix(message, "could not find end character of"):
		return "the quoted text that begins here has no end", "write the missing quote"
	case strings.Contains(message, "mapping value is not allowed"):
		return "a second colon makes no sense here", `put the value in quotes: key: "a: b"`
	case strings.Contains(message, "reserved character"):
		return "a value cannot begin with this character", "put the value in quotes"
	default:
		return "is not YAML: " + firstLine(message), ""
	}
}

// firstLine returns a text up to its first line break, and no character of the
// file that the parser may have quoted after a colon.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	head, _, _ := strings.Cut(line, ": ")
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, head)
}

// firstPlace is where a node begins; a mapping begins at its first key.
func firstPlace(src *source, n ast.Node) place {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return tokenPlace(src, m.Values[0].Key.GetToken())
	}
	return tokenPlace(src, n.GetToken())
}

// tokenPlace is the place of a token; one that the parser left out is the file.
func tokenPlace(src *source, tk *token.Token) place {
	if tk == nil || tk.Position == nil {
		return place{src: src}
	}
	return place{src: src, line: tk.Position.Line, col: tk.Position.Column, width: 1}
}
