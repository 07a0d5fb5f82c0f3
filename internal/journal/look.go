package journal

import (
	"context"

	"holdfast"
)

// Look is the last look at a check, and what its kind wants to remember.
type Look struct {
	Verdict holdfast.Verdict // its Finding.State is State too
	State   []byte
}

// LastLooks returns the last look of every check that was ever looked at.
func (j *Journal) LastLooks(ctx context.Context) (map[string]Look, error) {
	const query = `
select c.name, v.name, l.at, l.dur_us, l.flags, l.reason, l.measures, f.body, s.body
from last l join checks c on c.id = l.check_id join vantages v on v.id = l.vantage_id join finding f on f.hash = l.hash
left join kind_state s on s.check_id = l.check_id`
	looks := map[string]Look{}
	return looks, each(ctx, j.read, query, nil, func(scan scanner) error {
		look, err := readLook(scan)
		looks[look.Verdict.Check] = look
		return err
	})
}

// readLook reads one row of the checkpoint.
func readLook(scan scanner) (Look, error) {
	var v holdfast.Verdict
	var at, us, flags int64
	var reason, measures, body string
	var state []byte
	if err := scan(&v.Check, &v.Vantage, &at, &us, &flags, &reason, &measures, &body, &state); err != nil {
		return Look{}, err
	}
	finding, err := decodeFinding(body)
	if err != nil {
		return Look{}, err
	}
	v.At, v.Took, v.Finding = moment(at), micros(us), finding
	v.Relook, v.Blind, v.Late = flags&flagRelook != 0, flags&flagBlind != 0, flags&flagLate != 0
	v.Reason, v.State = reason, state
	v.Measures, err = decodeMeasures(measures)
	return Look{Verdict: v, State: state}, err
}
