package charts

// Margin is the empty edge of every chart, in CSS pixels.
const Margin = 12.0

// Measures of every sheet, in CSS pixels.
const (
	titlePx  = 14.0
	textPx   = 12.0
	smallPx  = 11.0
	lineStep = 16.0 // from one line of small text to the next
)

// sheet is a picture while it is laid out from top to bottom.
type sheet struct {
	*Picture
	ruler ruler
	y     float64 // where the next thing goes
}

// newSheet begins a picture with its title. Less than [Narrow] is drawn narrow.
func newSheet(width float64, title string) *sheet {
	s := &sheet{Picture: &Picture{Width: max(width, Narrow), Title: title}, ruler: newRuler(), y: Margin}
	if title != "" {
		s.y += titlePx
		s.label(Text, Label{At: Point{Margin, s.y}, Text: s.ruler.fit(title, titlePx, true, s.inner()), Size: titlePx, Bold: true})
		s.y += 10
	}
	return s
}

// inner is the width between the margins, right its right end.
func (s *sheet) inner() float64 { return s.Width - 2*Margin }
func (s *sheet) right() float64 { return s.Width - Margin }

// done closes the sheet below what was drawn last.
func (s *sheet) done(alt string, table Table) *Picture {
	s.Height = s.y + Margin
	s.Alt, s.Table = alt, table
	return s.Picture
}

// small writes a soft line of small text at a place.
func (s *sheet) small(at Point, anchor Anchor, text string) {
	s.label(Soft, Label{At: at, Text: text, Size: smallPx, Anchor: anchor})
}

// key is one entry of a legend: a sample and what it means.
type key struct {
	text   string
	sample func(x, base float64) // draws within [sampleWidth] to the right of x, upwards from base
}

const sampleWidth = 18.0

// legend writes the keys in as many lines as they need.
func (s *sheet) legend(keys []key) {
	x, base := Margin, s.y+lineStep
	for _, k := range keys {
		w := sampleWidth + 5 + s.ruler.width(k.text, smallPx, false)
		if x > Margin && x+w > s.right() {
			x, base = Margin, base+lineStep
		}
		k.sample(x, base)
		s.small(Point{x + sampleWidth + 5, base}, Start, k.text)
		x += w + 14
	}
	s.y = base + 2
}
