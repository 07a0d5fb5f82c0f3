package courier

import (
	"context"
	"log/slog"
	"time"

	"holdfast"
)

// ChannelStats is how a channel stands.
type ChannelStats struct {
	Kind    string
	Known   bool      // it was configured in this process
	Gone    bool      // the config in force does not name it
	Waiting int       // notices not told yet
	Oldest  time.Time // since when the oldest of them is due, zero for none
	Success time.Time // when a notice was last accepted, zero for never
	Failure time.Time // when an attempt last was not
	Error   string    // what the channel said then
	Refuses bool      // it refused for good and has accepted nothing since
	// Attempts counts the attempts of this process by outcome.
	Attempts map[holdfast.Outcome]int
}

// standing is what a lane remembers of its attempts.
type standing struct {
	success, failure time.Time
	answer           string
	attempts         [4]int
	// alarm is the seq of the delivery that the channel first refused since it
	// last accepted one, 0 while it is well, and alarmIn the outbox that has it.
	alarm   int64
	alarmIn Store
}

// note takes an attempt into account.
func (s *standing) note(r holdfast.Receipt, at time.Time) {
	s.attempts[r.Outcome&3]++
	if r.Outcome == holdfast.OutcomeAccepted {
		s.success = at
		return
	}
	s.failure, s.answer = at, r.Answer
}

// recall reads how the channel stood when the last process ended.
func (l *lane) recall(ctx context.Context) {
	accepted, refused, err := l.c.o.Store.Standing(ctx, l.name)
	if err != nil {
		l.c.o.Log.LogAttrs(ctx, slog.LevelWarn, "how a channel stood before is not known", slog.String("channel", l.name), slog.Any("error", err))
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.standing.success = accepted.Done
	if refused.Seq != 0 {
		l.standing.alarm, l.standing.alarmIn = refused.Seq, l.c.o.Store
		l.standing.failure, l.standing.answer = refused.Done, refused.Answer
	}
}

// Stats returns how each channel stands, by name.
func (c *Courier) Stats() map[string]ChannelStats {
	c.mu.Lock()
	defer c.mu.Unlock()
	stats := map[string]ChannelStats{}
	for name, l := range c.lanes {
		stats[name] = l.stats()
	}
	return stats
}

// stats returns how the channel stands.
func (l *lane) stats() ChannelStats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := ChannelStats{
		Kind: l.channel.Kind, Known: l.known, Gone: l.gone, Waiting: l.waitingLocked(), Success: l.standing.success,
		Failure: l.standing.failure, Error: l.standing.answer, Refuses: l.standing.alarm != 0, Attempts: map[holdfast.Outcome]int{},
	}
	for _, t := range l.threads {
		if s.Oldest.IsZero() || t.since.Before(s.Oldest) {
			s.Oldest = t.since
		}
	}
	for outcome, n := range l.standing.attempts {
		s.Attempts[holdfast.Outcome(outcome)] = n //nolint:gosec // four outcomes
	}
	return s
}

// waitingLocked counts the rows that wait; the caller holds the lock.
func (l *lane) waitingLocked() int {
	n := 0
	for _, t := range l.threads {
		n += t.rows
	}
	return n
}
