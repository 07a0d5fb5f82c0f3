package journal

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"holdfast"
	"holdfast/internal/history/sketch"
)

// Latencies returns the distribution of each check's good looks over the days
// (UTC) that lie within the period, with the hours at its ends: a period whose
// ends are whole hours is exact, as sketches merge without loss.
func (j *Journal) Latencies(ctx context.Context, from, to time.Time) (map[string]sketch.Sketch, error) {
	made, err := j.settledUpTo(ctx)
	if err != nil {
		return nil, err
	}
	firstHour, endHour := (millis(from)+msPerHour-1)/msPerHour, millis(to)/msPerHour
	firstDay, endDay := (firstHour+23)/24, min(endHour/24, made)
	out := map[string]sketch.Sketch{}
	parts := []struct {
		query string
		args  []any
	}{
		{"select c.name, r.sketch from roll_1d r join checks c on c.id = r.check_id where r.day >= ? and r.day < ?", []any{firstDay, endDay}},
		{hourSketches, []any{firstHour, min(firstDay*24, endHour)}},
		{hourSketches, []any{max(endDay*24, firstDay*24, firstHour), endHour}},
	}
	if endDay < firstDay {
		parts = parts[1:2]
		parts[0].args = []any{firstHour, endHour}
	}
	for _, p := range parts {
		if err := j.mergeSketches(ctx, p.query, p.args, out); err != nil {
			return nil, err
		}
	}
	return out, j.rawSketches(ctx, firstHour, endHour, out)
}

const hourSketches = "select c.name, r.sketch from roll_1h r join checks c on c.id = r.check_id where r.hour >= ? and r.hour < ? and r.sketch is not null"

// mergeSketches adds stored sketches by check.
func (j *Journal) mergeSketches(ctx context.Context, query string, args []any, into map[string]sketch.Sketch) error {
	return each(ctx, j.read, query, args, func(scan scanner) error {
		var name string
		var body []byte
		if err := scan(&name, &body); err != nil {
			return err
		}
		one, err := sketch.Decode(body)
		if err != nil {
			return fmt.Errorf("%w: a sketch of %s: %w", ErrDamaged, name, err)
		}
		sum := into[name]
		sum.Merge(one)
		into[name] = sum
		return nil
	})
}

// rawSketches adds the looks of hours that are not packed yet.
func (j *Journal) rawSketches(ctx context.Context, fromHour, toHour int64, into map[string]sketch.Sketch) error {
	const query = `select c.name, r.dur_us, count(*) from result r join checks c on c.id = r.check_id
		where r.minute >= ? and r.minute < ? and r.flags & 3 = 0 and r.status in (1, 2)
		and not exists (select 1 from chunk k where k.hour = r.minute / 60 and k.check_id = r.check_id) group by r.check_id, r.dur_us`
	return each(ctx, j.read, query, []any{fromHour * 60, toHour * 60}, func(scan scanner) error {
		var name string
		var us, n int64
		err := scan(&name, &us, &n)
		sum := into[name]
		sum.AddBin(sketch.Bin(micros(us)), n)
		into[name] = sum
		return err
	})
}

// HourLatency is the distribution of a check's good looks in one hour.
type HourLatency struct {
	At      time.Time // its start
	Latency sketch.Sketch
}

// HourLatencies returns the distributions of a check's good looks in the whole
// hours of a period, in their order; hours without such a look are left out.
func (j *Journal) HourLatencies(ctx context.Context, check string, from, to time.Time) ([]HourLatency, error) {
	id, err := j.number(ctx, check)
	if err != nil || id == 0 {
		return nil, err
	}
	sums := map[int64]sketch.Sketch{}
	first, end := (millis(from)+msPerHour-1)/msPerHour, millis(to)/msPerHour
	const packed = `with recursive span (hour) as (select ?2 union all select hour + 1 from span where hour < ?3 - 1)
		select r.hour, r.sketch from span cross join roll_1h r on r.hour = span.hour and r.check_id = ?1 where r.sketch is not null`
	if err := each(ctx, j.read, packed, []any{id, first, end}, func(scan scanner) error {
		var hour int64
		var body []byte
		if err := scan(&hour, &body); err != nil {
			return err
		}
		one, err := sketch.Decode(body)
		sum := sums[hour]
		sum.Merge(one)
		sums[hour] = sum
		return err
	}); err != nil {
		return nil, fmt.Errorf("read the latency of %s: %w", check, err)
	}
	const raw = `select r.minute / 60, r.dur_us, count(*) from result r where r.check_id = ?1 and r.minute >= ?2 * 60 and r.minute < ?3 * 60 and r.flags & 3 = 0 and r.status in (1, 2)
		and not exists (select 1 from chunk k where k.hour = r.minute / 60 and k.check_id = ?1) group by 1, 2`
	if err := each(ctx, j.read, raw, []any{id, first, end}, func(scan scanner) error {
		var hour, us, n int64
		err := scan(&hour, &us, &n)
		sum := sums[hour]
		sum.AddBin(sketch.Bin(micros(us)), n)
		sums[hour] = sum
		return err
	}); err != nil {
		return nil, err
	}
	out := make([]HourLatency, 0, len(sums))
	for _, hour := range slices.Sorted(maps.Keys(sums)) {
		if s := sums[hour]; s.Len() > 0 {
			out = append(out, HourLatency{At: moment(hour * msPerHour), Latency: s})
		}
	}
	return out, nil
}

// Minute is what one minute of a check counted, over all vantages.
type Minute struct {
	At      time.Time
	N       int // due looks taken
	Bad     int // of these broken
	Unknown int // looks that could not tell
	Latency sketch.Sketch
}

// Minutes rolls the looks of a check up to minutes; minutes without a look are
// left out, and are no uptime. They are made from the looks themselves, packed or
// not, and so reach back as far as those.
func (j *Journal) Minutes(ctx context.Context, check string, from, to time.Time) ([]Minute, error) {
	looks, err := j.Results(ctx, check, from, to)
	if err != nil {
		return nil, err
	}
	var out []Minute
	for _, r := range looks {
		if r.Relook {
			continue
		}
		at := r.At.Truncate(time.Minute)
		if n := len(out); n == 0 || !out[n-1].At.Equal(at) {
			out = append(out, Minute{At: at})
		}
		out[len(out)-1].count(r)
	}
	return out, nil
}

// count adds a look.
func (m *Minute) count(r Result) {
	m.N++
	switch r.Status {
	case holdfast.Broken:
		m.Bad++
	case holdfast.Unknown:
		m.Unknown++
	case holdfast.Holds, holdfast.AtRisk:
		if !r.Blind {
			m.Latency.Add(r.Took)
		}
	}
}
