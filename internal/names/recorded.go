package names

// What recording rules make of the metrics: the only names with colons.
const (
	// FailedHour is how many looks of a check failed in the last hour, recorded
	// each hour and only where any did.
	FailedHour = "check:holdfast_failed_runs:increase1h"
	failed     = "check:holdfast_failed_runs:ratio_rate"
)

// Failed is the share of the looks of the last window (5m, 1h …) that failed, of
// checks that have an objective.
func Failed(window string) string { return failed + window }
