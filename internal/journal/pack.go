package journal

import (
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"holdfast/internal/history/sketch"
)

// keepRaw is how long looks are kept as rows before their hour is packed.
const keepRaw = 2 * time.Hour

// passLooks is how many looks are packed in one pass over an hour at most: eight
// bytes each.
const passLooks = 4_000_000

// packAll packs the looks of all hours that have been over for a while, the oldest
// first, and deletes their rows. Wherever it is broken off, the next call goes
// on: to pack a look twice changes nothing.
func (j *Journal) packAll(ctx context.Context, now time.Time) error {
	end := millis(now.Add(-keepRaw)) / msPerHour // the first hour that stays
	for {
		var hour int64
		err := j.read.QueryRowContext(ctx, "select coalesce(min(minute), ?) / 60 from result", end*60).Scan(&hour)
		if err != nil || hour >= end {
			return diagnose(err)
		}
		if err := j.packHour(ctx, hour); err != nil {
			return fmt.Errorf("pack the looks of %s: %w", moment(hour*msPerHour).Format(time.RFC3339), err)
		}
	}
}

// packHour packs one hour in as many passes as keep its memory small.
func (j *Journal) packHour(ctx context.Context, hour int64) error {
	var n int64
	if err := j.read.QueryRowContext(ctx, "select coalesce(sum(n), 0) from roll_1h where hour = ?", hour).Scan(&n); err != nil {
		return diagnose(err)
	}
	passes := n/passLooks + 1
	for pass := range passes {
		if err := j.packPass(ctx, hour, pass, passes); err != nil {
			return err
		}
	}
	return j.deleteAll(ctx, "delete from result where (minute, check_id, ms, vantage_id) in (select minute, check_id, ms, vantage_id from result where minute < ? limit ?)",
		[]any{(hour + 1) * 60, pruneRows})
}

// packPass packs those checks of an hour whose number leaves this rest.
func (j *Journal) packPass(ctx context.Context, hour, pass, passes int64) error {
	press, err := newPress()
	if err != nil {
		return err
	}
	looks, err := j.readHour(ctx, hour, pass, passes)
	if err != nil {
		return err
	}
	for checks := range slices.Chunk(slices.Sorted(maps.Keys(looks)), packChecks) {
		err := j.writer.later(ctx, func(t *txn) error {
			for _, check := range checks {
				if err := t.chunk(hour, check, looks[check], press); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// packChecks is how many checks one transaction packs.
const packChecks = 25

// readHour reads the looks of a pass by check, a minute at a time: short reads,
// which hold up no checkpoint.
func (j *Journal) readHour(ctx context.Context, hour, pass, passes int64) (looks map[int64][]packed, err error) {
	stmt, err := j.read.PrepareContext(ctx, "select check_id, ms, vantage_id, status, flags, dur_us from result where minute = ? and check_id % ? = ?")
	if err != nil {
		return nil, diagnose(err)
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	looks = map[int64][]packed{}
	for minute := range int64(60) {
		rows, err := stmt.QueryContext(ctx, hour*60+minute, passes, pass)
		if err := walk(rows, err, func(scan scanner) error {
			var check, ms, vantage, status, flags, us int64
			err := scan(&check, &ms, &vantage, &status, &flags, &us)
			looks[check] = append(looks[check], packLook(minute*msPerMinute+ms, vantage, status, flags, sketch.Bin(micros(us))))
			return err
		}); err != nil {
			return nil, err
		}
	}
	return looks, nil
}

// chunk stores the looks of an hour, with those that were packed before.
func (t *txn) chunk(hour, check int64, looks []packed, press *flate.Writer) error {
	before, err := t.packedBefore(hour, check)
	if err != nil {
		return err
	}
	looks = settle(append(before, looks...))
	body, err := encodeChunk(looks, press)
	if err != nil {
		return err
	}
	if err := t.run("insert into chunk (hour, check_id, body) values (?, ?, ?) on conflict do update set body = excluded.body", hour, check, body); err != nil {
		return err
	}
	for _, vantage := range vantages(looks) {
		s := latency(looks, vantage)
		if err := t.run("update roll_1h set sketch = ? where hour = ? and check_id = ? and vantage_id = ?", s.Encode(), hour, check, vantage); err != nil {
			return err
		}
	}
	if len(before) == 0 {
		return nil
	}
	return t.run("update roll_1d set dirty = 1 where day = ? and check_id = ?", hour/24, check)
}

// packedBefore reads what an hour's chunk has already.
func (t *txn) packedBefore(hour, check int64) ([]packed, error) {
	bodies, err := all(t.ctx, t.stmts.conn, "select body from chunk where hour = ? and check_id = ?", []any{hour, check}, readBody)
	if err != nil || len(bodies) == 0 {
		return nil, err
	}
	return decodeChunk(bodies[0])
}

// readBody reads one blob.
func readBody(scan scanner) (body []byte, err error) { return body, scan(&body) }

// vantages lists who took the looks.
func vantages(looks []packed) []int64 {
	var out []int64
	for _, p := range looks {
		if !slices.Contains(out, p.vantage()) {
			out = append(out, p.vantage())
		}
	}
	return out
}
