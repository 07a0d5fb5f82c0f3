package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// state writes the book's entities that changed.
func (t *txn) state(entities map[string][]byte) error {
	for key, body := range entities {
		var err error
		if body == nil {
			err = t.run("delete from book where key = ?", key)
		} else {
			err = t.run("insert into book (key, body) values (?, ?) on conflict (key) do update set body = excluded.body", key, body)
		}
		if err != nil {
			return fmt.Errorf("write state %s: %w", key, err)
		}
	}
	return nil
}

// LoadState returns the book's entities by key.
func (j *Journal) LoadState(ctx context.Context) (map[string][]byte, error) {
	entities := map[string][]byte{}
	return entities, each(ctx, j.read, "select key, body from book", nil, func(scan scanner) error {
		var key string
		var body []byte
		err := scan(&key, &body)
		entities[key] = body
		return err
	})
}

// beats writes when heartbeats last called. The last one written counts,
// whatever its time says: wall clocks are stepped, arrival is not.
func (t *txn) beats(beats map[string]time.Time) error {
	for check, at := range beats {
		err := t.run("insert into beat (check_name, at) values (?, ?) on conflict (check_name) do update set at = excluded.at", check, millis(at))
		if err != nil {
			return fmt.Errorf("write the beat of %s: %w", check, err)
		}
	}
	return nil
}

// Beats returns when each check's heartbeat last called.
func (j *Journal) Beats(ctx context.Context) (map[string]time.Time, error) {
	beats := map[string]time.Time{}
	return beats, each(ctx, j.read, "select check_name, at from beat", nil, func(scan scanner) error {
		var check string
		var at int64
		err := scan(&check, &at)
		beats[check] = moment(at)
		return err
	})
}

// meta writes single values.
func (t *txn) meta(values map[string]string) error {
	for key, value := range values {
		if key == "instance" || key == "epoch" {
			return fmt.Errorf("write %s: the journal itself keeps it", key)
		}
		if err := t.run("insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value", key, value); err != nil {
			return fmt.Errorf("write %s: %w", key, err)
		}
	}
	return nil
}

// Meta returns the value of a key, empty when there is none.
func (j *Journal) Meta(ctx context.Context, key string) (string, error) {
	var value string
	err := j.read.QueryRowContext(ctx, "select value from meta where key = ?", key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, diagnose(err)
}
