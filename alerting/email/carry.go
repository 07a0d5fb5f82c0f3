package email

import (
	"context"
	"net/mail"

	"holdfast"
)

// Carry hands a finished mail, such as a report, to the server for one address.
// It is one attempt, judged as those for notices are.
func (c *channel) Carry(ctx context.Context, to string, raw []byte) holdfast.Receipt {
	one := *c
	one.to = []*mail.Address{{Address: to}}
	s, failed := one.open(ctx)
	if failed != nil {
		return c.receipt(*failed)
	}
	defer s.close()
	return c.receipt(s.deliver(raw, false))
}

// Sender is the address that mails come from.
func (c *channel) Sender() *mail.Address { return c.from }

// Recipients are the addresses that get the channel's notices.
func (c *channel) Recipients() []*mail.Address { return c.to }
