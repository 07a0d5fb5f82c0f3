package journal

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"holdfast/internal/history"
)

// blockDays is how many days of a check one row of the table days holds: pages
// read three or four rows a check for ninety days.
const blockDays = 32

// Day is a day (UTC) of a check.
type Day struct {
	At    time.Time     `json:"at"` // its start
	Times history.Times `json:"times"`
	// Looks were due and taken, Bad of them broken, Unknown could not tell;
	// Missing were due and gave nothing.
	Looks   int64 `json:"looks"`
	Bad     int64 `json:"bad"`
	Missing int64 `json:"missing"`
	Unknown int64 `json:"unknown"`
	// Percentiles of the good looks' durations, to 2 %; Max is of all looks.
	P50 time.Duration `json:"p50"`
	P95 time.Duration `json:"p95"`
	P99 time.Duration `json:"p99"`
	Max time.Duration `json:"max"`
	// Open is true while the day is not made yet (today, and until three hours
	// after midnight yesterday): then only Times are filled, up to the end of
	// what was asked for.
	Open bool `json:"open,omitempty"`
}

// block is 32 days, nil where none was made.
type block [blockDays]*Day

// encode packs a block: per day a byte that says whether there is one, and its
// numbers as varints.
func (b *block) encode() []byte {
	var out []byte
	for _, d := range b {
		if d == nil {
			out = append(out, 0)
			continue
		}
		out = append(out, 1)
		out = binary.AppendUvarint(out, uint64(d.At.UnixMilli()/msPerDay)) //nolint:gosec // after 1970
		for _, v := range d.numbers() {
			out = binary.AppendUvarint(out, uint64(max(*v, 0))) //nolint:gosec // not negative
		}
	}
	return out
}

// numbers are the stored numbers of a day in their order. Never change it: add
// at the end with a new leading byte.
func (d *Day) numbers() []*int64 {
	return []*int64{
		&d.Times.Up, &d.Times.Down, &d.Times.AtRisk, &d.Times.Unknown, &d.Times.Maintenance, &d.Times.Blind,
		&d.Looks, &d.Bad, &d.Missing, &d.Unknown, (*int64)(&d.P50), (*int64)(&d.P95), (*int64)(&d.P99), (*int64)(&d.Max),
	}
}

// decodeBlock reads what encode wrote.
func decodeBlock(body []byte) (block, error) {
	var b block
	days := make([]Day, blockDays)
	c := column{rest: body}
	for i := range b {
		if len(c.rest) == 0 || c.rest[0] > 1 {
			return block{}, fmt.Errorf("%w: a block of days does not read back", ErrDamaged)
		}
		there := c.rest[0] == 1
		if c.rest = c.rest[1:]; !there {
			continue
		}
		d := &days[i]
		d.At = moment(int64(c.unsigned()) * msPerDay) //nolint:gosec // a day number
		for _, v := range d.numbers() {
			*v = int64(c.unsigned()) //nolint:gosec // as written
		}
		b[i] = d
	}
	if c.bad || len(c.rest) > 0 {
		return block{}, fmt.Errorf("%w: a block of days does not read back", ErrDamaged)
	}
	return b, nil
}

// Days returns the days (UTC) of each check from that of from up to to, which is
// the end of the last one if it falls into it: now for a page. Days before
// anything was known of a check are left out. It reads no hours.
func (j *Journal) Days(ctx context.Context, from, to time.Time) (map[string][]Day, error) {
	first, last := millis(from)/msPerDay, (millis(to)-1)/msPerDay
	out := map[string][]Day{}
	const query = "select c.name, d.body from checks c join days d on d.check_id = c.id and d.block >= ? and d.block <= ? order by d.check_id, d.block"
	if err := each(ctx, j.read, query, []any{first / blockDays, last / blockDays}, func(scan scanner) error {
		var name string
		var body []byte
		if err := scan(&name, &body); err != nil {
			return err
		}
		b, err := decodeBlock(body)
		if out[name] == nil {
			out[name] = make([]Day, 0, last-first+1)
		}
		for _, d := range b {
			if d != nil && d.At.UnixMilli() >= first*msPerDay && d.At.Before(to) {
				out[name] = append(out[name], *d)
			}
		}
		return err
	}); err != nil {
		return nil, err
	}
	return out, j.openDays(ctx, out, first, last, to)
}

// openDays adds the days that were not made yet.
func (j *Journal) openDays(ctx context.Context, out map[string][]Day, first, last int64, to time.Time) error {
	made, err := j.settledUpTo(ctx)
	if err != nil {
		return err
	}
	if made > last+1 {
		return nil
	}
	start := max(made, first)
	records, err := j.Records(ctx, moment(start*msPerDay), to)
	if err != nil {
		return err
	}
	for day := start; day <= last; day++ {
		period := history.Span{From: day * msPerDay, To: min((day+1)*msPerDay, millis(to))}
		for name, r := range records {
			out[name] = append(out[name], Day{At: moment(day * msPerDay), Times: history.Account(period, r), Open: true})
		}
	}
	return nil
}
