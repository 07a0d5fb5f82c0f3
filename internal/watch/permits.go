package watch

import (
	"fmt"
	"math"
	"syscall"

	"holdfast"
)

const (
	spare    = 64  // permits beyond the law, for confirmations and small estates
	reserved = 256 // file descriptors that looks must leave to the rest
)

// load is how many light looks are in flight when every target hangs: the
// arrival rate times the time in the system, summed (Little's law).
func load(checks []holdfast.Check) float64 {
	var sum float64
	for i := range checks {
		if c := &checks[i]; !c.Heavy {
			sum += deadline(c).Seconds() / c.Every.Seconds()
		}
	}
	return sum
}

// permitsFor returns how many light looks may run at once. Phases are a hash, so
// the number in flight sways about the load like a Poisson variable: four
// standard deviations are added.
func (w *Watch) permitsFor(checks []holdfast.Check) (int, error) {
	if w.o.Permits > 0 {
		return w.o.Permits, nil
	}
	hanging, most := load(checks), w.files()-reserved
	if int(hanging) > max(most, spare) {
		return 0, fmt.Errorf("if every target hangs, %.0f looks run at once (the sum of timeout/every), "+
			"but the limit on open files leaves room for %d: raise it (LimitNOFILE, ulimit -n) to %.0f, or shorten timeouts",
			math.Ceil(hanging), max(most, spare), math.Ceil(hanging)+reserved)
	}
	want := int(math.Ceil(hanging+4*math.Sqrt(hanging))) + spare
	return min(want, max(most, spare)), nil
}

// fileLimit returns how many files this process may open. Go has raised the soft
// limit to the hard one at its start.
func fileLimit() int {
	var r syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r); err != nil {
		return 1024
	}
	return int(min(r.Cur, math.MaxInt32)) //nolint:gosec // bounded in the same line
}
