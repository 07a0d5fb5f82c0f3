package journal

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"holdfast/internal/history"
	"holdfast/internal/history/sketch"
)

// settledKey is the key of the meta value that says up to which day (exclusive)
// days have been made.
const settledKey = "days"

// daySum is a day of a check while it is made.
type daySum struct {
	tally
	times  history.Times
	sketch sketch.Sketch
}

// settleDays makes the days that are over and whose looks are packed, and those
// into which something was dated since.
func (j *Journal) settleDays(ctx context.Context, now time.Time) error {
	end := millis(now.Add(-keepRaw-time.Hour)) / msPerDay
	from, err := j.settledUpTo(ctx)
	if err != nil {
		return err
	}
	for day := from; day < end; day++ {
		if err := j.settleDay(ctx, day, nil); err != nil {
			return err
		}
		if err := j.writer.later(ctx, func(t *txn) error {
			return t.run("insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value", settledKey, strconv.FormatInt(day+1, 10))
		}); err != nil {
			return err
		}
	}
	return j.settleDirty(ctx)
}

// settledUpTo is the first day that was not made yet: that of the first hour or
// transition when none was.
func (j *Journal) settledUpTo(ctx context.Context) (day int64, err error) {
	const never = int64(1) << 40
	err = j.read.QueryRowContext(ctx, `select coalesce((select cast(value as integer) from meta where key = ?1),
		min(coalesce((select min(hour) / 24 from roll_1h), ?2), coalesce((select min(at) / 86400000 from transition), ?2)))`, settledKey, never).Scan(&day)
	return day, diagnose(err)
}

// settleDirty makes days anew.
func (j *Journal) settleDirty(ctx context.Context) error {
	dirty := map[int64][]int64{}
	if err := each(ctx, j.read, "select day, check_id from roll_1d where dirty = 1", nil, func(scan scanner) error {
		var day, check int64
		err := scan(&day, &check)
		dirty[day] = append(dirty[day], check)
		return err
	}); err != nil {
		return err
	}
	for _, day := range slices.Sorted(maps.Keys(dirty)) {
		if err := j.settleDay(ctx, day, dirty[day]); err != nil {
			return err
		}
	}
	return nil
}

// settleDay makes one day, of all checks or of some.
func (j *Journal) settleDay(ctx context.Context, day int64, only []int64) error {
	sums, err := j.daySums(ctx, day)
	if err != nil {
		return fmt.Errorf("make day %s: %w", moment(day*msPerDay).Format(time.DateOnly), err)
	}
	if only != nil {
		maps.DeleteFunc(sums, func(check int64, _ *daySum) bool { return !slices.Contains(only, check) })
	}
	for checks := range slices.Chunk(slices.Sorted(maps.Keys(sums)), packChecks) {
		err := j.writer.later(ctx, func(t *txn) error {
			for _, check := range checks {
				if err := t.day(day, check, sums[check]); err != nil {
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

// daySums counts a day of all checks from their hours and their records.
func (j *Journal) daySums(ctx context.Context, day int64) (map[int64]*daySum, error) {
	sums := map[int64]*daySum{}
	get := func(check int64) *daySum {
		if sums[check] == nil {
			sums[check] = &daySum{}
		}
		return sums[check]
	}
	const query = "select check_id, n, bad, missing, unknown, sum_us, max_us, sketch from roll_1h where hour >= ? and hour < ?"
	if err := each(ctx, j.read, query, []any{day * 24, day*24 + 24}, func(scan scanner) error {
		var check int64
		var t tally
		var body []byte
		if err := scan(&check, &t.n, &t.bad, &t.missing, &t.unknown, &t.sumUS, &t.maxUS, &body); err != nil {
			return err
		}
		return get(check).add(t, body)
	}); err != nil {
		return nil, err
	}
	times, err := j.Accounts(ctx, moment(day*msPerDay), moment(day*msPerDay+msPerDay))
	if err != nil {
		return nil, err
	}
	return sums, each(ctx, j.read, "select id, name from checks", nil, func(scan scanner) error {
		var id int64
		var name string
		err := scan(&id, &name)
		if t, ok := times[name]; ok {
			get(id).times = t
		} else if sums[id] != nil {
			sums[id].times.Unknown = msPerDay
		}
		return err
	})
}

// add counts an hour.
func (s *daySum) add(t tally, body []byte) error {
	s.n, s.bad, s.missing, s.unknown = s.n+t.n, s.bad+t.bad, s.missing+t.missing, s.unknown+t.unknown
	s.sumUS, s.maxUS = s.sumUS+t.sumUS, max(s.maxUS, t.maxUS)
	hour, err := sketch.Decode(body)
	if err != nil {
		return fmt.Errorf("%w: an hour's sketch: %w", ErrDamaged, err)
	}
	s.sketch.Merge(hour)
	return nil
}

// counted fills in what a day counted when its hours were still kept, if they are
// no more: only its times are counted anew then.
func (t *txn) counted(day, check int64, s *daySum) error {
	if s.n > 0 || s.missing > 0 {
		return nil
	}
	return each(t.ctx, t.stmts.conn, "select n, bad, missing, unknown, sum_us, max_us, sketch from roll_1d where day = ? and check_id = ?", []any{day, check}, func(scan scanner) error {
		var before tally
		var body []byte
		if err := scan(&before.n, &before.bad, &before.missing, &before.unknown, &before.sumUS, &before.maxUS, &body); err != nil {
			return err
		}
		return s.add(before, body)
	})
}

// day stores a day, by itself and in its block.
func (t *txn) day(day, check int64, s *daySum) error {
	if err := t.counted(day, check, s); err != nil {
		return err
	}
	w := s.times
	if err := t.run(`insert into roll_1d (day, check_id, dirty, n, bad, missing, unknown, sum_us, max_us, up_ms, down_ms, at_risk_ms, unknown_ms, maintenance_ms, blind_ms, sketch)
		values (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set dirty = 0, n = excluded.n, bad = excluded.bad, missing = excluded.missing,
		unknown = excluded.unknown, sum_us = excluded.sum_us, max_us = excluded.max_us, up_ms = excluded.up_ms, down_ms = excluded.down_ms,
		at_risk_ms = excluded.at_risk_ms, unknown_ms = excluded.unknown_ms, maintenance_ms = excluded.maintenance_ms, blind_ms = excluded.blind_ms, sketch = excluded.sketch`,
		day, check, s.n, s.bad, s.missing, s.unknown, s.sumUS, s.maxUS, w.Up, w.Down, w.AtRisk, w.Unknown, w.Maintenance, w.Blind, filled(s.sketch.Encode())); err != nil {
		return err
	}
	bodies, err := all(t.ctx, t.stmts.conn, "select body from days where check_id = ? and block = ?", []any{check, day / blockDays}, readBody)
	if err != nil {
		return err
	}
	var block block
	if len(bodies) > 0 {
		if block, err = decodeBlock(bodies[0]); err != nil {
			return err
		}
	}
	block[day%blockDays] = s.short(day)
	return t.run("insert into days (check_id, block, body) values (?, ?, ?) on conflict do update set body = excluded.body", check, day/blockDays, block.encode())
}

// short is the day as pages need it.
func (s *daySum) short(day int64) *Day {
	return &Day{
		At: moment(day * msPerDay), Times: s.times, Looks: s.n, Bad: s.bad, Missing: s.missing, Unknown: s.unknown,
		P50: s.sketch.Quantile(0.5), P95: s.sketch.Quantile(0.95), P99: s.sketch.Quantile(0.99), Max: micros(s.maxUS),
	}
}
