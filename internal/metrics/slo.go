package metrics

import (
	"fmt"
	"time"

	"holdfast/internal/names"
	"holdfast/internal/view"
)

// objectives are those of the config with their error budgets: one series a
// check, and one for each window of its burn rates, so that their number is
// bounded by the config.
func objectives(e emitter, v view.View) {
	if len(v.Objectives) == 0 {
		return
	}
	hosts := make(map[string]string, len(v.Checks))
	for i := range v.Checks {
		hosts[v.Checks[i].ID] = v.Checks[i].Host
	}
	for _, o := range v.Objectives {
		host, watched := hosts[o.Check]
		if !watched {
			continue // the config was read again since
		}
		e.gauge(names.SLOObjective, o.Target, "target", host, "check", o.Check)
		e.gauge(names.SLOBudget, o.Left, "target", host, "check", o.Check)
		for _, b := range o.Burns {
			e.gauge(names.SLOBurn, b.Rate, "target", host, "check", o.Check, "window", window(b.Window))
		}
	}
}

// window is a duration as Prometheus writes it in whole units: 5m, 6h, 3d.
func window(d time.Duration) string {
	switch {
	case d%(24*time.Hour) == 0:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	default:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
}
