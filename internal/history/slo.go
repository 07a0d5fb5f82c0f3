package history

import (
	"math"
	"time"
)

// Objective is what a check is to reach: a share of time, in a window that ends
// now.
type Objective struct {
	Target float64       `json:"target"` // 0.999 for 99.9 %
	Window time.Duration `json:"window"`
	// Within is the time in which 95 % of the good answers are to come; 0 is not
	// said. It spends no budget.
	Within time.Duration `json:"within,omitempty"`
}

// Budget is how much of an objective's error budget is left.
type Budget struct {
	Objective
	// Allowed is (1 − target) × window, Spent the time down in the window, Left
	// the difference; negative when more was spent than there was.
	Allowed time.Duration `json:"allowed"`
	Spent   time.Duration `json:"spent"`
	Left    time.Duration `json:"left"`
	// LeftShare is Left as a part of Allowed, below 0 when overspent.
	LeftShare float64 `json:"left_share"`
	// Burn is how fast it is spent: the share of proven time that was down over
	// the share that may be. At 1 the budget lasts exactly as long as the window.
	// Known is false when nothing was proven, and then there is no rate.
	Burn  float64 `json:"burn"`
	Known bool    `json:"known"`
	// Met says whether the window has kept the objective so far.
	Met bool `json:"met"`
}

// Budget works out what the times of the window leave of the budget.
func (o Objective) Budget(t Times) Budget {
	allowed := Millis(int64(math.Round((1 - o.Target) * float64(o.Window.Milliseconds()))))
	b := Budget{Objective: o, Allowed: allowed, Spent: Millis(t.Down)}
	b.Left = b.Allowed - b.Spent
	b.Met = b.Left >= 0
	if allowed > 0 {
		b.LeftShare = float64(b.Left) / float64(allowed)
	}
	b.Burn, b.Known = o.Burn(t)
	return b
}

// Burn is the rate at which the times of any period spend the budget; ok is
// false when nothing was proven in it.
func (o Objective) Burn(t Times) (rate float64, ok bool) {
	if t.Proven() == 0 || o.Target >= 1 {
		return 0, false
	}
	return float64(t.Down) / float64(t.Proven()) / (1 - o.Target), true
}
