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

// columns is a run of equal bars that stand on base, the first at x.
type columns struct {
	x, base, w, h float64 // of the first bar
	pitch         float64 // from one to the next
	n             int
}

// bars draws a run of days of one state. Without colour: down is the tallest, at
// risk is notched below its top, up is a plain bar of half the height,
// maintenance is striped, unknown is hollow, and blind is a stub.
func (s *sheet) bars(state State, r columns) {
	ink := state.Ink()
	switch half := r.h * 0.55; state {
	case Down:
		s.slabs(ink, r, 0, r.h)
	case AtRisk:
		s.slabs(ink, r, 0, half)
		s.slabs(ink, r, half+r.h*0.07, r.h*0.8)
	case Up:
		s.slabs(ink, r, 0, half)
	case Maintenance:
		stripe := r.h / 14
		for y := 0.0; y < half; y += 2 * stripe {
			s.slabs(ink, r, y, min(y+stripe, half))
		}
	case Blind:
		s.slabs(ink, r, 0, r.h*0.15)
	case Absent:
	default:
		s.hollow(ink, r, half)
	}
}

// slabs draws the part of every bar between two heights above the base: many as
// one dashed line, which a page and a document write in a few bytes.
func (s *sheet) slabs(ink Ink, r columns, from, to float64) {
	if r.n == 1 {
		s.box(ink, r.x, r.base-to, r.w, to-from)
		return
	}
	mid := r.base - (from+to)/2
	s.line(ink, Stroke{Width: to - from, Dash: r.w, Gap: r.pitch - r.w}, Point{r.x, mid}, Point{r.x + float64(r.n-1)*r.pitch + r.w, mid})
}

// hollow draws the edges of bars.
func (s *sheet) hollow(ink Ink, r columns, high float64) {
	edge := min(1, r.w/3)
	s.slabs(ink, r, 0, edge)
	s.slabs(ink, r, high-edge, high)
	left, right := r, r
	left.w, right.w, right.x = edge, edge, r.x+r.w-edge
	s.slabs(ink, left, edge, high-edge)
	s.slabs(ink, right, edge, high-edge)
}

// stateKeys are the legend's entries for the states that occur.
func (s *sheet) stateKeys(seen [states]bool) []key {
	var keys []key
	for _, state := range order() {
		if !seen[state] {
			continue
		}
		keys = append(keys, key{state.String(), func(x, base float64) {
			s.bars(state, columns{x: x + 2, base: base + 1, w: 4, h: 14, pitch: 5, n: 3})
		}})
	}
	return keys
}
