package journal

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"holdfast"
)

// msPerHour is the width of a rollup.
const msPerHour = 3_600_000

// slot is one hour of one check as one vantage saw it.
type slot struct{ hour, check, vantage int64 }

// tally is what a slot counts.
type tally struct{ n, bad, missing, unknown, sumUS, maxUS int64 }

// rollup gathers a batch's part of the hours, so that each row is written once.
type rollup map[slot]tally

// look counts a look. Re-looks are no due runs and are not counted: they would
// give a failing check more weight than a calm one.
func (r rollup) look(check, vantage int64, v *holdfast.Verdict) {
	key := slot{hour: millis(v.At) / msPerHour, check: check, vantage: vantage}
	t := r[key]
	us := v.Took.Microseconds()
	t.n++
	t.sumUS += us
	t.maxUS = max(t.maxUS, us)
	switch v.Status {
	case holdfast.Broken:
		t.bad++
	case holdfast.Unknown:
		t.unknown++
	case holdfast.Holds, holdfast.AtRisk:
	}
	r[key] = t
}

// miss counts due runs that gave no look.
func (r rollup) miss(hour, check, vantage, n int64) {
	key := slot{hour: hour, check: check, vantage: vantage}
	t := r[key]
	t.missing += n
	r[key] = t
}

// missed counts due runs of this hour that gave no look. They have no vantage:
// nobody looked.
func (t *txn) missed(missed map[string]int, now time.Time, hours rollup) error {
	for name, n := range missed {
		check, err := t.checkID(name)
		if err != nil {
			return err
		}
		nobody, err := t.vantageID("")
		if err != nil {
			return err
		}
		hours.miss(millis(now)/msPerHour, check, nobody, int64(n))
	}
	return nil
}

// gaps counts the due runs between two looks as missing, each in its hour.
func (t *txn) gaps(gaps []Gap, hours rollup) error {
	for _, g := range gaps {
		check, err := t.checkID(g.Check)
		if err != nil {
			return err
		}
		vantage, err := t.vantageID(g.Vantage)
		if err != nil {
			return err
		}
		for hour, n := range g.byHour() {
			hours.miss(hour, check, vantage, n)
		}
	}
	return nil
}

// byHour spreads the due runs of a gap over its hours: those strictly between
// the two looks.
func (g Gap) byHour() map[int64]int64 {
	counts := map[int64]int64{}
	if g.Every <= 0 {
		return counts
	}
	from, to, step := g.From.UnixMilli(), g.To.UnixMilli(), max(g.Every.Milliseconds(), 1)
	for hour := from / msPerHour; hour <= (to-1)/msPerHour; hour++ {
		before := runsBefore(max(hour*msPerHour, from+1), from, step)
		if n := runsBefore(min((hour+1)*msPerHour, to), from, step) - before; n > 0 {
			counts[hour] = n
		}
	}
	return counts
}

// runsBefore counts the runs from+step, from+2·step … that lie before t.
func runsBefore(t, from, step int64) int64 { return (t - 1 - from) / step }

// hours adds a batch's part to the stored hours, in the order of their key.
func (t *txn) hours(hours rollup) error {
	order := func(a, b slot) int {
		return cmp.Or(cmp.Compare(a.hour, b.hour), cmp.Compare(a.check, b.check), cmp.Compare(a.vantage, b.vantage))
	}
	for _, key := range slices.SortedFunc(maps.Keys(hours), order) {
		h := hours[key]
		if err := t.run(`insert into roll_1h (hour, check_id, vantage_id, n, bad, missing, unknown, sum_us, max_us) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
			on conflict do update set n = n + excluded.n, bad = bad + excluded.bad, missing = missing + excluded.missing,
			unknown = unknown + excluded.unknown, sum_us = sum_us + excluded.sum_us, max_us = max(max_us, excluded.max_us)`,
			key.hour, key.check, key.vantage, h.n, h.bad, h.missing, h.unknown, h.sumUS, h.maxUS); err != nil {
			return fmt.Errorf("count the hour: %w", err)
		}
	}
	return nil
}
