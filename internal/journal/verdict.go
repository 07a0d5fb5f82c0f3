package journal

import (
	"bytes"
	"fmt"
	"time"

	"holdfast"
)

// Flags of a look, as stored. Never change one.
const (
	flagRelook = 1
	flagBlind  = 2
	flagLate   = 4
)

// msPerMinute is the width of a result's bucket.
const msPerMinute = 60_000

// verdicts writes looks: the row of each, its part of the hour, what it saw if
// that changed, and the checkpoint.
func (t *txn) verdicts(verdicts []holdfast.Verdict, hours rollup) error {
	for i := range verdicts {
		if err := t.verdict(&verdicts[i], hours); err != nil {
			return fmt.Errorf("write the look at %s: %w", verdicts[i].Check, err)
		}
	}
	return nil
}

// verdict writes one look.
func (t *txn) verdict(v *holdfast.Verdict, hours rollup) error {
	check, err := t.checkID(v.Check)
	if err != nil {
		return err
	}
	vantage, err := t.vantageID(v.Vantage)
	if err != nil {
		return err
	}
	added, err := t.result(v, check, vantage)
	if err != nil {
		return err
	}
	if added && !v.Relook {
		hours.look(check, vantage, v)
	}
	sum, err := t.finding(v, check, vantage)
	if err != nil {
		return err
	}
	return t.checkpoint(v, check, vantage, sum)
}

// result writes the row of a look and reports whether it is new. A clock that was
// set back gives a time twice: another look that has it moves this one on by a
// millisecond, while the same look, written again, stays one.
func (t *txn) result(v *holdfast.Verdict, check, vantage int64) (added bool, err error) {
	for at := millis(v.At); ; at++ {
		row := []any{at / msPerMinute, check, at % msPerMinute, vantage, int64(v.Status), flagsOf(v), v.Took.Microseconds()}
		n, err := t.exec("insert into result (minute, check_id, ms, vantage_id, status, flags, dur_us) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing", row...)
		if err != nil || n > 0 {
			return n > 0, err
		}
		same, err := t.id("select count(*) from result where minute = ? and check_id = ? and ms = ? and vantage_id = ? and status = ? and flags = ? and dur_us = ?", row...)
		if err != nil || same > 0 {
			return false, err
		}
	}
}

// finding writes what was seen where it differs from the look before, and
// returns its hash.
func (t *txn) finding(v *holdfast.Verdict, check, vantage int64) (hash, error) {
	before, ok := t.fresh.last[check]
	if !ok {
		before = t.known.last[check]
	}
	if before.finding != nil && unchanged(before.finding, &v.Finding) {
		before.at = millis(v.At)
		t.fresh.last[check] = before
		return before.hash, nil
	}
	body, sum, err := encodeFinding(&v.Finding)
	if err != nil {
		return hash{}, err
	}
	seen := v.Finding
	seen.State, seen.Measures = nil, nil
	t.fresh.last[check] = sight{hash: sum, finding: &seen, at: millis(v.At)}
	if before.finding == nil && before.hash == sum {
		return sum, nil // as an earlier process saw it
	}
	if err := t.run("insert into finding (hash, body) values (?, ?) on conflict do nothing", sum[:], body); err != nil {
		return hash{}, err
	}
	if err := t.run("update change set seen = ?2 where check_id = ?1 and at = (select max(at) from change where check_id = ?1 and at <= ?2)", check, before.at); err != nil {
		return hash{}, err
	}
	return sum, t.run("insert into change (check_id, at, vantage_id, hash, reason) values (?, ?, ?, ?, ?) on conflict do update set hash = excluded.hash, reason = excluded.reason",
		check, millis(v.At), vantage, sum[:], v.Reason)
}

// checkpoint puts the look in the place of the check's last one, whatever their
// times say: wall clocks are stepped, arrival is not.
func (t *txn) checkpoint(v *holdfast.Verdict, check, vantage int64, sum hash) error {
	measures, err := encodeMeasures(v.Measures)
	if err != nil {
		return err
	}
	if err := t.run(`insert into last (check_id, vantage_id, at, dur_us, flags, hash, reason, measures) values (?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (check_id) do update set vantage_id = excluded.vantage_id, at = excluded.at, dur_us = excluded.dur_us,
		flags = excluded.flags, hash = excluded.hash, reason = excluded.reason, measures = excluded.measures`,
		check, vantage, millis(v.At), v.Took.Microseconds(), flagsOf(v), sum[:], v.Reason, measures); err != nil {
		return err
	}
	return t.kindState(check, v.State)
}

// kindState keeps what the kind wants to remember. A look without state, such as
// one that failed, leaves the state as it was; an empty one clears it.
func (t *txn) kindState(check int64, state []byte) error {
	if state == nil {
		return nil
	}
	before, ok := t.fresh.states[check]
	if !ok {
		before, ok = t.known.states[check]
	}
	if ok && bytes.Equal(before, state) {
		return nil
	}
	t.fresh.states[check] = state
	return t.run("insert into kind_state (check_id, body) values (?, ?) on conflict (check_id) do update set body = excluded.body", check, state)
}

// flagsOf packs the marks of a look.
func flagsOf(v *holdfast.Verdict) int64 {
	var flags int64
	for _, mark := range []struct {
		on  bool
		bit int64
	}{{v.Relook, flagRelook}, {v.Blind, flagBlind}, {v.Late, flagLate}} {
		if mark.on {
			flags |= mark.bit
		}
	}
	return flags
}

// micros reads a stored duration.
func micros(us int64) time.Duration { return time.Duration(us) * time.Microsecond }
