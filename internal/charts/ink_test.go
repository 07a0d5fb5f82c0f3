package charts

import (
	"image/color"
	"math"
	"strings"
	"testing"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func contrast(a, b color.RGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestInksCanBeRead(t *testing.T) {
	t.Parallel()
	for _, theme := range []Theme{Light, Dark, Card} {
		for ink := range Ink(inks) {
			if got := contrast(theme.Colour(ink), theme.Ground()); ink != Grid && got < 4.5 {
				t.Errorf("%s on ground %d has %.2f:1, want 4.5:1", ink, theme, got)
			}
		}
	}
}

// TestNoInkIsForBothGrounds holds the arithmetic on which the card rests.
func TestNoInkIsForBothGrounds(t *testing.T) {
	t.Parallel()
	white, night := color.RGBA{255, 255, 255, 255}, color.RGBA{0x16, 0x19, 0x1d, 255}
	for g := range 256 {
		grey := color.RGBA{uint8(g), uint8(g), uint8(g), 255}
		if contrast(grey, white) >= 4.5 && contrast(grey, night) >= 4.5 {
			t.Errorf("grey %d has 4.5:1 on both", g)
		}
	}
}

func TestStylesheetKnowsEveryInk(t *testing.T) {
	t.Parallel()
	css := Stylesheet()
	for ink := range Ink(inks) {
		if n := strings.Count(css, ".hf-"+ink.String()+" { fill: #"); n != 2 {
			t.Errorf("%s has %d rules, want one for light and one for dark", ink, n)
		}
	}
}
