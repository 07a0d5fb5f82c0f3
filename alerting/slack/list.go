package slack

import (
	"context"
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"holdfast"
)

// query says which messages to list: a channel's, or a thread's where one is
// named.
type query struct{ channel, thread, cursor, oldest, latest string }

// list reads one page of messages with their metadata. failed is the receipt of
// a call that gave none.
func (b *bot) list(ctx context.Context, q query) (messages []slack.Message, next string, failed *holdfast.Receipt) {
	call := b.client.Call()
	var err error
	if q.thread != "" {
		messages, _, next, err = b.library(call).GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: q.channel, Timestamp: q.thread, Cursor: q.cursor, Limit: pageSize, Oldest: q.oldest,
			Inclusive: true, IncludeAllMetadata: true,
		})
	} else {
		var page *slack.GetConversationHistoryResponse
		page, err = b.library(call).GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: q.channel, Cursor: q.cursor, Limit: pageSize, Oldest: q.oldest, Latest: q.latest,
			Inclusive: true, IncludeAllMetadata: true,
		})
		if page != nil {
			messages, next = page.Messages, page.ResponseMetaData.NextCursor
		}
	}
	if r := b.judge(call, err); r.Outcome != holdfast.OutcomeAccepted {
		return nil, "", &r
	}
	return messages, next, nil
}

// id is the channel's id for reading. Reading takes no names: the id comes from
// the incident's first message, from an earlier answer, from the settings, or
// from the list of channels. Where none of them has it, the name is tried.
func (b *bot) id(ctx context.Context, at spot) string {
	if at.channel != "" {
		return at.channel
	}
	if known := b.learned.Load(); known != nil {
		return *known
	}
	if regexp.MustCompile(`^[CGD][A-Z0-9]{7,}$`).MatchString(b.channel) {
		return b.channel
	}
	if id := b.lookUp(ctx, strings.TrimPrefix(b.channel, "#")); id != "" {
		b.learned.Store(&id)
		return id
	}
	return b.channel
}

// lookUp finds a channel's id by its name; empty if it cannot.
func (b *bot) lookUp(ctx context.Context, name string) string {
	cursor := ""
	for range pageLimit {
		call := b.client.Call()
		channels, next, err := b.library(call).GetConversationsContext(ctx, &slack.GetConversationsParameters{
			Cursor: cursor, Limit: 1000, ExcludeArchived: true, Types: []string{"public_channel", "private_channel"},
		})
		if err != nil {
			return ""
		}
		for _, c := range channels {
			if c.Name == name {
				return c.ID
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return ""
}
