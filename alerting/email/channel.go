package email

import (
	"context"
	"crypto/tls"
	"html/template"
	"net/mail"
	"strings"

	"holdfast"
	"holdfast/internal/plain"
)

// channel sends to one list of people through one mail server.
type channel struct {
	env        holdfast.Env
	host, port string
	mode       string // one of the tls constants
	tls        *tls.Config
	user       string
	password   holdfast.Secret
	auth       string
	from       *mail.Address
	to         []*mail.Address
	html       *template.Template
	mask       plain.Mask
}

// patience is the attempt from which recipients that are refused for now no
// longer hold the others back.
const patience = 3

// Notify implements [holdfast.Notifier] by one mail.
func (c *channel) Notify(ctx context.Context, n holdfast.Notice) holdfast.Receipt {
	raw, id, err := c.write(n)
	if err != nil {
		return holdfast.Receipt{Outcome: holdfast.OutcomeRefused, Answer: "writing the mail: " + c.mask.Error(err)}
	}
	s, failed := c.open(ctx)
	if failed != nil {
		return c.receipt(*failed)
	}
	defer s.close()
	r := c.receipt(s.deliver(raw, n.Attempt >= patience))
	if r.Outcome == holdfast.OutcomeAccepted {
		r.Ref = id
	}
	return r
}

// receipt turns the end of a conversation into a receipt.
func (c *channel) receipt(e ending) holdfast.Receipt {
	text := "mail server " + c.host + ", " + e.stage + ": " + c.mask.Words(e.words)
	if len(e.refused) > 0 {
		text += "; not delivered to " + c.mask.Words(strings.Join(e.refused, ", "))
	}
	return holdfast.Receipt{Outcome: e.outcome, Answer: text}
}
