package slack

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"holdfast"
)

// The bounds of a look into the history.
const (
	pageSize  = 200
	pageLimit = 5
	clockSkew = 10 * time.Minute // Slack's clock against ours
)

// find looks for a message that carries the notice's id. known is false when
// none is there, or when we may not look; the receipt then says nothing.
func (b *bot) find(ctx context.Context, n holdfast.Notice, at spot) (r holdfast.Receipt, known bool) {
	channel := b.id(ctx, at)
	cursor := ""
	for range pageLimit {
		messages, next, failed := b.list(ctx, query{
			channel: channel, thread: at.ts, cursor: cursor, oldest: stamp(n.At.Add(-clockSkew)),
		})
		if failed != nil {
			return b.blind(ctx, n, *failed)
		}
		for _, m := range messages {
			if marked(m, n) {
				return adopted(spot{channel, m.Timestamp}), true
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return holdfast.Receipt{}, false
}

// changed looks whether the incident's first message shows its recovery
// already.
func (b *bot) changed(ctx context.Context, n holdfast.Notice, at spot) (r holdfast.Receipt, known bool) {
	messages, _, failed := b.list(ctx, query{channel: at.channel, oldest: at.ts, latest: at.ts})
	if failed != nil {
		return b.blind(ctx, n, *failed)
	}
	for _, m := range messages {
		if m.Timestamp == at.ts && (marked(m, n) || strings.HasPrefix(m.Text, "RESOLVED")) {
			return adopted(at), true
		}
	}
	return holdfast.Receipt{}, false
}

// marked reports whether a message carries the notice's id.
func marked(m slack.Message, n holdfast.Notice) bool {
	return m.Metadata.EventType == eventType && m.Metadata.EventPayload["id"] == mark(n)
}

// adopted is the receipt for a message that an earlier attempt left.
func adopted(at spot) holdfast.Receipt {
	return holdfast.Receipt{
		Outcome: holdfast.OutcomeAccepted, Ref: at.ref(),
		Answer: "found in the channel: an earlier attempt had been taken",
	}
}

// blind decides what follows from a look that failed. Where we may never look,
// the notice is repeated; where we could not look just now, it stays in doubt.
func (b *bot) blind(ctx context.Context, n holdfast.Notice, failed holdfast.Receipt) (holdfast.Receipt, bool) {
	if failed.Outcome == holdfast.OutcomeRefused {
		b.log.WarnContext(ctx, "a Slack message is in doubt and the channel cannot be read, so it is repeated; "+
			"give the app the scopes channels:history and channels:read", "notice", n.ID, "answer", failed.Answer)
		return holdfast.Receipt{}, false
	}
	failed.Outcome = holdfast.OutcomeUnknown
	failed.Answer = "in doubt, and looking for the message: " + failed.Answer
	return failed, true
}

// stamp prints a time as Slack's ts.
func stamp(t time.Time) string { return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000) }
