package charts

import "image/color"

// Ink is what something is drawn as; a [Theme] says in which colour.
type Ink uint8

// The inks: writing first, then the states of a day, then lines.
const (
	Text       Ink    = iota // titles, names, values
	Soft                     // axes, notes
	Grid                     // hairlines that nobody needs to read
	UpInk                    // a day that was up, a port that should be open
	RiskInk                  // at risk
	DownInk                  // down, a port that should not be open, the SLO's line
	UnknownInk               // nobody knows
	WorkInk                  // maintenance
	BlindInk                 // the monitor itself was blind
	MedianInk                // the 50th percentile, and the line of grades
	HighInk                  // the 95th
	HighestInk               // the 99th
	inks       = iota        // how many there are
)

// String names the ink as a class of the SVG does.
func (i Ink) String() string {
	names := [inks]string{"text", "soft", "grid", "up", "risk", "down", "unknown", "work", "blind", "p50", "p95", "p99"}
	if int(i) >= len(names) {
		return "none"
	}
	return names[i]
}

// Theme says on which ground a picture will stand.
type Theme uint8

// The three grounds.
const (
	Light Theme = iota // white paper, a light page
	Dark               // a dark page
	Card               // any: a slate card with round corners
)

// colours is the one table of colours: of each ink on each ground, the ground
// itself last. All but Grid have at least 4.5:1 on it.
func (t Theme) colours() [inks + 1]uint32 {
	switch t {
	case Dark:
		return [...]uint32{0xe6edf3, 0x9ba7b4, 0x30363d, 0x4cc26a, 0xe0b040, 0xff7b72, 0xb392f0, 0x79b8ff, 0x9ba7b4, 0x79b8ff, 0xe6edf3, 0xe0b040, 0x0d1117}
	case Card:
		return [...]uint32{0xf0f4f8, 0xb4bfca, 0x46515d, 0x5fd07c, 0xecc35a, 0xff968e, 0xc4a8f7, 0x8fc4ff, 0xb4bfca, 0x8fc4ff, 0xf0f4f8, 0xecc35a, 0x252d37}
	default:
		return [...]uint32{0x1b1f24, 0x57606a, 0xd0d7de, 0x1a7f37, 0x8a5a00, 0xc1121f, 0x6e40c9, 0x0757ba, 0x57606a, 0x0757ba, 0x1b1f24, 0x8a5a00, 0xffffff}
	}
}

// Colour is the ink's colour on this ground.
func (t Theme) Colour(i Ink) color.RGBA {
	if i >= inks {
		i = Text
	}
	return rgb(t.colours()[i])
}

// Ground is the colour of the ground.
func (t Theme) Ground() color.RGBA { return rgb(t.colours()[inks]) }

func rgb(c uint32) color.RGBA {
	return color.RGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 0xff}
}
