package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"holdfast"
)

// incidents puts each in the place of the one with its ID.
func (t *txn) incidents(incidents []holdfast.Incident) error {
	for _, i := range incidents {
		check, err := t.checkID(i.Check)
		if err != nil {
			return err
		}
		body, err := json.Marshal(i)
		if err != nil {
			return fmt.Errorf("write incident %s: %w", i.ID, err)
		}
		err = t.run(`insert into incident (id, number, check_id, class, since, opened, resolved, body) values (?, ?, ?, ?, ?, ?, nullif(?, 0), ?)
			on conflict (id) do update set number = excluded.number, check_id = excluded.check_id, class = excluded.class, since = excluded.since,
			opened = excluded.opened, resolved = excluded.resolved, body = excluded.body`,
			i.ID, i.Number, check, string(i.Class), millis(i.Since), millis(i.Opened), millis(i.Resolved), string(body))
		if err != nil {
			return fmt.Errorf("write incident %s: %w", i.ID, err)
		}
	}
	return nil
}

// IncidentQuery says which incidents are wanted; what is zero does not restrict.
type IncidentQuery struct {
	Open  bool           // only those that have not ended
	Check string         // of this check
	Class holdfast.Class // of this class
	From  time.Time      // not over before
	To    time.Time      // opened before
	Limit int            // at most so many
}

// Incidents returns what fits the query, the one opened last first.
func (j *Journal) Incidents(ctx context.Context, q IncidentQuery) ([]holdfast.Incident, error) {
	text := "select body from incident where true"
	var args []any
	add := func(condition string, arg any) {
		text += " and " + condition
		args = append(args, arg)
	}
	if q.Open {
		text += " and resolved is null"
	}
	if q.Check != "" {
		add("check_id = (select id from checks where name = ?)", q.Check)
	}
	if q.Class != "" {
		add("class = ?", string(q.Class))
	}
	if !q.From.IsZero() {
		add("coalesce(resolved, 9e18) >= ?", millis(q.From))
	}
	if !q.To.IsZero() {
		add("opened < ?", millis(q.To))
	}
	text += " order by opened desc, number desc"
	if q.Limit > 0 {
		text += " limit " + strconv.Itoa(q.Limit)
	}
	return all(ctx, j.read, text, args, readIncident)
}

// Incident finds an incident by its ID or its number, with what was told of it:
// to whom, when, and what the receiver answered. A number that was never given
// is ErrNoIncident.
func (j *Journal) Incident(ctx context.Context, idOrNumber string) (holdfast.Incident, []holdfast.Delivery, error) {
	number, err := strconv.ParseInt(idOrNumber, 10, 64)
	if err != nil {
		number = -1 // an ID
	}
	found, err := all(ctx, j.read, "select body from incident where id = ? or number = ? order by opened desc limit 1", []any{idOrNumber, number}, readIncident)
	if err != nil {
		return holdfast.Incident{}, nil, fmt.Errorf("read incident %s: %w", idOrNumber, err)
	}
	if len(found) == 0 {
		return holdfast.Incident{}, nil, fmt.Errorf("incident %s: %w", idOrNumber, ErrNoIncident)
	}
	told, err := all(ctx, j.read, "select "+deliveryColumns+" from outbox where incident = ? order by seq", []any{found[0].ID}, readDelivery)
	return found[0], told, err
}

// readIncident reads one from its body.
func readIncident(scan scanner) (holdfast.Incident, error) {
	var body string
	if err := scan(&body); err != nil {
		return holdfast.Incident{}, err
	}
	var i holdfast.Incident
	return i, decode(body, &i)
}

// decode reads stored JSON; what does not read back is damage.
func decode(body string, into any) error {
	if err := json.Unmarshal([]byte(body), into); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}
