package journal

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"holdfast"
)

// Letter is one mail of a report to one person: a row that is written before
// its first byte leaves.
type Letter struct {
	Period    string
	Recipient string // lower case
	Channel   string // that carries it
	ID        string // Message-ID, without brackets
	Due       time.Time
	Body      []byte // the mail as it is sent; empty once it has ended
	State     holdfast.DeliveryState
	Attempts  int
	Doubt     bool // it may have been taken although the answer never came
	Next      time.Time
	Sent      time.Time
	Done      time.Time
	Answer    string
}

// Report is a report that was made for a period.
type Report struct {
	Period string
	Due    time.Time
	Made   time.Time
	Body   []byte // its JSON
}

// errNoLetter is the fault of saving what was never owed.
var errNoLetter = errors.New("no such letter is owed")

// Owe writes a report and the letters that are owed because of it, whole or not
// at all. It reports false, and changes nothing, when the period has its report.
func (j *Journal) Owe(ctx context.Context, r Report, letters []Letter) (owed bool, err error) {
	packed, err := deflate(r.Body)
	if err != nil {
		return false, err
	}
	err = j.writer.do(ctx, func(t *txn) error {
		n, err := t.exec("insert into report (period, due, made, body) values (?, ?, ?, ?) on conflict do nothing", r.Period, millis(r.Due), millis(r.Made), packed)
		owed = n > 0
		if err != nil || !owed {
			return err
		}
		for i := range letters {
			l := &letters[i]
			if err := t.run("insert into letter (period, recipient, channel, id, due, body) values (?, ?, ?, ?, ?, ?) on conflict do nothing",
				l.Period, strings.ToLower(l.Recipient), l.Channel, l.ID, millis(l.Due), filled(l.Body)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("write report %s to journal %s: %w", r.Period, j.path(), err)
	}
	return owed, nil
}

// Letters returns the letters of a period, of all with "%", or with an empty
// period those that have not ended, the oldest first.
func (j *Journal) Letters(ctx context.Context, period string) ([]Letter, error) {
	const query = "select period, recipient, channel, id, due, body, state, attempts, doubt, next_at, sent_at, done_at, answer from letter where "
	if period == "" {
		return all(ctx, j.read, query+"state < 2 order by due, recipient", nil, readLetter)
	}
	return all(ctx, j.read, query+"?1 in (period, '%') order by due, recipient", []any{period}, readLetter)
}

// readLetter reads one row.
func readLetter(scan scanner) (Letter, error) {
	var l Letter
	var due, next, sent, done int64
	err := scan(&l.Period, &l.Recipient, &l.Channel, &l.ID, &due, &l.Body, &l.State, &l.Attempts, &l.Doubt, &next, &sent, &done, &l.Answer)
	l.Due, l.Next, l.Sent, l.Done = moment(due), moment(next), moment(sent), moment(done)
	return l, err
}

// SaveLetter stores how far a letter is; it is on disk when it returns. Of one
// that has ended the mail itself is let go.
func (j *Journal) SaveLetter(ctx context.Context, l Letter) error {
	err := j.writer.do(ctx, func(t *txn) error {
		n, err := t.exec(`update letter set state = ?1, attempts = ?2, doubt = ?3, next_at = ?4, sent_at = ?5, done_at = ?6, answer = ?7,
			body = case when ?1 < 2 then body else x'' end where period = ?8 and recipient = ?9`,
			int64(l.State), l.Attempts, l.Doubt, millis(l.Next), millis(l.Sent), millis(l.Done), l.Answer, l.Period, l.Recipient)
		if err == nil && n == 0 {
			err = errNoLetter
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("write report %s to %s into journal %s: %w", l.Period, l.Recipient, j.path(), err)
	}
	return nil
}

// Report returns the report of a period; ok is false when none was made.
func (j *Journal) Report(ctx context.Context, period string) (r Report, ok bool, err error) {
	list, err := all(ctx, j.read, "select period, due, made, body from report where period = ?", []any{period}, func(scan scanner) (Report, error) {
		var one Report
		var due, made int64
		err := scan(&one.Period, &due, &made, &one.Body)
		one.Due, one.Made = moment(due), moment(made)
		return one, err
	})
	if err != nil || len(list) == 0 {
		return Report{}, false, err
	}
	list[0].Body, err = inflate(list[0].Body)
	return list[0], true, err
}

// Unsubscribe remembers for ever that somebody wants no more reports.
func (j *Journal) Unsubscribe(ctx context.Context, recipient string, at time.Time) error {
	return j.writer.do(ctx, func(t *txn) error {
		return t.run("insert into unsubscribed (recipient, at) values (?, ?) on conflict do nothing", strings.ToLower(recipient), millis(at))
	})
}

// Resubscribe forgets that somebody wanted no more reports.
func (j *Journal) Resubscribe(ctx context.Context, recipient string) error {
	return j.writer.do(ctx, func(t *txn) error {
		return t.run("delete from unsubscribed where recipient = ?", strings.ToLower(recipient))
	})
}

// Unsubscribed returns who wants no more reports, and since when.
func (j *Journal) Unsubscribed(ctx context.Context) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	return out, each(ctx, j.read, "select recipient, at from unsubscribed", nil, func(scan scanner) error {
		var who string
		var at int64
		err := scan(&who, &at)
		out[who] = moment(at)
		return err
	})
}

// EventsOf calls fn with every event of some kinds before a moment, in order,
// and stops at its error.
func (j *Journal) EventsOf(ctx context.Context, kinds []string, before time.Time, fn func(Event) error) error {
	args := []any{millis(before)}
	for _, kind := range kinds {
		args = append(args, kind)
	}
	query := "select seq, epoch, at, kind, body from event where at < ? and kind in (?" + strings.Repeat(", ?", max(len(kinds)-1, 0)) + ") order by seq"
	return each(ctx, j.read, query, args, func(scan scanner) error {
		var e Event
		var at int64
		if err := scan(&e.Seq, &e.Epoch, &at, &e.Kind, &e.Body); err != nil {
			return err
		}
		e.At = moment(at)
		return fn(e)
	})
}

// DeliveriesBetween returns the deliveries that became due from from on and
// before to, without their notices' bodies.
func (j *Journal) DeliveriesBetween(ctx context.Context, from, to time.Time) ([]holdfast.Delivery, error) {
	return all(ctx, j.read, "select "+headColumns+" from outbox where at >= ? and at < ? order by seq", []any{millis(from), millis(to)}, readDelivery)
}

// mostUnpacked bounds what a stored report may become.
const mostUnpacked = 256 << 20

func deflate(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

func inflate(data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: a stored report: %w", ErrDamaged, err)
	}
	return io.ReadAll(io.LimitReader(r, mostUnpacked))
}
