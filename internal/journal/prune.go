package journal

import (
	"context"
	"fmt"
	"time"
)

// Keep says how long is kept what is not kept for ever: names, setups,
// transitions, changes with their findings, incidents, days. Zero means the
// default.
type Keep struct {
	// Looks is how long every single look can be told, packed after two hours.
	// Default 400 days.
	Looks time.Duration
	// Hours is how long hourly counts and sketches are kept. Default 400 days.
	Hours time.Duration
	// Sends is how long what was sent is kept, after it has ended. Default 400
	// days.
	Sends time.Duration
}

// keepDefault covers a year and a month, so that this month can be compared
// with the same of last year.
const keepDefault = 400 * 24 * time.Hour

// complete fills in what was left out.
func (k Keep) complete() Keep {
	for _, d := range []*time.Duration{&k.Looks, &k.Hours, &k.Sends} {
		if *d == 0 {
			*d = keepDefault
		}
	}
	return k
}

// Retain says from now on how long what is kept.
func (j *Journal) Retain(k Keep) { j.keep.Store(&k) }

// kept is how long what is kept now.
func (j *Journal) kept() Keep {
	if k := j.keep.Load(); k != nil {
		return k.complete()
	}
	return j.opts.Keep.complete()
}

// pruneRows is how many rows one transaction deletes at most: a few
// milliseconds, for which other writers wait.
const pruneRows = 1_000

// Prune packs looks older than two hours, makes the days that are over, and
// deletes what is older than it is to be kept. It goes in small steps, each begun
// only while nobody else wants to write. An event log is the book's own history
// and is never cut.
func (j *Journal) Prune(ctx context.Context, now time.Time) error {
	if err := j.packAll(ctx, now); err != nil {
		return fmt.Errorf("prune journal %s: %w", j.path(), err)
	}
	if err := j.settleDays(ctx, now); err != nil {
		return fmt.Errorf("make the days of journal %s: %w", j.path(), err)
	}
	keep := j.kept()
	for _, step := range []struct {
		what, text string
		before     int64
	}{
		{
			"looks", "delete from chunk where (hour, check_id) in (select hour, check_id from chunk where hour < ? limit ?)",
			millis(now.Add(-keep.Looks)) / msPerHour,
		},
		{
			"hours", "delete from roll_1h where (hour, check_id, vantage_id) in (select hour, check_id, vantage_id from roll_1h where hour < ? limit ?)",
			millis(now.Add(-keep.Hours)) / msPerDay * 24, // days whole, so that none is counted from a part of its hours
		},
		{
			"sends", "delete from outbox where seq in (select seq from outbox where state >= 2 and done_at < ? and at < ?1 limit ?)",
			millis(now.Add(-keep.Sends)),
		},
	} {
		if err := j.deleteAll(ctx, step.text, []any{step.before, pruneRows}); err != nil {
			return fmt.Errorf("prune %s of journal %s: %w", step.what, j.path(), err)
		}
	}
	return nil
}

// deleteAll repeats a bounded delete until it finds nothing, each time in a
// transaction of its own.
func (j *Journal) deleteAll(ctx context.Context, text string, args []any) error {
	for {
		var n int64
		err := j.writer.later(ctx, func(t *txn) (err error) {
			n, err = t.exec(text, args...)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
