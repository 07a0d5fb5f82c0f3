package journal

import (
	"context"
	"fmt"
	"time"
)

// How long is kept what is not kept for ever.
const (
	keepResults = 7 * 24 * time.Hour
	keepHours   = 400 * 24 * time.Hour
)

// pruneRows is how many rows one transaction deletes at most: about 20 ms, for
// which other writers wait.
const pruneRows = 5_000

// Prune deletes looks older than seven days and hours older than 400. It goes in
// small steps between which others write. Events, changes with their findings,
// incidents and the outbox are kept for ever.
func (j *Journal) Prune(ctx context.Context, now time.Time) error {
	for _, step := range []struct {
		what, text string
		args       []any
	}{
		{
			"looks", "delete from result where (minute, check_id, ms, vantage_id) in (select minute, check_id, ms, vantage_id from result where minute < ? limit ?)",
			[]any{millis(now.Add(-keepResults)) / msPerMinute, pruneRows},
		},
		{
			"hours", "delete from roll_1h where (hour, check_id, vantage_id) in (select hour, check_id, vantage_id from roll_1h where hour < ? limit ?)",
			[]any{millis(now.Add(-keepHours)) / msPerHour, pruneRows},
		},
	} {
		if err := j.deleteAll(ctx, step.text, step.args); err != nil {
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
		err := j.writer.do(ctx, func(t *txn) (err error) {
			n, err = t.exec(text, args...)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
