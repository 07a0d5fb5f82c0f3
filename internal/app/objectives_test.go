package app

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/history"
	"holdfast/internal/journal"
	"holdfast/internal/view"
)

// TestObjectivesAreShown starts a monitor whose config has an objective.
func TestObjectivesAreShown(t *testing.T) {
	t.Parallel()
	m := &monitor{}
	m.start(t, fmt.Sprintf(`checks: [{name: bad, every: 1s, slo: {target: 99.5, window: 7d}, uptime: {url: "%s/bad"}}]`, m.target(t, nil)), nil)
	m.until(t, "the objective is counted", func() bool { return len(m.View().Objectives) == 1 })
	want := view.Objective{Check: "bad", Target: 0.995, Window: 7 * 24 * time.Hour, Left: 1}
	if got := m.View().Objectives[0]; got.Check != want.Check || got.Target != want.Target || got.Window != want.Window {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestObjectiveViews(t *testing.T) {
	t.Parallel()
	got := objectiveViews(map[string]journal.Spending{
		"b": {Budget: history.Budget{Objective: history.Objective{Target: 0.99, Window: time.Hour}, LeftShare: -0.5}, Burns: []journal.Burn{{Window: time.Minute, Rate: 150}}},
		"a": {Budget: history.Budget{Objective: history.Objective{Target: 0.9, Window: time.Hour}, LeftShare: 1}},
	})
	want := &[]view.Objective{
		{Check: "a", Target: 0.9, Window: time.Hour, Left: 1},
		{Check: "b", Target: 0.99, Window: time.Hour, Left: -0.5, Burns: []view.Burn{{Window: time.Minute, Rate: 150}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
