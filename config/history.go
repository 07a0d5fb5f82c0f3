package config

import (
	"time"

	"holdfast"
)

// History is how long the journal keeps what it does not keep for ever. Days,
// outages, incidents, facts and reports are never deleted.
type History struct {
	Looks time.Duration // every single look
	Hours time.Duration // counts and latency sketches by hour
	Sends time.Duration // what was sent, from its end on
}

// historyDefault covers a year and a month, so that this month can be compared
// with the same of last year.
const historyDefault = 400 * 24 * time.Hour

// historyKeys is how long is kept what is not kept for ever.
type historyKeys struct {
	Looks *holdfast.Duration `yaml:"looks" doc:"how long every single look is kept, about 1 byte each once packed; default 400d, at least 1d"`
	Hours *holdfast.Duration `yaml:"hours" doc:"how long counts and latency by hour are kept; default 400d, at least 2d. Days are kept for ever"`
	Sends *holdfast.Duration `yaml:"sends" doc:"how long is kept what was sent, to whom and when, from its end on; default 400d, at least 7d. Incidents are kept for ever"`
}

// readHistory understands the history section.
func (l *loader) readHistory(n *node) {
	var keys historyKeys
	ok := l.decode(n, &keys)
	h := History{Looks: orElse(keys.Looks, historyDefault), Hours: orElse(keys.Hours, historyDefault), Sends: orElse(keys.Sends, historyDefault)}
	const day = 24 * time.Hour
	for _, bound := range []struct {
		key         string
		have, least time.Duration
	}{{"looks", h.Looks, day}, {"hours", h.Hours, 2 * day}, {"sends", h.Sends, 7 * day}} {
		if at := n.get(bound.key); at != nil && bound.have < bound.least {
			l.faultf(at.at, at.path, "%s is too short for what is counted from it, want at least %s", spell(bound.have), spell(bound.least))
			ok = false
		}
	}
	if ok {
		l.plan.History, l.plan.trace.history = h, n
	}
}

// settleHistory fills in the default, and refuses to forget what the report of
// the next period is to tell.
func (l *loader) settleHistory() {
	n := l.plan.trace.history
	if n == nil {
		l.plan.History = History{Looks: historyDefault, Hours: historyDefault, Sends: historyDefault}
		return
	}
	if l.plan.Report.Channel == "" {
		return
	}
	needed := reportMemory(l.plan.Report.Period)
	for _, kept := range []struct {
		key  string
		have time.Duration
	}{{"hours", l.plan.History.Hours}, {"sends", l.plan.History.Sends}} {
		if at := n.get(kept.key); at != nil && kept.have < needed {
			l.faultf(at.at, at.path, "%s is less than the report of a %s looks back, want at least %s", spell(kept.have), l.plan.Report.Period, spell(needed))
		}
	}
}

// reportMemory is how far back a report of a period looks when it is made, with
// a week in which it may be late.
func reportMemory(period string) time.Duration {
	const day = 24 * time.Hour
	switch period {
	case "month":
		return (31 + 7) * day
	case "quarter":
		return (92 + 7) * day
	default:
		return (7 + 7) * day
	}
}
