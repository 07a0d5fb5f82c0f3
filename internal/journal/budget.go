package journal

import (
	"context"
	"slices"
	"time"

	"holdfast/internal/history"
)

// Spending is what is left of an objective's error budget, and how fast it went
// of late.
type Spending struct {
	history.Budget
	// Burns are the rates in the windows that were asked for, those left out in
	// which nothing was proven.
	Burns []Burn
}

// Burn is how fast a budget was spent in the time before a moment: at 1 it lasts
// exactly as long as the objective's window.
type Burn struct {
	Window time.Duration
	Rate   float64
}

// Budgets returns what is left of each objective's error budget at a time, by
// check, of those that the config in force then had.
func (j *Journal) Budgets(ctx context.Context, at time.Time) (map[string]history.Budget, error) {
	list, err := j.Spending(ctx, at)
	if err != nil {
		return nil, err
	}
	out := make(map[string]history.Budget, len(list))
	for check, s := range list {
		out[check] = s.Budget
	}
	return out, nil
}

// Spending returns, by check, what is left of each error budget at a time and its
// burn rates in the windows that end then. All is counted from one reading of the
// records, as far back as the longest window.
func (j *Journal) Spending(ctx context.Context, at time.Time, burns ...time.Duration) (map[string]Spending, error) {
	s, err := j.Setup(ctx, at)
	if err != nil || len(s.Objectives) == 0 {
		return map[string]Spending{}, err
	}
	longest := time.Duration(0)
	if len(burns) > 0 {
		longest = slices.Max(burns)
	}
	for _, o := range s.Objectives {
		longest = max(longest, o.Window)
	}
	records, err := j.Records(ctx, at.Add(-longest), at)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Spending, len(s.Objectives))
	for check, o := range s.Objectives {
		out[check] = spending(o, records[check], at, burns)
	}
	return out, nil
}

// spending counts one objective. A check without a record was never known.
func spending(o history.Objective, r history.Record, at time.Time, burns []time.Duration) Spending {
	before := func(d time.Duration) history.Times {
		return history.Account(history.Between(at.Add(-d), at), r)
	}
	s := Spending{Budget: o.Budget(before(o.Window))}
	for _, window := range burns {
		if rate, ok := o.Burn(before(window)); ok {
			s.Burns = append(s.Burns, Burn{Window: window, Rate: rate})
		}
	}
	return s
}
