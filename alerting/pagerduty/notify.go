package pagerduty

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	pd "github.com/PagerDuty/go-pagerduty"

	"holdfast"
	"holdfast/alerting/internal/post"
	"holdfast/internal/plain"
)

// channel sends to one PagerDuty service.
type channel struct {
	key    holdfast.Secret
	api    string
	client *post.Client
	mask   plain.Mask
	log    *slog.Logger
}

// keyFault says what is wrong with an integration key of that length.
func keyFault(length int) string {
	return fmt.Sprintf("has %d characters, want the %d of an integration key (service, Integrations, Events API v2)", length, keyLength)
}

// Notify implements [holdfast.Notifier] by one event.
func (c *channel) Notify(ctx context.Context, n holdfast.Notice) holdfast.Receipt {
	if n.Step == holdfast.StepReminder {
		return holdfast.Receipt{Outcome: holdfast.OutcomeAccepted, Answer: "not sent: PagerDuty reminds by itself"}
	}
	call := c.client.Call()
	// The library's own error loses status, body and Retry-After; the call has
	// them all.
	if _, err := c.library(call).ManageEventWithContext(ctx, c.event(n)); err != nil {
		c.log.DebugContext(ctx, "PagerDuty event", "notice", n.ID, "error", c.mask.Error(err))
	}
	return c.judge(call, n)
}

// library is PagerDuty's client for one event, sending through call.
func (c *channel) library(call *post.Call) *pd.Client {
	client := pd.NewClient("", pd.WithV2EventsAPIEndpoint(c.api))
	client.HTTPClient = call
	return client
}

// judge turns the answer into a receipt.
func (c *channel) judge(call *post.Call, n holdfast.Notice) holdfast.Receipt {
	r := call.Receipt("PagerDuty", c.mask)
	if r.Outcome == holdfast.OutcomeAccepted {
		return c.accepted(call, n, r)
	}
	if r.Outcome == holdfast.OutcomeUnknown && call.Status >= http.StatusInternalServerError {
		// Taken or not, nothing is to be found out and nothing can be doubled:
		// the key merges, so there is no reason to wait.
		r.Outcome = holdfast.OutcomeRetry
	}
	if words := explained(call.Body); words != "" {
		r.Answer = fmt.Sprintf("PagerDuty answered %d: %s", call.Status, c.mask.Words(words))
	}
	return r
}

// accepted believes a 2xx only if it is PagerDuty's own 202, or if an event in
// doubt met the same answer again.
func (c *channel) accepted(call *post.Call, n holdfast.Notice, r holdfast.Receipt) holdfast.Receipt {
	var answer pd.V2EventResponse
	err := json.Unmarshal(call.Body, &answer)
	if call.Status == http.StatusAccepted && err == nil && call.Err == nil && answer.Status == "success" {
		r.Answer = "PagerDuty answered 202: " + c.mask.Words(answer.Message)
		return r
	}
	if n.Doubt {
		r.Answer += " (not PagerDuty's own words, but twice the same)"
		return r
	}
	r.Outcome = holdfast.OutcomeUnknown
	r.Answer += " (not PagerDuty's own words: something between may have answered)"
	return r
}

// explained is what PagerDuty says in a refusal: its message and its list of
// faults. Empty if the body is not PagerDuty's.
func explained(body []byte) string {
	var refusal pd.EventsAPIV2ErrorObject
	if json.Unmarshal(body, &refusal) != nil {
		return ""
	}
	parts := append([]string{refusal.Message}, refusal.Errors...)
	return strings.TrimPrefix(strings.Join(parts, "; "), "; ")
}
