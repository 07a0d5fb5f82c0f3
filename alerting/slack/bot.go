package slack

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/slack-go/slack"

	"holdfast"
	"holdfast/alerting/internal/post"
	"holdfast/internal/plain"
)

// bot posts to one channel through the Web API.
type bot struct {
	token    holdfast.Secret
	channel  string // as the settings have it: an id or a name
	recovery string
	api      string // with a slash at its end
	client   *post.Client
	mask     plain.Mask
	log      *slog.Logger

	learned atomic.Pointer[string] // the channel's id, once Slack has told it
}

// partThread is the second call of a recovery that is told both ways.
const partThread = "thread"

// Parts implements [holdfast.Partitioner]: a recovery told both ways is two
// calls, the update and the answer in the thread.
func (b *bot) Parts(step holdfast.Step) []string {
	if step == holdfast.StepResolved && b.recovery == recoverBoth {
		return []string{"", partThread}
	}
	return []string{""}
}

// Notify implements [holdfast.Notifier] by one visible call. In doubt it looks
// first whether an earlier attempt was taken.
func (b *bot) Notify(ctx context.Context, n holdfast.Notice) holdfast.Receipt {
	at := place(n)
	if at.update(n, b.recovery) {
		return b.change(ctx, n, at)
	}
	return b.say(ctx, n, at)
}

// say posts a message, into the incident's thread if there is one.
func (b *bot) say(ctx context.Context, n holdfast.Notice, at spot) holdfast.Receipt {
	if n.Doubt {
		if found, known := b.find(ctx, n, at); known {
			return found
		}
	}
	options := append(at.thread(n), content(n)...)
	r := b.send(ctx, b.target(at), append(options, b.once(n))...)
	if refused(r, "duplicate_message_not_found") {
		// Slack knows the client_msg_id but not the message: one without.
		return b.send(ctx, b.target(at), options...)
	}
	return r
}

// change turns the incident's first message into its recovery. Where that is
// gone, or may not be changed any more, the recovery is a message of its own.
func (b *bot) change(ctx context.Context, n holdfast.Notice, at spot) holdfast.Receipt {
	if n.Doubt {
		if found, known := b.changed(ctx, n, at); known {
			return found
		}
	}
	r := b.send(ctx, at.channel, append(content(n), slack.MsgOptionUpdate(at.ts))...)
	if refused(r, "message_not_found", "cant_update_message", "edit_window_closed") {
		return b.say(ctx, n, spot{})
	}
	return r
}

// refused reports whether Slack refused with one of these words.
func refused(r holdfast.Receipt, words ...string) bool {
	return r.Outcome == holdfast.OutcomeRefused && slices.ContainsFunc(words, func(word string) bool {
		return strings.HasSuffix(r.Answer, ": "+word)
	})
}

// target is the channel to post to: that of the incident's first message, or
// else the configured one.
func (b *bot) target(at spot) string {
	if at.channel != "" {
		return at.channel
	}
	return b.channel
}
