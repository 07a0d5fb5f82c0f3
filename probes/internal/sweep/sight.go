package sweep

// sightSpan is over how many of the last canaries loss is judged.
const sightSpan = 16

// sight remembers how the last canaries fared.
type sight struct {
	last  [sightSpan]bool // true: answered
	n     int             // how many there were, ever
	inRow int             // lost without an answer between
}

// add remembers the fate of one more canary.
func (s *sight) add(answered bool) {
	s.last[s.n%sightSpan] = answered
	s.n++
	if answered {
		s.inRow = 0
	} else {
		s.inRow++
	}
}

// clear reports whether so few canaries are lost that a silence counts as a
// try: at most a quarter of the last ones, and not the last two.
func (s *sight) clear() bool {
	seen := min(s.n, sightSpan)
	lost := 0
	for _, answered := range s.last[:seen] {
		if !answered {
			lost++
		}
	}
	return lost*4 <= seen && s.inRow < 2
}

// gone reports whether so many canaries in a row are lost that nothing should
// be asked before one answers again.
func (s *sight) gone() bool { return s.inRow >= 3 }
