package post

import (
	"context"
	"time"

	"holdfast"
	"holdfast/internal/journal"
)

// Patience is how long a letter is tried before it is given up.
const Patience = 6 * 24 * time.Hour

// Timeout bounds one attempt. settle is how long after its start an attempt
// whose answer was lost may still be on its way.
const (
	Timeout = time.Minute
	settle  = 15 * time.Second
)

// send makes an attempt at one letter if it is due, and returns how far it is.
func (o *Office) send(ctx context.Context, l journal.Letter, gone map[string]time.Time) journal.Letter {
	now := o.o.Now().UTC()
	if l.State == holdfast.DeliverySending {
		l.Doubt = true // begun by a process that is no more
	}
	carrier, known := o.o.Carrier(l.Channel)
	at, out := gone[l.Recipient]
	switch {
	case out && !l.Doubt:
		return o.end(ctx, l, holdfast.DeliverySuperseded, "unsubscribed "+at.UTC().Format(time.RFC3339))
	case now.Sub(l.Due) > Patience && !now.Before(l.Next):
		return o.end(ctx, l, holdfast.DeliveryRefused, "given up after "+holdfast.FormatDuration(Patience)+"; last answer: "+l.Answer)
	case now.Before(l.Next):
		return l
	case !known:
		l.Next = now.Add(longestNap)
		return l
	}
	l.State, l.Sent, l.Next = holdfast.DeliverySending, now, now.Add(settle)
	l.Attempts++
	if !o.save(ctx, l) {
		l.State, l.Next = holdfast.DeliveryDue, now.Add(backoff(1))
		return l
	}
	return o.attempt(context.WithoutCancel(ctx), l, carrier) // begun is begun
}

// attempt hands the mail over and stores what became of it.
func (o *Office) attempt(ctx context.Context, l journal.Letter, c Carrier) journal.Letter {
	o.o.Hook("report-mid-send")
	limited, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	r := c.Carry(limited, l.Recipient, l.Body)
	o.o.Hook("report-before-receipt")
	now := o.o.Now().UTC()
	l.Answer = r.Answer
	switch r.Outcome {
	case holdfast.OutcomeAccepted:
		return o.end(ctx, l, holdfast.DeliveryDone, r.Answer)
	case holdfast.OutcomeRefused:
		return o.end(ctx, l, holdfast.DeliveryRefused, r.Answer)
	case holdfast.OutcomeUnknown:
		l.Doubt = true
	case holdfast.OutcomeRetry:
	}
	l.State, l.Next = holdfast.DeliveryDue, now.Add(max(backoff(l.Attempts), r.RetryAfter))
	o.save(ctx, l)
	o.o.Log.Warn("a report is not sent yet", "period", l.Period, "to", l.Recipient, "attempts", l.Attempts, "answer", l.Answer, "next", l.Next)
	return l
}

// end stores that nothing more will be tried.
func (o *Office) end(ctx context.Context, l journal.Letter, s holdfast.DeliveryState, answer string) journal.Letter {
	l.State, l.Answer, l.Next, l.Done = s, answer, time.Time{}, o.o.Now().UTC()
	if !o.save(ctx, l) {
		l.State, l.Next = holdfast.DeliverySending, o.o.Now().Add(settle) // as it stands on disk
		return l
	}
	if s == holdfast.DeliveryRefused {
		o.o.Log.Error("a report is not sent and will not be tried again", "period", l.Period, "to", l.Recipient, "answer", answer)
		return l
	}
	o.o.Log.Info("report", "period", l.Period, "to", l.Recipient, "state", s.String(), "answer", answer)
	return l
}

// save stores a letter; a failure is told, and the letter waits.
func (o *Office) save(ctx context.Context, l journal.Letter) bool {
	if err := o.o.Store.SaveLetter(ctx, l); err != nil {
		o.o.Log.Error("a report waits: its state cannot be written", "period", l.Period, "to", l.Recipient, "err", err)
		return false
	}
	return true
}

// backoff doubles from half a minute to an hour.
func backoff(attempts int) time.Duration {
	if attempts > 7 {
		return time.Hour
	}
	return min(30*time.Second<<max(attempts-1, 0), time.Hour)
}
