package slack

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"

	"github.com/slack-go/slack"

	"holdfast"
	"holdfast/alerting/internal/post"
)

// eventType names our metadata.
const eventType = "holdfast_notice"

// library is Slack's client for one call.
func (b *bot) library(call *post.Call) *slack.Client {
	return slack.New(b.token.Reveal(), slack.OptionHTTPClient(call), slack.OptionAPIURL(b.api))
}

// content are the options that say what the notice says, and whose it is.
func content(n holdfast.Notice) []slack.MsgOption {
	m := render(n)
	return []slack.MsgOption{
		slack.MsgOptionText(m.text, false),
		slack.MsgOptionBlocks(m.blocks...),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: eventType, EventPayload: map[string]any{"id": mark(n)}}),
	}
}

// mark is the notice's id as our messages carry it: itself, or its hash where
// it is very long.
func mark(n holdfast.Notice) string {
	if id := n.ID + suffix(n.Part); len(id) <= 200 {
		return id
	}
	return clientID(n)
}

// suffix tells the parts of one step apart.
func suffix(part string) string {
	if part == "" {
		return ""
	}
	return "/" + part
}

// clientID is a UUID that is the same at every attempt (RFC 9562 §5.8).
func clientID(n holdfast.Notice) string {
	sum := sha256.Sum256([]byte("holdfast notice " + n.ID + suffix(n.Part)))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

// once adds the client_msg_id, for which the library has no option.
func (b *bot) once(n holdfast.Notice) slack.MsgOption {
	return slack.UnsafeMsgOptionEndpoint(b.api+"chat.postMessage", func(v url.Values) {
		v.Set("client_msg_id", clientID(n))
	})
}

// send makes the one call and judges its answer.
func (b *bot) send(ctx context.Context, channel string, options ...slack.MsgOption) holdfast.Receipt {
	call := b.client.Call()
	channel, ts, _, err := b.library(call).SendMessageContext(ctx, channel, options...)
	r := b.judge(call, err)
	if r.Outcome != holdfast.OutcomeAccepted {
		return r
	}
	if ts == "" {
		r.Outcome = holdfast.OutcomeUnknown
		r.Answer = "Slack answered 200 without a time stamp: " + b.mask.Words(string(call.Body))
		return r
	}
	b.learned.Store(&channel)
	r.Ref = spot{channel, ts}.ref()
	r.Answer = "Slack answered ok: " + b.mask.Words(r.Ref)
	return r
}

// judge turns the answer of any method into a receipt.
func (b *bot) judge(call *post.Call, err error) holdfast.Receipt {
	r := call.Receipt("Slack", b.mask)
	if r.Outcome != holdfast.OutcomeAccepted || err == nil {
		return r
	}
	var refusal slack.SlackErrorResponse
	if !errors.As(err, &refusal) {
		r.Outcome = holdfast.OutcomeUnknown
		r.Answer = "Slack's answer cannot be read: " + b.mask.Error(err)
		return r
	}
	r.Outcome = meaning(refusal.Err)
	r.Answer = "Slack refused: " + b.mask.Words(refusal.Err)
	return r
}

// meaning maps Slack's word for a failure; see the package comment.
func meaning(word string) holdfast.Outcome {
	switch word {
	case "ratelimited", "rate_limited", "request_timeout", "service_unavailable", "team_added_to_org":
		return holdfast.OutcomeRetry
	case "internal_error", "fatal_error":
		return holdfast.OutcomeUnknown
	default:
		return holdfast.OutcomeRefused
	}
}
