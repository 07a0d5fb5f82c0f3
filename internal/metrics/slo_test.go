package metrics

import (
	"strings"
	"testing"
	"time"

	"holdfast/internal/names"
	"holdfast/internal/view"
)

func TestObjectives(t *testing.T) {
	t.Parallel()
	v := estate()
	v.Objectives = []view.Objective{
		{Check: "app/uptime", Target: 0.999, Window: 720 * time.Hour, Left: -0.25, Burns: []view.Burn{{Window: 5 * time.Minute, Rate: 14.4}, {Window: 72 * time.Hour, Rate: 1}}},
		{Check: "db/exposure", Target: 0.99, Window: 720 * time.Hour, Left: 1},
		{Check: "gone/uptime", Target: 0.99, Left: 1},
	}
	got := fetch(t, New().Handler(func() view.View { return v }))
	want := []string{
		names.SLOObjective + `{check="app/uptime",target="app"} 0.999`,
		names.SLOBudget + `{check="app/uptime",target="app"} -0.25`,
		names.SLOBurn + `{check="app/uptime",target="app",window="5m"} 14.400`,
		names.SLOBurn + `{check="app/uptime",target="app",window="3d"} 1`,
		names.SLOObjective + `{check="db/exposure",target="db"} 0.990`,
		names.SLOBudget + `{check="db/exposure",target="db"} 1`,
	}
	for _, line := range want {
		if !strings.Contains(got, line+"\n") {
			t.Errorf("missing: %s", line)
		}
	}
	if n := strings.Count(got, "\nholdfast_slo_"); n != len(want) {
		t.Errorf("%d series of objectives, want %d", n, len(want))
	}
}
