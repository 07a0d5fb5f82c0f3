package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Objective is what a check is to reach: a share of time, in a window that ends
// now.
type Objective struct {
	Target float64       // 0.999 for 99.9 %
	Window time.Duration // default 30 days
	Within time.Duration // 95 % of good answers are to come within it; 0 is not said
}

// objectiveWindow is the window when none is written.
const objectiveWindow = 30 * 24 * time.Hour

// percent is a share written in per cent, read as a part of one.
type percent float64

// errPercent is what a share that cannot be read is told.
var errPercent = errors.New("want a share in per cent, below 100 and at least 50, such as 99.9")

// UnmarshalText reads 99.9 or 99.9%. The digits are moved as text: 99.9 reads as
// 0.999 exactly, not as the quotient nearest to it.
func (p *percent) UnmarshalText(text []byte) error {
	whole, part, _ := strings.Cut(strings.TrimSpace(strings.TrimSuffix(string(text), "%")), ".")
	if len(whole) != 2 {
		return errPercent
	}
	v, err := strconv.ParseFloat("0."+whole+part, 64)
	if err != nil || v < 0.5 || v >= 1 {
		return errPercent
	}
	*p = percent(v)
	return nil
}

// objective reads what a check is to reach, nil when nothing is said of it.
func (l *loader) objective(d draft, keys *sloKeys) (*Objective, bool) {
	if keys == nil {
		return nil, true
	}
	o := &Objective{Target: float64(keys.Target), Window: orElse(keys.Window, objectiveWindow), Within: orElse(keys.Within, 0)}
	switch {
	case o.Target == 0:
		l.keyFault(d, "slo", "has no target; write slo: {target: 99.9}")
		return nil, false
	case o.Window < time.Hour || o.Window > 400*24*time.Hour:
		l.keyFault(d, "slo", fmt.Sprintf("a window of %s cannot be counted, want 1h to 400d", spell(o.Window)))
		return nil, false
	case keys.Within != nil && (o.Within <= 0 || o.Within > time.Hour):
		l.keyFault(d, "slo", fmt.Sprintf("within %s is no time to answer, want 1ms to 1h", spell(o.Within)))
		return nil, false
	}
	return o, true
}
