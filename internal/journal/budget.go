package journal

import (
	"context"
	"time"

	"holdfast/internal/history"
)

// Budgets returns what is left of each objective's error budget at a time, by
// check, of those that the config in force then had.
func (j *Journal) Budgets(ctx context.Context, at time.Time) (map[string]history.Budget, error) {
	s, err := j.Setup(ctx, at)
	if err != nil {
		return nil, err
	}
	times := map[time.Duration]map[string]history.Times{} // by window
	out := map[string]history.Budget{}
	for check, o := range s.Objectives {
		if times[o.Window] == nil {
			if times[o.Window], err = j.Accounts(ctx, at.Add(-o.Window), at); err != nil {
				return nil, err
			}
		}
		out[check] = o.Budget(times[o.Window][check])
	}
	return out, nil
}
