package report

import (
	"time"

	"holdfast"
)

// Times are six parts of a period: they never overlap and add up to it.
type Times struct {
	Up          Seconds `json:"up,omitzero"`
	Down        Seconds `json:"down,omitzero"`
	AtRisk      Seconds `json:"at_risk,omitzero"`
	Unknown     Seconds `json:"unknown,omitzero"`
	Maintenance Seconds `json:"maintenance,omitzero"`
	Blind       Seconds `json:"blind,omitzero"`
}

// Sum is the period's length.
func (t Times) Sum() Seconds {
	return t.Up + t.Down + t.AtRisk + t.Unknown + t.Maintenance + t.Blind
}

// Uptime is how one service answered.
type Uptime struct {
	Check  string          `json:"check"`
	Name   string          `json:"name"`
	Kind   string          `json:"kind"`
	Target string          `json:"target"`
	Group  string          `json:"group,omitempty"`
	Owner  string          `json:"owner,omitempty"`
	Status holdfast.Status `json:"status"` // at the period's end
	Times  Times           `json:"times"`
	// Ratio is (up + at risk) / (up + at risk + down), 0 to 1; nil when none of
	// the three was seen.
	Ratio *float64 `json:"ratio"`
	SLO   *SLO     `json:"slo,omitempty"`
	// Looks are the looks that Latency is made of: those that were answered well.
	// What was due and not taken is counted for the monitor as a whole.
	Looks   int      `json:"looks"`
	Latency *Latency `json:"latency,omitempty"`
	// Days are the last 90 days up to the period's end, oldest first.
	Days []Day `json:"days"`
}

// SLO is a target and what is left of its budget.
type SLO struct {
	Target float64 `json:"target"` // 0 to 1
	Window Seconds `json:"window"` // that the budget is for
	Budget Seconds `json:"budget"` // that may be down in the window
	Spent  Seconds `json:"spent"`
	Left   Seconds `json:"left"` // below zero: overspent
	// Burn is how many times faster than evenly the budget was spent in the period.
	Burn float64 `json:"burn"`
	// Within is the time in which 95 % of the good answers are to come; zero is
	// not said.
	Within Seconds `json:"within,omitzero"`
}

// Latency is how long good looks took.
type Latency struct {
	P50 Seconds `json:"p50"`
	P95 Seconds `json:"p95"`
	P99 Seconds `json:"p99"`
	Max Seconds `json:"max"`
	// Points are the period in equal steps, for the chart; of the services that
	// head the list only.
	Points []LatencyPoint `json:"points,omitempty"`
}

// Slow says that fewer than 95 % of the good answers came in the time that they
// are to come in.
func (u *Uptime) Slow() bool {
	return u.SLO != nil && u.SLO.Within > 0 && u.Latency != nil && u.Latency.P95 > u.SLO.Within
}

// LatencyPoint is a step of the latency chart; zero values: nothing was seen.
type LatencyPoint struct {
	At  time.Time `json:"at"`
	P50 Seconds   `json:"p50"`
	P95 Seconds   `json:"p95"`
	P99 Seconds   `json:"p99"`
}

// Day is one day of a bar.
type Day struct {
	Date  string   `json:"date"` // 2026-11-24, in the period's zone
	Times Times    `json:"times"`
	Ratio *float64 `json:"ratio"` // as [Uptime]'s
	// Word is the day's colour in a word: up, at risk, down, unknown,
	// maintenance, blind, or none (not watched yet).
	Word string `json:"word"`
}

// Incident is one period in which something was broken or could not be seen.
type Incident struct {
	ID       string            `json:"id"`
	Number   int64             `json:"number"`
	Check    string            `json:"check"`
	Name     string            `json:"name"`
	Class    holdfast.Class    `json:"class"`
	Severity holdfast.Severity `json:"severity"`
	Headline string            `json:"headline"`
	Cause    string            `json:"cause"`
	Looks    string            `json:"looks,omitempty"` // how it was confirmed
	Since    time.Time         `json:"since"`
	Opened   time.Time         `json:"opened"`
	Until    time.Time         `json:"until,omitzero"` // zero while open
	Lasted   Seconds           `json:"lasted"`         // in all, up to the period's end while open
	// Page is from confirmation to the receiver's answer of the first page,
	// PagedBy its channel; nil when nobody was paged.
	Page    *Seconds  `json:"page_seconds"`
	PagedBy string    `json:"paged_by,omitempty"`
	Acked   time.Time `json:"acked,omitzero"`
	AckedBy string    `json:"acked_by,omitempty"`
	Held    bool      `json:"held,omitempty"`  // its pages were held back by a window
	Ended   string    `json:"ended,omitempty"` // why it ended without a recovery
	Link    string    `json:"link,omitempty"`
}
