package journal

import (
	"context"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/incident"
)

// leastFresh is how long a verdict counts at least before a check is taken for
// silent.
const leastFresh = time.Minute

// freshFor is how long a verdict of a check counts.
func freshFor(c holdfast.Check) time.Duration { return max(c.FreshFor, leastFresh) }

// Records returns what an account of each check needs for the period, by check:
// those of the config in force at any time of it, and those with a status.
func (j *Journal) Records(ctx context.Context, from, to time.Time) (map[string]history.Record, error) {
	r := reader{j: j, ctx: ctx, period: history.Between(from, to), names: map[int64]string{}, records: map[string]*history.Record{}}
	for _, read := range []func() error{r.readNames, r.readBase, r.readTransitions, r.readOff, r.readSetups, r.readBlind, r.readEnds} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	out := make(map[string]history.Record, len(r.records))
	for id, record := range r.records {
		out[id] = *record
	}
	return out, nil
}

// Accounts returns the six times of each check in the period.
func (j *Journal) Accounts(ctx context.Context, from, to time.Time) (map[string]history.Times, error) {
	records, err := j.Records(ctx, from, to)
	if err != nil {
		return nil, err
	}
	out := make(map[string]history.Times, len(records))
	for id, r := range records {
		out[id] = history.Account(history.Between(from, to), r)
	}
	return out, nil
}

// reader gathers records.
type reader struct {
	j       *Journal
	ctx     context.Context //nolint:containedctx // lives as long as one call
	period  history.Span
	names   map[int64]string
	records map[string]*history.Record
	setups  []Setup
	base    map[int64]int64 // by check, the number of the transition in force at the start
}

// record is that of a check, made at its first mention.
func (r *reader) record(check string) *history.Record {
	if r.records[check] == nil {
		r.records[check] = &history.Record{}
	}
	return r.records[check]
}

func (r *reader) readNames() error {
	return each(r.ctx, r.j.read, "select id, name from checks", nil, func(scan scanner) error {
		var id int64
		var name string
		err := scan(&id, &name)
		r.names[id] = name
		return err
	})
}

// readBase reads what was confirmed last of each check for the start of the
// period.
func (r *reader) readBase() error {
	const query = `select c.id, t.seq, t.at, t.status from checks c
		join transition t on t.seq = (select seq from transition where check_id = c.id and at <= ?1 order by seq desc limit 1)`
	r.base = map[int64]int64{}
	return each(r.ctx, r.j.read, query, []any{r.period.From}, func(scan scanner) error {
		var id, seq int64
		var t history.Transition
		err := scan(&id, &seq, &t.At, &t.Status)
		r.base[id] = seq
		record := r.record(r.names[id])
		record.Transitions = append(record.Transitions, t)
		return err
	})
}

// readTransitions reads those of the period that count since.
func (r *reader) readTransitions() error {
	const query = "select seq, check_id, at, status from transition where at > ? and at < ? order by seq"
	return each(r.ctx, r.j.read, query, []any{r.period.From, r.period.To}, func(scan scanner) error {
		var id, seq int64
		var t history.Transition
		if err := scan(&seq, &id, &t.At, &t.Status); err != nil || seq < r.base[id] {
			return err
		}
		record := r.record(r.names[id])
		record.Transitions = append(record.Transitions, t)
		return nil
	})
}

func (r *reader) readOff() error {
	return each(r.ctx, r.j.read, "select check_id, since, until from off where since < ? and until > ?", []any{r.period.To, r.period.From}, func(scan scanner) error {
		var id int64
		var s history.Span
		err := scan(&id, &s.From, &s.To)
		record := r.record(r.names[id])
		record.Off = record.Off.Or(history.Set(s))
		return err
	})
}

// readSetups lays the windows of each config over the checks that it had, for
// the time in which it was in force.
func (r *reader) readSetups() (err error) {
	r.setups, err = r.j.Setups(r.ctx, r.period.Start(), r.period.End())
	if err != nil {
		return err
	}
	for i, s := range r.setups {
		inForce := r.inForce(i)
		windows := make([]history.Spans, len(s.Windows))
		for k, w := range s.Windows {
			windows[k] = occurrences(w, inForce)
		}
		for _, c := range s.Checks {
			record := r.record(c.ID)
			for k, w := range s.Windows {
				if len(windows[k]) > 0 && incident.Covered(w, c) {
					record.Maintenance = record.Maintenance.Or(windows[k])
				}
			}
		}
	}
	return nil
}

// inForce is the part of the period in which the i-th setup held.
func (r *reader) inForce(i int) history.Span {
	s := history.Span{From: r.setups[i].At.UnixMilli(), To: r.period.To}
	if i+1 < len(r.setups) {
		s.To = r.setups[i+1].At.UnixMilli()
	}
	return s.Within(r.period)
}

// occurrences are the times of a window within a span.
func occurrences(w holdfast.Window, within history.Span) history.Spans {
	if within.Length() == 0 {
		return nil
	}
	var list []history.Span
	for _, o := range incident.Occurrences(w, within.Start(), within.End()) {
		list = append(list, history.Between(o.From, o.Until).Within(within))
	}
	return history.Set(list...)
}

// readBlind lays the times without anchors over all checks whose target is not
// local.
func (r *reader) readBlind() error {
	blind, err := r.j.blindSpans(r.ctx, r.period)
	if err != nil || len(blind) == 0 {
		return err
	}
	if len(r.setups) == 0 {
		for _, record := range r.records {
			record.Blind = blind
		}
	}
	for i, s := range r.setups {
		part := blind.Within(r.inForce(i))
		for _, c := range s.Checks {
			if !c.Local && len(part) > 0 {
				record := r.record(c.ID)
				record.Blind = record.Blind.Or(part)
			}
		}
	}
	return nil
}

// blindSpans are the times in which the vantage had lost its anchors.
func (j *Journal) blindSpans(ctx context.Context, period history.Span) (history.Spans, error) {
	list, err := j.Incidents(ctx, IncidentQuery{Class: holdfast.ClassBlind, From: period.Start(), To: period.End()})
	if err != nil {
		return nil, err
	}
	var spans []history.Span
	for _, i := range list {
		spans = append(spans, history.Span{From: i.Since.UnixMilli(), To: endOf(i, period.End()).UnixMilli()})
	}
	return history.Set(spans...).Within(period), nil
}

// endOf is when what an incident tells was over, now while it is open.
func endOf(i holdfast.Incident, now time.Time) time.Time {
	switch {
	case !i.Until.IsZero():
		return i.Until
	case !i.Resolved.IsZero():
		return i.Resolved
	default:
		return now
	}
}

// readEnds finds where what is known of each check runs out: when its last look
// no longer counts and no monitor was alive to say so.
func (r *reader) readEnds() error {
	if len(r.setups) == 0 {
		return nil
	}
	alive, err := r.j.Alive(r.ctx)
	if err != nil {
		return err
	}
	fresh := map[string]time.Duration{}
	for _, c := range r.setups[len(r.setups)-1].Checks {
		fresh[c.ID] = freshFor(c)
	}
	return each(r.ctx, r.j.read, "select check_id, at from last", nil, func(scan scanner) error {
		var id, at int64
		if err := scan(&id, &at); err != nil {
			return err
		}
		if d, watched := fresh[r.names[id]]; watched {
			r.record(r.names[id]).Until = max(at+d.Milliseconds(), alive.UnixMilli())
		}
		return nil
	})
}

// AliveKey is the key of the journal's meta values under which a monitor writes
// the time, in milliseconds, while it runs.
const AliveKey = "alive"

// Alive is when a monitor was last known to run; zero when none ever was.
func (j *Journal) Alive(ctx context.Context) (time.Time, error) {
	var at int64
	err := j.read.QueryRowContext(ctx, `select max(coalesce((select max(at) from last), 0), coalesce((select at from event order by seq desc limit 1), 0),
		coalesce((select cast(value as integer) from meta where key = ?), 0))`, AliveKey).Scan(&at)
	return moment(at), diagnose(err)
}
