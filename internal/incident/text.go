package incident

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast"
)

// looksText says how something was confirmed: "3 of 3 looks in 20 s".
func looksText(n, of int, over time.Duration) string {
	text := strconv.Itoa(n) + " of " + strconv.Itoa(of) + " looks"
	if of < 2 {
		return text
	}
	return text + " in " + spanText(over)
}

// spanText prints a duration for people, two units at most: "0.5 s", "20 s",
// "15 min", "1 h 30 min", "2 d".
func spanText(d time.Duration) string {
	if d < 10*time.Second {
		return strconv.FormatFloat(d.Round(100*time.Millisecond).Seconds(), 'f', -1, 64) + " s"
	}
	switch d = d.Round(time.Second); {
	case d < time.Minute:
		return strconv.FormatInt(int64(d/time.Second), 10) + " s"
	case d < time.Hour:
		return twoUnits(d, time.Minute, "min", time.Second, "s")
	case d < 24*time.Hour:
		return twoUnits(d, time.Hour, "h", time.Minute, "min")
	default:
		return twoUnits(d, 24*time.Hour, "d", time.Hour, "h")
	}
}

// twoUnits prints whole units of d and what is left in the smaller unit.
func twoUnits(d, big time.Duration, bigName string, small time.Duration, smallName string) string {
	text := strconv.FormatInt(int64(d/big), 10) + " " + bigName
	if rest := d % big / small; rest > 0 {
		text += " " + strconv.FormatInt(int64(rest), 10) + " " + smallName
	}
	return text
}

// toldText says who else is told of a beginning or worsening and who will be:
// "pager, ops at once; staff after 15 min unless acknowledged". It is empty for
// the other steps.
func (t *turn) toldText(l *ledger, step holdfast.Step, self string) string {
	switch step {
	case holdfast.StepOpened, holdfast.StepWorse, holdfast.StepReminder:
	case holdfast.StepAcknowledged, holdfast.StepResolved, holdfast.StepDrill:
		return ""
	}
	named := []string{self}
	var parts []string
	for i, rung := range l.Ladder.Steps {
		if i >= l.Ladder.Done && !l.Incident.Acked.IsZero() {
			break // an acknowledgement has ended the ladder
		}
		var to []string
		for _, name := range rung.To {
			if t.known.channels[name] && !slices.Contains(named, name) {
				named, to = append(named, name), append(to, name)
			}
		}
		if len(to) > 0 {
			parts = append(parts, strings.Join(to, ", ")+" "+whenText(rung.After))
		}
	}
	if len(parts) == 0 {
		return "nobody else"
	}
	return strings.Join(parts, "; ")
}

// whenText says when a rung is due.
func whenText(after time.Duration) string {
	if after == 0 {
		return "at once"
	}
	return "after " + spanText(after) + " unless acknowledged"
}

// clockText is the time of day as people read it in a sentence.
func clockText(t time.Time) string { return t.Format("15:04:05") + " UTC" }
