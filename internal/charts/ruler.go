package charts

import (
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// ruler measures text in the two Go fonts. It is not for many at a time.
type ruler struct {
	regular, bold *sfnt.Font
	buffer        *sfnt.Buffer
}

// newRuler reads the fonts. They are constants of the program; that one cannot
// be read is a fault of the program.
func newRuler() ruler {
	return ruler{regular: mustParse(goregular.TTF), bold: mustParse(gobold.TTF), buffer: new(sfnt.Buffer)}
}

func mustParse(ttf []byte) *sfnt.Font {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		panic("charts: the font inside the program: " + err.Error())
	}
	return f
}

func (r ruler) font(bold bool) *sfnt.Font {
	if bold {
		return r.bold
	}
	return r.regular
}

// width is the width of a text in CSS pixels.
func (r ruler) width(text string, px float64, bold bool) float64 {
	f, ppem := r.font(bold), fixed.I(1000)
	var sum fixed.Int26_6
	for _, c := range text {
		glyph, err := f.GlyphIndex(r.buffer, c)
		if err != nil {
			continue
		}
		advance, err := f.GlyphAdvance(r.buffer, glyph, ppem, font.HintingNone)
		if err != nil {
			continue
		}
		sum += advance
	}
	return float64(sum) / 64 * px / 1000
}

// fit shortens a text to a width, with an ellipsis at the cut.
func (r ruler) fit(text string, px float64, bold bool, room float64) string {
	if r.width(text, px, bold) <= room {
		return text
	}
	for text != "" {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
		if r.width(text+"…", px, bold) <= room {
			return text + "…"
		}
	}
	return ""
}
