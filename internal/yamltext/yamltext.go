// Package yamltext parses YAML that somebody else wrote, in bounded time and
// without a panic.
//
// The parser keeps the place of every word, which is what an error needs, but it
// takes quadratic time in the depth of nesting, so that a few kilobytes of
// brackets would keep a monitor busy for minutes, and some input makes it panic.
// Files of an operator may be wrong and lists from the network may be hostile:
// neither may end or stop the monitor. What is nested deeper than any of them has
// to be is refused by its tokens, before it is parsed.
package yamltext

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Deepest is how many levels of nesting are read.
const Deepest = 64

// Parse parses text. A key that stands twice in a map is left to the caller, who
// can say so better. The error is a [yaml.Error] with its place where the parser
// has one.
func Parse(text string) (file *ast.File, err error) {
	defer caught(&err)
	tokens := lexer.Tokenize(text)
	if tk := tooDeep(tokens); tk != nil {
		return nil, &yaml.SyntaxError{Message: fmt.Sprintf("is nested deeper than %d levels", Deepest), Token: tk}
	}
	return parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
}

// Decode parses text and decodes its first document into a value.
func Decode(text string, into any) (err error) {
	defer caught(&err)
	file, err := Parse(text)
	if err != nil {
		return err
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return errors.New("is empty")
	}
	return yaml.NodeToValue(file.Docs[0].Body, into)
}

// caught makes an error of the parser's panic.
func caught(err *error) {
	if recover() != nil {
		*err = errors.New("cannot be read as YAML")
	}
}

// tooDeep returns the token at which a text is nested too deep, or nil.
func tooDeep(tokens token.Tokens) *token.Token {
	flow, entries, line := 0, 0, 0
	for _, tk := range tokens {
		if tk.Position.Line != line {
			entries, line = 0, tk.Position.Line
		}
		switch tk.Type {
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			entries++
		default:
		}
		if flow > Deepest || entries > Deepest || tk.Position.IndentLevel > Deepest {
			return tk
		}
	}
	return nil
}
