package journal

import (
	"context"
	"slices"
	"time"

	"holdfast"
	"holdfast/internal/history/sketch"
)

// Result is one look, of those that are kept for days.
type Result struct {
	At      time.Time
	Vantage string
	Status  holdfast.Status
	Took    time.Duration // to the microsecond
	Relook  bool
	Blind   bool
	Late    bool
}

// Results returns the looks at a check that began from from on and before to,
// in their order. Those of the last hours are exact; of older ones, which are
// packed, the duration is known to 2 %. Looks older than 400 days are gone; their
// days remain.
func (j *Journal) Results(ctx context.Context, check string, from, to time.Time) ([]Result, error) {
	id, err := j.number(ctx, check)
	if err != nil || id == 0 || !from.Before(to) {
		return nil, err
	}
	old, err := j.packedResults(ctx, id, millis(from), millis(to))
	if err != nil {
		return nil, err
	}
	rows, err := j.rawResults(ctx, id, millis(from), millis(to))
	if err != nil || len(old) == 0 {
		return rows, err
	}
	return mergeResults(old, rows), nil
}

// rawResults reads the looks that are rows still.
func (j *Journal) rawResults(ctx context.Context, id, from, to int64) ([]Result, error) {
	const query = `
with recursive span (minute) as (select ?2 / 60000 union all select minute + 1 from span where minute < (?3 - 1) / 60000)
select r.minute * 60000 + r.ms, v.name, r.status, r.dur_us, r.flags
from span cross join result r on r.minute = span.minute and r.check_id = ?1 join vantages v on v.id = r.vantage_id
where r.minute * 60000 + r.ms >= ?2 and r.minute * 60000 + r.ms < ?3
order by r.minute, r.ms`
	first, err := j.firstMinute(ctx)
	if err != nil {
		return nil, err
	}
	return all(ctx, j.read, query, []any{id, max(from, first), to}, readResult)
}

// packedResults reads the looks that are packed.
func (j *Journal) packedResults(ctx context.Context, id, from, to int64) ([]Result, error) {
	names, err := j.vantageNames(ctx)
	if err != nil {
		return nil, err
	}
	var out []Result
	return out, j.chunks(ctx, id, from, to, func(hour int64, looks []packed) {
		for _, p := range looks {
			if at := hour*msPerHour + p.ms(); at >= from && at < to {
				out = append(out, unpackLook(at, p, names))
			}
		}
	})
}

// chunks hands over the packed hours of a check that overlap a time.
func (j *Journal) chunks(ctx context.Context, id, from, to int64, fn func(hour int64, looks []packed)) error {
	const query = `
with recursive span (hour) as (select ?2 union all select hour + 1 from span where hour < ?3)
select c.hour, c.body from span cross join chunk c on c.hour = span.hour and c.check_id = ?1 order by c.hour`
	var first int64
	if err := j.read.QueryRowContext(ctx, "select coalesce(min(hour), 0) from chunk").Scan(&first); err != nil {
		return diagnose(err)
	}
	if first == 0 {
		return nil
	}
	return each(ctx, j.read, query, []any{id, max(from/msPerHour, first), (to - 1) / msPerHour}, func(scan scanner) error {
		var hour int64
		var body []byte
		if err := scan(&hour, &body); err != nil {
			return err
		}
		looks, err := decodeChunk(body)
		if err == nil {
			fn(hour, looks)
		}
		return err
	})
}

// unpackLook makes a result of a packed look.
func unpackLook(at int64, p packed, names map[int64]string) Result {
	return Result{
		At: moment(at), Vantage: names[p.vantage()], Status: p.status(), Took: sketch.Middle(p.bin()),
		Relook: p.flags()&flagRelook != 0, Blind: p.flags()&flagBlind != 0, Late: p.flags()&flagLate != 0,
	}
}

// mergeResults lays rows over packed looks: a look that is both is taken from
// its row, which is exact.
func mergeResults(old, rows []Result) []Result {
	type key struct {
		at      int64
		vantage string
	}
	seen := make(map[key]bool, len(rows))
	for _, r := range rows {
		seen[key{r.At.UnixMilli(), r.Vantage}] = true
	}
	old = slices.DeleteFunc(old, func(r Result) bool { return seen[key{r.At.UnixMilli(), r.Vantage}] })
	out := slices.Concat(old, rows)
	slices.SortStableFunc(out, func(a, b Result) int { return a.At.Compare(b.At) })
	return out
}

// vantageNames are the names by number.
func (j *Journal) vantageNames(ctx context.Context) (map[int64]string, error) {
	names := map[int64]string{}
	return names, each(ctx, j.read, "select id, name from vantages", nil, func(scan scanner) error {
		var id int64
		var name string
		err := scan(&id, &name)
		names[id] = name
		return err
	})
}

// readResult reads one look.
func readResult(scan scanner) (Result, error) {
	var r Result
	var at, us, flags int64
	err := scan(&at, &r.Vantage, &r.Status, &us, &flags)
	r.At, r.Took = moment(at), micros(us)
	r.Relook, r.Blind, r.Late = flags&flagRelook != 0, flags&flagBlind != 0, flags&flagLate != 0
	return r, err
}

// firstMinute is where the kept looks begin, so that nobody seeks through the
// minutes before.
func (j *Journal) firstMinute(ctx context.Context) (int64, error) {
	var first int64
	err := j.read.QueryRowContext(ctx, "select coalesce(min(minute), 0) * 60000 from result").Scan(&first)
	return first, diagnose(err)
}

// number is the number of a check's name, 0 when the journal never met it.
func (j *Journal) number(ctx context.Context, check string) (int64, error) {
	var id int64
	err := j.read.QueryRowContext(ctx, "select coalesce((select id from checks where name = ?), 0)", check).Scan(&id)
	return id, diagnose(err)
}

// Hour is what one hour of a check counted, over all vantages. What was owed is
// N + Missing; what was seen good is N - Bad - Unknown. An hour without a row
// proves nothing and is no uptime.
type Hour struct {
	At      time.Time // its start
	N       int       // due looks taken
	Bad     int       // of these broken
	Missing int       // due runs that gave no look
	Unknown int       // looks that could not tell
	Sum     time.Duration
	Max     time.Duration
}

// Hours returns the hours of a check that begin from the hour of from on and
// before to, in their order; hours of which nothing is known are left out.
func (j *Journal) Hours(ctx context.Context, check string, from, to time.Time) ([]Hour, error) {
	const query = `
with recursive span (hour) as (select ?2 union all select hour + 1 from span where hour < ?3)
select r.hour * 3600000, sum(r.n), sum(r.bad), sum(r.missing), sum(r.unknown), sum(r.sum_us), max(r.max_us)
from span cross join roll_1h r on r.hour = span.hour and r.check_id = ?1
group by r.hour order by r.hour`
	id, err := j.number(ctx, check)
	if err != nil || id == 0 || !from.Before(to) {
		return nil, err
	}
	var first int64
	if err := j.read.QueryRowContext(ctx, "select coalesce(min(hour), 0) from roll_1h").Scan(&first); err != nil {
		return nil, diagnose(err)
	}
	return all(ctx, j.read, query, []any{id, max(millis(from)/msPerHour, first), (millis(to) - 1) / msPerHour}, readHour)
}

// readHour reads one hour.
func readHour(scan scanner) (Hour, error) {
	var h Hour
	var at, sum, highest int64
	err := scan(&at, &h.N, &h.Bad, &h.Missing, &h.Unknown, &sum, &highest)
	h.At, h.Sum, h.Max = moment(at), micros(sum), micros(highest)
	return h, err
}

// Change is a moment at which a check began to be seen as it is from then on.
type Change struct {
	At      time.Time
	Vantage string
	Finding holdfast.Finding // its Reason is that of the first such look
}

// Changes returns what was seen of a check from from on and before to, each time
// that it changed, and first what held when the time began.
func (j *Journal) Changes(ctx context.Context, check string, from, to time.Time) ([]Change, error) {
	const query = `
select c.at, v.name, c.reason, f.body from change c join vantages v on v.id = c.vantage_id join finding f on f.hash = c.hash
where c.check_id = ?1 and c.at < ?3 and c.at >= coalesce((select max(at) from change where check_id = ?1 and at <= ?2), 0)
order by c.at`
	id, err := j.number(ctx, check)
	if err != nil || id == 0 {
		return nil, err
	}
	return all(ctx, j.read, query, []any{id, millis(from), millis(to)}, readChange)
}

// readChange reads one change.
func readChange(scan scanner) (Change, error) {
	var c Change
	var at int64
	var reason, body string
	if err := scan(&at, &c.Vantage, &reason, &body); err != nil {
		return c, err
	}
	var err error
	c.At = moment(at)
	c.Finding, err = decodeFinding(body)
	c.Finding.Reason = reason
	return c, err
}
