package pdf

import (
	"strings"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// glyphs knows which letters the embedded font has.
type glyphs struct {
	font   *sfnt.Font
	buffer *sfnt.Buffer
}

// newGlyphs reads the font; it is a constant of the program.
func newGlyphs() glyphs {
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic("pdf: the font inside the program: " + err.Error())
	}
	return glyphs{f, new(sfnt.Buffer)}
}

// missing stands for a letter that the font does not have. What it stands for is
// in the embedded JSON.
const missing = '\u25a1'

// clean is a text with the letters that can be set. Control and format
// characters become blanks: what a target wrote must not turn the page around.
func (g glyphs) clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		if i, err := g.font.GlyphIndex(g.buffer, r); err != nil || i == 0 || r > 0xffff {
			return missing
		}
		return r
	}, s)
}
