package journal

import (
	"context"
	"fmt"
)

// events appends to the log of events. A number that is taken is an error,
// unless it is the very same event, written again after an open commit.
func (t *txn) events(events []Event) error {
	for _, e := range events {
		n, err := t.exec(`insert into event (seq, epoch, at, kind, body) values (?1, ?2, ?3, ?4, ?5)
			on conflict (seq) do update set body = body where epoch = ?2 and kind = ?4 and body = ?5`,
			e.Seq, e.Epoch, millis(e.At), e.Kind, filled(e.Body))
		if err != nil {
			return fmt.Errorf("write event %d: %w", e.Seq, err)
		}
		if n == 0 {
			return fmt.Errorf("write event %d: another event has that number", e.Seq)
		}
	}
	return nil
}

// filled is body, but never nil, which SQLite takes for no value.
func filled(body []byte) []byte {
	if body == nil {
		return []byte{}
	}
	return body
}

// Events calls fn with every event in order, and stops at its error.
func (j *Journal) Events(ctx context.Context, fn func(Event) error) error {
	return each(ctx, j.read, "select seq, epoch, at, kind, body from event order by seq", nil, func(scan scanner) error {
		var e Event
		var at int64
		if err := scan(&e.Seq, &e.Epoch, &at, &e.Kind, &e.Body); err != nil {
			return err
		}
		e.At = moment(at)
		return fn(e)
	})
}
