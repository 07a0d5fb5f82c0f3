// Package term is how a terminal is written to: colour only where somebody looks
// at it, progress only where it can be erased again.
//
// A pipe gets plain text. NO_COLOR (no-color.org), when set to anything, turns
// colour off everywhere; TERM=dumb does too. Colour never carries meaning alone:
// the word is always there.
package term

import (
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"holdfast"
)

// Paint colours words, or leaves them as they are.
type Paint struct{ on bool }

// For decides for a writer: colour only on a terminal that wants it.
func For(w io.Writer) Paint {
	return Paint{on: Is(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

// Is reports whether w is a terminal.
func Is(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Width is the terminal's width in columns, 100 where it has none.
func Width(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 20 {
			return columns
		}
	}
	return 100
}

// Status is the state's word, eight columns wide, BROKEN in capitals.
func (p Paint) Status(s holdfast.Status) string {
	word := s.String()
	if s == holdfast.Broken {
		word = "BROKEN"
	}
	return p.As(s, word+strings.Repeat(" ", max(0, 8-len(word))))
}

// As paints text in the state's colour.
func (p Paint) As(s holdfast.Status, text string) string {
	switch s {
	case holdfast.Holds:
		return p.sgr("32", text)
	case holdfast.AtRisk:
		return p.sgr("33", text)
	case holdfast.Broken:
		return p.sgr("1;31", text)
	default:
		return p.sgr("35", text)
	}
}

// Bold makes text stand out, Dim makes it step back.
func (p Paint) Bold(text string) string { return p.sgr("1", text) }

// Dim makes text step back.
func (p Paint) Dim(text string) string { return p.sgr("2", text) }

// sgr wraps text in an ECMA-48 graphic rendition.
func (p Paint) sgr(code, text string) string {
	if !p.on {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
