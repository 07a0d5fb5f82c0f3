package config

import (
	"strings"
	"unicode"
)

// longestExcerpt is how many characters of a line are shown around its fault.
const longestExcerpt = 110

// excerpt returns the line of the place with every secret and every value that
// nobody understood masked, without indentation and comment, and where the mark
// begins and how wide it is. It shows nothing of any other line.
func (p place) excerpt() (line string, caret, width int) {
	r := p.src.masked(p.line)
	shown, starts := r.shown, r.starts
	if len(shown) == 0 {
		return "", 0, 0
	}
	caret = starts[min(max(p.col-1, 0), len(starts)-1)]
	end := starts[min(max(p.col-1+max(p.width, 1), 0), len(starts)-1)]
	width = max(1, end-caret)
	indent := 0
	for indent < len(shown) && indent < caret && unicode.IsSpace(shown[indent]) {
		indent++
	}
	return cut(shown[indent:], caret-indent, width)
}

// cut shortens a long line around its mark.
func cut(shown []rune, caret, width int) (line string, at, wide int) {
	from := 0
	if len(shown) > longestExcerpt && caret > longestExcerpt/2 {
		from = min(caret-longestExcerpt/2, len(shown)-1)
	}
	to := min(len(shown), from+longestExcerpt)
	line, at = string(shown[from:to]), caret-from
	if from > 0 {
		line, at = "… "+line, at+2
	}
	if to < len(shown) {
		line += " …"
	}
	return strings.TrimRightFunc(line, unicode.IsSpace), at, min(width, to-from)
}

// rendering is a line as people may see it. starts[i] is where character i of
// the line comes to stand in shown, with one entry more for its end.
type rendering struct {
	shown  []rune
	starts []int
}

// masked renders a line once: spans as their sight allows, structure as it is,
// all else as <secret>; a comment ends it.
func (s *source) masked(n int) rendering {
	if done, ok := s.rendered[n]; ok {
		return done
	}
	raw := s.line(n)
	out := rendering{starts: make([]int, len(raw)+1)}
	spans := s.spansOf(n)
	for i := 0; i < len(raw); {
		text, took := piece(raw, i, spans)
		if took == 0 {
			out.pad(i, len(raw))
			break
		}
		for k := range took {
			out.starts[i+k] = len(out.shown) + min(k, len(text))
		}
		out.shown = append(out.shown, text...)
		i += took
	}
	out.starts[len(raw)] = len(out.shown)
	s.rendered[n] = out
	return out
}

// pad lets the characters from i to end, which are not shown, stand at the end.
func (r *rendering) pad(i, end int) {
	for ; i < end; i++ {
		r.starts[i] = len(r.shown)
	}
}

// spansOf returns the spans of a line by the character they begin at, from 0.
func (s *source) spansOf(n int) map[int]span {
	raw, spans := s.line(n), map[int]span{}
	for _, sp := range s.spans[n] {
		if sp.col-1+sp.width <= len(raw) {
			spans[sp.col-1] = sp
		}
	}
	return spans
}

// piece renders what begins at character i of a line, and says how many
// characters it took; 0 for a comment.
func piece(raw []rune, i int, spans map[int]span) (text []rune, took int) {
	if sp, ok := spans[i]; ok {
		if sp.sight == nil || sp.sight.shows() {
			return raw[i : i+sp.width], sp.width
		}
		return []rune(mask), sp.width
	}
	switch c := raw[i]; {
	case c == '\t':
		return []rune(" "), 1
	case c == '#' && (i == 0 || unicode.IsSpace(raw[i-1])):
		return nil, 0
	case structural(c):
		return raw[i : i+1], 1
	}
	return unparsed(raw, i, spans)
}

// unparsed renders a run of characters that no span covers: masked, unless it
// stands where a key does and looks like nothing else.
func unparsed(raw []rune, i int, spans map[int]span) (text []rune, took int) {
	took = 1
	for i+took < len(raw) && !structural(raw[i+took]) {
		if _, ok := spans[i+took]; ok {
			break
		}
		took++
	}
	word := raw[i : i+took]
	if i == indentOf(raw) && keyLike(word) && i+took < len(raw) && raw[i+took] == ':' {
		return word, took
	}
	return []rune(mask), took
}

// structural reports whether a character is YAML's own and tells nothing.
func structural(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("-:,[]{}?|>", c) }

// indentOf is how many blanks and dashes a line begins with.
func indentOf(raw []rune) int {
	for i, c := range raw {
		if !unicode.IsSpace(c) && c != '-' {
			return i
		}
	}
	return len(raw)
}

// keyLike reports whether a word can only be a section's or a setting's key. It
// serves the lines of files that could not be parsed.
func keyLike(word []rune) bool {
	for _, c := range word {
		if !unicode.IsLower(c) && c != '_' {
			return false
		}
	}
	return len(word) <= 20
}
