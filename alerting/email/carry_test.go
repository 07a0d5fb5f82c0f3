package email_test

import (
	"context"
	"net/mail"
	"strings"
	"testing"

	"holdfast"
	"holdfast/alerting/alerttest"
)

// TestCarry hands a mail of somebody else's to the server: as it is, to the one
// address.
func TestCarry(t *testing.T) {
	t.Parallel()
	fake := alerttest.NewMail(t, nil, false)
	n := plainly(t, fake.Address(), holdfast.Env{})
	carrier, ok := n.(interface {
		Carry(ctx context.Context, to string, raw []byte) holdfast.Receipt
		Sender() *mail.Address
		Recipients() []*mail.Address
	})
	if !ok {
		t.Fatal("the channel carries no mails")
	}
	r := carrier.Carry(t.Context(), "cto@lab.invalid", []byte("From: a@b.example\r\nMessage-ID: <x@y>\r\nSubject: report\r\n\r\nhello\r\n"))
	if r.Outcome != holdfast.OutcomeAccepted || !strings.Contains(r.Answer, "taken") {
		t.Fatal(r)
	}
	if seen := fake.Seen(); len(seen) != 1 || !strings.Contains(seen[0].Text, "hello") {
		t.Errorf("the server has %v", seen)
	}
	if len(carrier.Recipients()) != 2 || carrier.Sender().Address != "holdfast@lab.invalid" {
		t.Errorf("from %v to %v", carrier.Sender(), carrier.Recipients())
	}
}
