package config

import (
	"strconv"
	"strings"
)

// source is a file that was read, with what is known of each of its lines.
type source struct {
	name  string
	lines [][]rune
	// spans are the keys and scalars of a line: what may be shown of it is only
	// known when all was decoded.
	spans map[int][]span
	// rendered are the lines that were masked already.
	rendered map[int]rendering
}

// span is a run of characters in a line. A nil sight is a key, which is shown.
type span struct {
	col, width int
	sight      *sight
}

// place is where something is written.
type place struct {
	src              *source
	line, col, width int
}

// String is the place as people write it, "holdfast.yaml:8".
func (p place) String() string {
	if p.src == nil {
		return builtIn
	}
	return p.src.name + ":" + strconv.Itoa(p.line)
}

// builtIn is the origin of what no file says.
const builtIn = "built-in"

func newSource(name string, data []byte) *source {
	src := &source{name: name, spans: map[int][]span{}, rendered: map[int]rendering{}}
	for line := range strings.SplitSeq(string(data), "\n") {
		src.lines = append(src.lines, []rune(strings.TrimSuffix(line, "\r")))
	}
	return src
}

// line returns the characters of a line, counted from 1.
func (s *source) line(n int) []rune {
	if n < 1 || n > len(s.lines) {
		return nil
	}
	return s.lines[n-1]
}

// note remembers that a key (nil sight) or scalar with that text is written at
// a line and column, and returns its place. A scalar whose written form cannot
// be found there (the rest of one that spans lines) gets no span and so stays
// masked.
func (s *source) note(line, col int, text string, seen *sight) place {
	at := place{src: s, line: line, col: col, width: 1}
	if width := written(s.line(line), col, text); width > 0 {
		at.width = width
		s.spans[line] = append(s.spans[line], span{col, width, seen})
	}
	return at
}

// written returns how many characters the scalar at that column takes, quotes
// included, or 0 when it is not to be found there.
func written(line []rune, col int, text string) int {
	if col < 1 || col > len(line) {
		return 0
	}
	rest := line[col-1:]
	if rest[0] == '"' || rest[0] == '\'' {
		return quoted(rest)
	}
	if want := []rune(text); len(want) > 0 && strings.HasPrefix(string(rest), text) {
		return len(want)
	}
	return 0
}

// quoted returns the length of the quoted run that rest begins with, or 0 when
// it does not end on this line.
func quoted(rest []rune) int {
	quote := rest[0]
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && quote == '"':
			i++
		case rest[i] == quote && quote == '\'' && i+1 < len(rest) && rest[i+1] == quote:
			i++
		case rest[i] == quote:
			return i + 1
		}
	}
	return 0
}
