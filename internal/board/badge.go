package board

import (
	"encoding/xml"
	"fmt"
	"strings"

	"holdfast"
)

// Health is a badge that says how a check is. A picture cannot turn to unknown
// when it is old, as a page can: each badge says of when it is.
func Health(b Board, c Check) []byte {
	word, status := c.Status.String(), c.Status
	if c.Maintenance && c.Status != holdfast.Holds {
		word, status = "maintenance", holdfast.AtRisk
	}
	return badge(c.Name, word+b.asOf(), ink(status))
}

// Uptime is a badge that says how available a check was.
func Uptime(b Board, c Check) []byte {
	share, ok := c.Times.Availability()
	label, until := c.Name+", 90 days", " to "+b.Made.Format("2 Jan")
	switch {
	case !ok:
		return badge(label, "nothing proven"+until, ink(holdfast.Unknown))
	case share >= 0.99:
		return badge(label, Percent(c.Times)+until, ink(holdfast.Holds))
	default:
		return badge(label, Percent(c.Times)+until, ink(holdfast.AtRisk))
	}
}

// Whole is a badge that says how all of a board is.
func Whole(b Board) []byte { return badge(b.Name, b.Status.String()+b.asOf(), ink(b.Status)) }

// asOf is the moment of which a badge speaks.
func (b Board) asOf() string { return " at " + b.Made.Format("15:04, 2 Jan UTC") }

// ink is a colour on which white text has a contrast of 4.5:1 or more.
func ink(s holdfast.Status) string {
	switch s {
	case holdfast.Holds:
		return "#1a7f37"
	case holdfast.AtRisk:
		return "#8a5a00"
	case holdfast.Broken:
		return "#c1121f"
	case holdfast.Unknown:
	}
	return "#6e40c9"
}

// longestLabel bounds the left half of a badge, in characters.
const longestLabel = 48

// badge draws two boxes with a word each. The text is text, so that it can be
// read by whoever does not see colours, and the width of each word is given, so
// that it fits whatever font draws it.
func badge(label, word, colour string) []byte {
	if r := []rune(label); len(r) > longestLabel {
		label = string(r[:longestLabel-1]) + "…"
	}
	left, right := width(label), width(word)
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="20" role="img" aria-label="%[5]s: %[6]s"><title>%[5]s: %[6]s</title><clipPath id="r"><rect width="%[1]d" height="20" rx="3"/></clipPath><g clip-path="url(#r)"><rect width="%[2]d" height="20" fill="#424a53"/><rect x="%[2]d" width="%[3]d" height="20" fill="%[4]s"/></g><g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11"><text x="%[7]g" y="14" textLength="%[8]d" lengthAdjust="spacingAndGlyphs">%[5]s</text><text x="%[9]g" y="14" textLength="%[10]d" lengthAdjust="spacingAndGlyphs">%[6]s</text></g></svg>
`, left+right, left, right, colour, escape(label), escape(word), float64(left)/2, left-10, float64(left)+float64(right)/2, right-10)
}

// width is how wide a word's box is in pixels, for Verdana at 11.
func width(word string) int {
	w := 0.0
	for _, r := range word {
		switch {
		case strings.ContainsRune("ijl.,:;|!'/ I", r):
			w += 4
		case strings.ContainsRune("mwMW%", r):
			w += 10.5
		case r >= 'A' && r <= 'Z':
			w += 7.8
		default:
			w += 6.9
		}
	}
	return int(w) + 11
}

// escape makes a text safe within XML.
func escape(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		return ""
	}
	return b.String()
}
