package courier

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"holdfast"
)

// defaultTimeout bounds an attempt of a channel that names no bound.
const defaultTimeout = 10 * time.Second

// storeRetry is the wait after a store failed, storeGrace how long a receipt is
// still tried to be stored after the courier was told to end.
const (
	storeRetry = time.Second
	storeGrace = 5 * time.Second
)

// longestHold bounds a receiver's Retry-After: a receiver that wants a day of
// silence would silence an alarm.
const longestHold = time.Hour

// result is what an attempt leaves behind for its lane.
type result struct {
	read    bool // the thread was read: left is true
	tried   bool // an attempt was made: outcome is true
	outcome holdfast.Outcome
	next    holdfast.Deadline // nothing of this thread before
	least   holdfast.Deadline // nor before this when the channel is well again
	hold    bool              // next binds the whole channel
	left    []holdfast.Delivery
}

// failed reports whether an attempt was made and not taken.
func (r *result) failed() bool {
	return r.tried && (r.outcome == holdfast.OutcomeRetry || r.outcome == holdfast.OutcomeUnknown)
}

// deliver makes one attempt at the head of a thread.
func (l *lane) deliver(ctx context.Context, key threadKey) result {
	ch := l.configured()
	rows, err := key.store.Thread(ctx, l.name, key.name)
	if err != nil {
		return l.cannot(ctx, "read", err)
	}
	todo := plan(rows)
	if todo.head.Seq == 0 {
		return result{read: true}
	}
	row := l.begin(todo.head, ch)
	settled := row.Next
	if err := key.store.SaveDeliveries(ctx, append(closed(todo.superseded, row), row), nil); err != nil {
		return l.cannot(ctx, "mark", err)
	}
	work := context.WithoutCancel(ctx) // begun is begun
	l.c.o.Hook("mid-send")
	receipt := guarded(work, ch, row.Notice)
	l.c.o.Hook("before-receipt")
	now := l.c.clock.now()
	row = l.end(row, receipt, now)
	l.record(ctx, key.store, ch, row)
	l.report(work, ch, &row, receipt, now)
	return resultOf(row, receipt, todo.rest, settled)
}

// closed ends rows for which the one that is sent now, or waits behind it,
// speaks.
func closed(rows []holdfast.Delivery, by holdfast.Delivery) []holdfast.Delivery {
	for i := range rows {
		rows[i].Done, rows[i].Answer = by.Sent, "not sent: a later notice says more"
	}
	return rows
}

// configured is the channel as it is now.
func (l *lane) configured() holdfast.Channel {
	l.mu.Lock()
	defer l.mu.Unlock()
	ch := l.channel
	if ch.Timeout <= 0 {
		ch.Timeout = defaultTimeout
	}
	return ch
}

// begin returns the row as it is stored before the first byte leaves: with the
// deadline that holds should nobody be there to store the answer.
func (l *lane) begin(row holdfast.Delivery, ch holdfast.Channel) holdfast.Delivery {
	now := l.c.clock.now()
	row.State = holdfast.DeliverySending
	row.Attempts++
	row.Sent = now.Wall
	row.Next, row.Hold = now.In(settle(ch.Timeout)), false
	n := &row.Notice
	n.Attempt, n.Doubt, n.LateBy = row.Attempts, row.Doubt, max(now.Wall.Sub(n.At), 0)
	return row
}

// end returns the row as the receipt leaves it.
func (l *lane) end(row holdfast.Delivery, r holdfast.Receipt, now holdfast.Instant) holdfast.Delivery {
	row.Answer = r.Answer
	if r.Ref != "" {
		row.Ref = r.Ref
	}
	switch r.Outcome {
	case holdfast.OutcomeAccepted:
		row.State, row.Done, row.Next = holdfast.DeliveryDone, now.Wall, holdfast.Deadline{}
	case holdfast.OutcomeRefused:
		row.State, row.Done, row.Next = holdfast.DeliveryRefused, now.Wall, holdfast.Deadline{}
	case holdfast.OutcomeRetry:
		row.State = holdfast.DeliveryDue
		row.Next, row.Hold = l.wait(row, r, now), r.RetryAfter > 0
	default:
		row.State, row.Doubt = holdfast.DeliveryDue, true
		row.Next, row.Hold = row.Next.Later(l.wait(row, r, now), now), r.RetryAfter > 0
	}
	return row
}

// wait is the deadline before the next attempt: the receiver's, or our back-off
// where that is longer.
func (l *lane) wait(row holdfast.Delivery, r holdfast.Receipt, now holdfast.Instant) holdfast.Deadline {
	if r.RetryAfter > 0 {
		return now.In(min(r.RetryAfter, longestHold))
	}
	return now.In(backoff(row.Attempts, now.Wall.Sub(row.Notice.At), l.c.o.Rand()))
}

// resultOf tells the lane how an attempt went. settled is the deadline from
// which a lost answer is history.
func resultOf(row holdfast.Delivery, r holdfast.Receipt, rest []holdfast.Delivery, settled holdfast.Deadline) result {
	out := result{read: true, tried: true, outcome: r.Outcome, next: row.Next, hold: row.Hold, left: rest}
	switch {
	case row.State.Ended():
		if len(rest) > 0 {
			out.next, out.least = rest[0].Next, rest[0].Next
		}
		return out
	case row.Hold:
		out.least = row.Next
	case r.Outcome == holdfast.OutcomeUnknown:
		out.least = settled
	}
	out.left = append([]holdfast.Delivery{row}, rest...)
	return out
}

// cannot is the result of a store that failed before anything left: try again
// shortly.
func (l *lane) cannot(ctx context.Context, what string, err error) result {
	if ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		l.c.o.Log.LogAttrs(ctx, slog.LevelError, "the outbox cannot "+what+" a notice; it waits", slog.String("channel", l.name), slog.Any("error", err))
	}
	return result{next: l.c.clock.now().In(storeRetry)}
}
