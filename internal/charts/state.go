package charts

// State is what a day, or any stretch of time, was: the six disjoint times of
// the accounting. The zero value is Unknown.
type State uint8

// The states.
const (
	Unknown     State = iota // looked for in vain, or nothing that proves anything
	Up                       // held
	AtRisk                   // held, but about to end, or wrong and accepted
	Down                     // broken
	Maintenance              // announced
	Blind                    // the monitor could not see: its own network, or it was off
	Absent                   // the check was not there yet; nothing is drawn
	states      = iota
)

// String is the state's word.
func (s State) String() string {
	return [states]string{"unknown", "up", "at risk", "down", "maintenance", "blind", "not watched"}[known(s)]
}

// known turns a number that is no state into Unknown.
func known(s State) State {
	if s >= states {
		return Unknown
	}
	return s
}

// Ink is what the state is drawn in.
func (s State) Ink() Ink {
	return [states]Ink{UnknownInk, UpInk, RiskInk, DownInk, WorkInk, BlindInk, Grid}[known(s)]
}

// order lists the states as a legend does: bad news first.
func order() []State { return []State{Down, Unknown, AtRisk, Maintenance, Blind, Up} }

// bar draws the state of a day within a column that stands on base. Without
// colour: down is the tallest, at risk is notched below its top, up is a plain
// bar of half the height, maintenance is striped, unknown is hollow, and blind
// is a stub.
func (s *sheet) bar(state State, x, base, w, h float64) {
	ink := state.Ink()
	up := func(from, to float64) { s.box(ink, x, base-to, w, to-from) }
	switch half := h * 0.55; state {
	case Down:
		up(0, h)
	case AtRisk:
		up(0, half)
		up(half+2, h*0.8)
	case Up:
		up(0, half)
	case Maintenance:
		for y := 0.0; y < half; y += 4 {
			up(y, min(y+2, half))
		}
	case Blind:
		up(0, 3)
	case Absent:
	default:
		s.frame(ink, x, base-half, w, half)
	}
}

// frame draws the edge of a rectangle, within it.
func (s *sheet) frame(ink Ink, x, y, w, h float64) {
	edge := min(1, w/3)
	s.box(ink, x, y, w, edge)
	s.box(ink, x, y+h-edge, w, edge)
	s.box(ink, x, y+edge, edge, h-2*edge)
	s.box(ink, x+w-edge, y+edge, edge, h-2*edge)
}

// stateKeys are the legend's entries for the states that occur.
func (s *sheet) stateKeys(seen [states]bool) []key {
	var keys []key
	for _, state := range order() {
		if !seen[state] {
			continue
		}
		keys = append(keys, key{state.String(), func(x, base float64) {
			for i := range 3 {
				s.bar(state, x+2+float64(i)*5, base+1, 4, 14)
			}
		}})
	}
	return keys
}
