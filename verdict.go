package holdfast

import "time"

// Verdict is a [Finding] stamped with check, vantage, start and duration. It is
// the only thing that crosses a wire or a queue.
type Verdict struct {
	Check   string        `json:"check"`   // the check's ID
	Vantage string        `json:"vantage"` // who looked
	At      time.Time     `json:"at"`      // start of the look, UTC wall time
	Took    time.Duration `json:"took"`    // monotonic duration
	Relook  bool          `json:"relook,omitempty"`
	// Blind is true when no anchor of the vantage answered: nothing that this
	// vantage saw in that moment says anything about a target.
	Blind bool `json:"blind,omitempty"`
	// Late is true when the monitor itself was short of CPU while it looked.
	Late bool `json:"late,omitempty"`
	Finding
}
