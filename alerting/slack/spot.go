package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"holdfast"
)

// spot is where an incident's first message stands. The zero spot is an
// incident that has none.
type spot struct{ channel, ts string }

// place finds the first message among the references kept of an incident.
func place(n holdfast.Notice) spot {
	if n.Step == holdfast.StepOpened || n.Step == holdfast.StepDrill || len(n.Refs) == 0 {
		return spot{}
	}
	channel, ts, ok := strings.Cut(n.Refs[0], "/")
	if !ok {
		return spot{}
	}
	return spot{channel, ts}
}

// ref is the reference that the courier keeps.
func (s spot) ref() string { return s.channel + "/" + s.ts }

// update reports whether the notice changes the first message.
func (s spot) update(n holdfast.Notice, recovery string) bool {
	return s.ts != "" && n.Step == holdfast.StepResolved && n.Part != partThread && recovery != recoverThread
}

// thread are the options that put a message into the incident's thread. A
// recovery there is shown in the channel too.
func (s spot) thread(n holdfast.Notice) []slack.MsgOption {
	if s.ts == "" {
		return nil
	}
	out := []slack.MsgOption{slack.MsgOptionTS(s.ts)}
	if n.Step == holdfast.StepResolved {
		out = append(out, slack.MsgOptionBroadcast())
	}
	return out
}
