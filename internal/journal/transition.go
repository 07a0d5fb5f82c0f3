package journal

import (
	"context"
	"fmt"
	"time"

	"holdfast"
)

// msPerDay is the width of a daily rollup.
const msPerDay = 86_400_000

// Transition is a moment from which on a check had a confirmed status.
type Transition struct {
	Check  string
	At     time.Time // start of the first look that said so
	Status holdfast.Status
}

// transitions writes down what was confirmed. A day that is over and that one is
// dated into is counted anew.
func (t *txn) transitions(list []Transition, now time.Time) error {
	for _, one := range list {
		check, err := t.checkID(one.Check)
		if err != nil {
			return err
		}
		if err := t.run("insert into transition (check_id, at, status) values (?, ?, ?)", check, millis(one.At), int64(one.Status)); err != nil {
			return fmt.Errorf("write that %s is %s: %w", one.Check, one.Status, err)
		}
		if err := t.soil(check, millis(one.At), now); err != nil {
			return err
		}
	}
	return nil
}

// offs writes down the times in which no monitor could see.
func (t *txn) offs(gaps []Gap, now time.Time) error {
	for _, g := range gaps {
		since := max(millis(g.From)+g.Fresh.Milliseconds(), millis(g.Alive))
		if since >= millis(g.To) || g.Fresh == 0 && g.Alive.IsZero() {
			continue
		}
		check, err := t.checkID(g.Check)
		if err != nil {
			return err
		}
		if err := t.run("insert into off (check_id, since, until) values (?, ?, ?) on conflict do update set until = max(until, excluded.until)", check, since, millis(g.To)); err != nil {
			return fmt.Errorf("write that nobody looked at %s: %w", g.Check, err)
		}
		if err := t.soil(check, since, now); err != nil {
			return err
		}
	}
	return nil
}

// soil marks the days of a check from a time on that are over already.
func (t *txn) soil(check, from int64, now time.Time) error {
	if from/msPerDay >= millis(now)/msPerDay {
		return nil
	}
	return t.run("update roll_1d set dirty = 1 where check_id = ? and day >= ? and day < ?", check, from/msPerDay, millis(now)/msPerDay)
}

// Silences returns the times of which an older journal, which kept no such thing,
// has only hours in which nobody looked at anything: each becomes a gap, of whole
// hours, of every check that was looked at before and after.
func (j *Journal) Silences(ctx context.Context) ([]Gap, error) {
	hours, err := all(ctx, j.read, "select distinct hour from roll_1h where n > 0 order by hour", nil, readNumber)
	if err != nil {
		return nil, err
	}
	var out []Gap
	return out, each(ctx, j.read, "select c.name, min(r.hour), max(r.hour) from roll_1h r join checks c on c.id = r.check_id where r.n > 0 group by r.check_id", nil, func(scan scanner) error {
		var name string
		var first, last int64
		err := scan(&name, &first, &last)
		for i := 1; i < len(hours); i++ {
			if before, after := hours[i-1], hours[i]; after > before+1 && before >= first && after <= last {
				from := moment((before + 1) * msPerHour)
				out = append(out, Gap{Check: name, From: from, To: moment(after * msPerHour), Alive: from})
			}
		}
		return err
	})
}

// readNumber reads one number.
func readNumber(scan scanner) (n int64, err error) { return n, scan(&n) }
