package incident

import (
	"strconv"
	"strings"
	"time"

	"holdfast"
)

// tell makes one notice a channel. n tells apart the steps of the same name in
// an incident, so that a notice's ID is the same at every replay and never
// another's.
func (t *turn) tell(l *ledger, step holdfast.Step, n int, at time.Time, channels []string) {
	if len(channels) == 0 {
		return
	}
	in := l.Incident
	key := "hf-" + t.instance + "-" + in.ID
	breaks := t.breaks(l.Check, in.Class)
	if in.Cause == causeDrill {
		breaks = nil
	}
	for _, channel := range channels {
		t.notices = append(t.notices, holdfast.Notice{
			ID:  key + "/" + string(step) + "/" + strconv.Itoa(n) + "/" + channel,
			Key: key, Channel: channel, Step: step, At: at,
			Incident: in, Check: l.Check, Breaks: breaks,
			Told: t.toldText(l, step, channel),
			Page: t.page(in.Number),
		})
	}
}

// page is the address of an incident on the status page, if there is one.
func (t *turn) page(number int64) string {
	if t.rules.Page == "" {
		return ""
	}
	return strings.TrimRight(t.rules.Page, "/") + "/incidents/" + strconv.FormatInt(number, 10)
}
