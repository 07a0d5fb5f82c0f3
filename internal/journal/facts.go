package journal

import (
	"context"
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// Facts returns the facts of each check as they were in the period, with when
// each value was first and last seen, by check: those that lasted into the
// period and those that began in it. First is true to the beginning of what is
// kept, not cut to the period.
func (j *Journal) Facts(ctx context.Context, from, to time.Time) (map[string][]history.FactSpan, error) {
	seen, err := j.Sightings(ctx, to)
	if err != nil {
		return nil, err
	}
	out := make(map[string][]history.FactSpan, len(seen))
	for check, list := range seen {
		for _, f := range history.Facts(check, list) {
			if f.Ended.IsZero() || f.Ended.After(from) {
				out[check] = append(out[check], f)
			}
		}
	}
	return out, nil
}

// Sightings returns what was ever seen of each check before a time, each time
// that it changed, in order.
func (j *Journal) Sightings(ctx context.Context, to time.Time) (map[string][]history.Sighting, error) {
	const query = `select c.name, x.at, coalesce(x.seen, case when x.at = (select max(at) from change where check_id = x.check_id) then l.at end, x.at), x.reason, x.hash
		from change x join checks c on c.id = x.check_id left join last l on l.check_id = x.check_id
		where x.at < ? order by x.check_id, x.at`
	findings := map[string]holdfast.Finding{}
	out := map[string][]history.Sighting{}
	return out, each(ctx, j.read, query, []any{millis(to)}, func(scan scanner) error {
		var check, reason, sum string
		var first, last int64
		if err := scan(&check, &first, &last, &reason, &sum); err != nil {
			return err
		}
		f, err := j.findingOf(ctx, sum, findings)
		f.Reason = reason
		end := min(last, millis(to)-1)
		out[check] = append(out[check], history.Sighting{First: moment(first), Last: moment(max(end, first)), Finding: f})
		return err
	})
}

// findingOf reads a finding by its hash, each once.
func (j *Journal) findingOf(ctx context.Context, sum string, known map[string]holdfast.Finding) (holdfast.Finding, error) {
	if f, ok := known[sum]; ok {
		return f, nil
	}
	var body string
	if err := j.read.QueryRowContext(ctx, "select body from finding where hash = ?", []byte(sum)).Scan(&body); err != nil {
		return holdfast.Finding{}, diagnose(err)
	}
	f, err := decodeFinding(body)
	known[sum] = f
	return f, err
}
