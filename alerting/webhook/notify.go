package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"text/template"
	"time"

	"holdfast"
	"holdfast/alerting/internal/post"
	"holdfast/internal/plain"
)

// keyLimit bounds an Idempotency-Key, in characters.
const keyLimit = 255

// channel posts to one receiver.
type channel struct {
	settings
	client *post.Client
	mask   plain.Mask
	body   *template.Template // nil: the documented JSON
	now    func() time.Time
}

// Notify implements [holdfast.Notifier] by one POST.
func (c *channel) Notify(ctx context.Context, n holdfast.Notice) holdfast.Receipt {
	body, err := c.render(n)
	if err != nil {
		return holdfast.Receipt{Outcome: holdfast.OutcomeRefused, Answer: "writing the message: " + c.mask.Error(err)}
	}
	req, err := c.request(ctx, n, body)
	if err != nil {
		return holdfast.Receipt{Outcome: holdfast.OutcomeRefused, Answer: "addressing the webhook: " + c.mask.Error(err)}
	}
	call := c.client.Call()
	if resp, err := call.Do(req); err == nil {
		_ = resp.Body.Close() // a buffer; the call has read it
	}
	return call.Receipt("the webhook", c.mask)
}

// request addresses and signs the body.
func (c *channel) request(ctx context.Context, n holdfast.Notice, body []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL.Reveal(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, value := range c.Headers {
		req.Header.Set(name, value.Reveal())
	}
	req.Header.Set("Content-Type", c.Type)
	req.Header.Set("Idempotency-Key", plain.Trim(plain.Line(n.ID), keyLimit))
	if c.Secret != "" {
		stamp := strconv.FormatInt(c.now().Unix(), 10)
		req.Header.Set("X-Holdfast-Timestamp", stamp)
		req.Header.Set("X-Holdfast-Signature", "sha256="+sign(c.Secret, stamp, body))
	}
	return req, nil
}

// sign is the HMAC of timestamp, a full stop and the body.
func sign(secret holdfast.Secret, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret.Reveal()))
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}
