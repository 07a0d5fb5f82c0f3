package config

import (
	"fmt"
	"time"

	"holdfast"
)

const (
	everyDefault   = time.Minute
	timeoutDefault = 10 * time.Second
	// shortestEvery is one slot of the schedule.
	shortestEvery = 100 * time.Millisecond
	// spreadDefault is how far apart the looks of a rule are, from the first to
	// the last; below spreadFull between looks it shrinks in proportion.
	spreadDefault = 20 * time.Second
	spreadFull    = 40 * time.Second
	looksDefault  = 3
	freshDefault  = 3
)

// schedule fills in when the check is asked, how long a look may take, how long
// a verdict counts and how many must agree.
func (l *loader) schedule(check *holdfast.Check, d draft, keys askKeys) bool {
	check.Every = orElse(keys.Every, orDefault(d.kind.Every, everyDefault))
	if check.Every < shortestEvery {
		l.keyFault(d, "every", fmt.Sprintf("%s is too often, want at least %s", spell(check.Every), spell(shortestEvery)))
		return false
	}
	check.Confirm = confirm(keys.Confirm, check.Every)
	return l.timeout(check, d, keys) && l.freshFor(check, d, keys)
}

// timeout fills in the time-out: the kind's is cut to 80 % of the interval, one
// that a person wrote must fit.
func (l *loader) timeout(check *holdfast.Check, d draft, keys askKeys) bool {
	most := longestLook(check.Every)
	if keys.Timeout == nil {
		check.Timeout = min(orDefault(d.kind.Timeout, timeoutDefault), most)
		return true
	}
	check.Timeout = keys.Timeout.Std()
	if check.Timeout > most || check.Timeout <= 0 {
		l.keyFault(d, "timeout", fmt.Sprintf("%s does not fit into every %s, want more than 0s and at most 80 %% of it, %s", spell(check.Timeout), spell(check.Every), spell(most)))
		return false
	}
	return true
}

// longestLook is 80 % of an interval.
func longestLook(every time.Duration) time.Duration { return every / 5 * 4 }

// freshFor fills in how long a verdict counts.
func (l *loader) freshFor(check *holdfast.Check, d draft, keys askKeys) bool {
	check.FreshFor = orElse(keys.FreshFor, freshDefault*check.Every)
	if check.FreshFor < check.Every {
		l.keyFault(d, "fresh_for", fmt.Sprintf("%s is less than every %s: the check would be unknown between two looks", spell(check.FreshFor), spell(check.Every)))
		return false
	}
	return true
}

// keyFault notes what is wrong with a key of a check, where it was written.
func (l *loader) keyFault(d draft, key, text string) {
	if n := d.keys.get(key); n != nil {
		l.fault(n.at, n.path, text, "")
		return
	}
	l.fault(d.at, below(d.path, key), text, "")
}

// confirm is the rule that was written, with the default spread if it names
// none, or the default rule.
func confirm(r *rule, every time.Duration) holdfast.Confirm {
	spread := spreadDefault
	if every < spreadFull {
		spread = time.Duration(float64(spreadDefault) * float64(every) / float64(spreadFull))
	}
	if r == nil {
		return holdfast.Confirm{Need: looksDefault, Of: looksDefault, Over: spread}
	}
	out := r.Confirm
	switch {
	case out.Of == 1:
		out.Over = 0
	case !r.spread:
		out.Over = spread
	}
	return out
}

// orElse is a written duration or what stands for it.
func orElse(d *holdfast.Duration, otherwise time.Duration) time.Duration {
	if d == nil {
		return otherwise
	}
	return d.Std()
}

// orDefault is d unless it is zero.
func orDefault(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// span1 prints a duration as a config has it.
func spell(d time.Duration) string { return holdfast.FormatDuration(d) }
