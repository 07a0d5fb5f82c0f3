package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"holdfast"
	"holdfast/alerting/internal/post"
	"holdfast/internal/plain"
)

// hook posts through an incoming webhook. Its address is a secret: whoever has
// it can post.
type hook struct {
	address holdfast.Secret
	client  *post.Client
	mask    plain.Mask
}

// Notify implements [holdfast.Notifier] by one POST.
func (h *hook) Notify(ctx context.Context, n holdfast.Notice) holdfast.Receipt {
	body, err := json.Marshal(hooked(n))
	if err != nil {
		return holdfast.Receipt{Outcome: holdfast.OutcomeRefused, Answer: "writing the message: " + h.mask.Error(err)}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.address.Reveal(), bytes.NewReader(body))
	if err != nil {
		return holdfast.Receipt{Outcome: holdfast.OutcomeRefused, Answer: "addressing the webhook: " + h.mask.Error(err)}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	call := h.client.Call()
	resp, err := call.Do(req)
	if err == nil {
		err = resp.Body.Close() // a buffer; the call has read it
	}
	return h.judge(call, n, err)
}

// judge turns the answer into a receipt. A webhook says "ok" in plain text;
// another answer may come from something in between and is believed only the
// second time.
func (h *hook) judge(call *post.Call, n holdfast.Notice, err error) holdfast.Receipt {
	r := call.Receipt("Slack", h.mask)
	if r.Outcome != holdfast.OutcomeAccepted || n.Doubt {
		return r
	}
	if err != nil || call.Err != nil || strings.TrimSpace(string(call.Body)) != "ok" {
		r.Outcome = holdfast.OutcomeUnknown
		r.Answer += ` (want "ok": something between may have answered)`
	}
	return r
}

// hooked is the message for a webhook: the notice's id stands below the text,
// so that a person can tell a repeat.
func hooked(n holdfast.Notice) *slack.WebhookMessage {
	m := render(n)
	id := slack.NewTextBlockObject(slack.PlainTextType, "notice "+plain.Trim(plain.Line(mark(n)), 200), false, false)
	blocks := slices.Concat(m.blocks, []slack.Block{slack.NewContextBlock("", id)})
	return &slack.WebhookMessage{Text: m.text, Blocks: &slack.Blocks{BlockSet: blocks}}
}
