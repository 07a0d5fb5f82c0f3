package courier

import (
	"context"
	"log/slog"
	"time"

	"holdfast"
)

// record stores what became of an attempt, with the alarms that follow from it,
// and does not let go until it is stored: to forget an answer would be to send
// twice. Only the end of the courier bounds it; the row then stays as sending,
// which the next process reads as doubt.
func (l *lane) record(ctx context.Context, store Store, ch holdfast.Channel, row holdfast.Delivery) {
	alarms := l.alarms(ctx, store, ch, &row)
	work := context.WithoutCancel(ctx)
	var ending <-chan time.Time
	for {
		err := store.SaveDeliveries(work, []holdfast.Delivery{row}, alarms)
		if err == nil {
			break
		}
		l.c.o.Log.LogAttrs(work, slog.LevelError, "the answer of a channel cannot be stored; it is kept and tried again",
			slog.String("channel", l.name), slog.String("notice", row.Notice.ID), slog.Any("error", err))
		if ctx.Err() != nil && ending == nil {
			ending = time.After(storeGrace)
		}
		select {
		case <-ending:
			return
		case <-time.After(storeRetry):
		}
	}
	if len(alarms) > 0 {
		l.c.Wake()
	}
}

// report logs an attempt, counts it and hands it to the observer.
func (l *lane) report(ctx context.Context, ch holdfast.Channel, row *holdfast.Delivery, r holdfast.Receipt, now holdfast.Instant) {
	l.mu.Lock()
	l.standing.note(r, now.Wall)
	l.mu.Unlock()
	level, text := slog.LevelWarn, "a notice was not taken; it is tried again"
	switch r.Outcome {
	case holdfast.OutcomeAccepted:
		level, text = slog.LevelInfo, "told"
	case holdfast.OutcomeRefused:
		level, text = slog.LevelError, "a channel refuses a notice for good"
	case holdfast.OutcomeUnknown:
		text = "the answer to a notice was lost; it is repeated as doubtful"
	case holdfast.OutcomeRetry:
	}
	l.c.o.Log.LogAttrs(ctx, level, text, slog.String("channel", l.name), slog.String("notice", row.Notice.ID),
		slog.Int("attempt", row.Attempts), slog.String("answer", r.Answer), slog.Duration("again_in", row.Next.Left(now)))
	l.c.o.Observe(eventOf(ch, row, r.Outcome, now.Wall))
}
