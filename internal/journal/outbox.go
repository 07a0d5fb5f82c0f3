package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"holdfast"
)

// notices adds rows to the outbox. A notice whose ID is there already is the
// same notice, written again, and its row stays as it is.
func (t *txn) notices(notices []holdfast.Notice) error {
	for _, n := range notices {
		body, err := json.Marshal(n)
		if err != nil {
			return fmt.Errorf("write notice %s: %w", n.ID, err)
		}
		if err := t.run(`insert into outbox (notice, thread, incident, channel, step, part, at, body)
			values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (notice) do nothing`,
			n.ID, n.Thread(), n.Incident.ID, n.Channel, string(n.Step), n.Part, millis(n.At), string(body)); err != nil {
			return fmt.Errorf("write notice %s: %w", n.ID, err)
		}
	}
	return nil
}

// Waiting returns the heads of all deliveries after the given one that have not
// reached their end, in order: of their notices only ID, Key, Channel, Step,
// Part, At and the incident's ID are filled.
func (j *Journal) Waiting(ctx context.Context, after int64) ([]holdfast.Delivery, error) {
	return all(ctx, j.read, "select "+headColumns+" from outbox where state < 2 and seq > ? order by seq", []any{after}, readDelivery)
}

// Thread returns the deliveries of one thread on one channel in order: those
// that wait whole, those that have ended with their heads alone.
func (j *Journal) Thread(ctx context.Context, channel, thread string) ([]holdfast.Delivery, error) {
	return all(ctx, j.read, "select "+threadColumns+" from outbox where channel = ? and thread = ? order by seq", []any{channel, thread}, readDelivery)
}

// Standing returns the delivery that the channel accepted last, and the first
// one that it refused since; zero ones where there is none.
func (j *Journal) Standing(ctx context.Context, channel string) (accepted, refused holdfast.Delivery, err error) {
	const order = " from outbox where channel = ? and state = ? and done_at > ? order by done_at "
	last, err := all(ctx, j.read, "select "+headColumns+order+"desc limit 1", []any{channel, int64(holdfast.DeliveryDone), 0}, readDelivery)
	if err != nil {
		return accepted, refused, err
	}
	if len(last) > 0 {
		accepted = last[0]
	}
	first, err := all(ctx, j.read, "select "+headColumns+order+"limit 1", []any{channel, int64(holdfast.DeliveryRefused), millis(accepted.Done)}, readDelivery)
	if len(first) > 0 {
		refused = first[0]
	}
	return accepted, refused, err
}

// Refused returns the heads of the openings that a channel refused and that
// nothing later speaks for: it was told neither the same beginning again nor the
// end, so that the incident is open still.
func (j *Journal) Refused(ctx context.Context, channel string) ([]holdfast.Delivery, error) {
	const query = "select " + headColumns + ` from outbox r where channel = ? and state = ? and step = ? and part = ''
		and not exists (select 1 from outbox l where l.channel = r.channel and l.thread = r.thread and l.seq > r.seq and l.step in (?, ?)) order by seq`
	opened, resolved := string(holdfast.StepOpened), string(holdfast.StepResolved)
	return all(ctx, j.read, query, []any{channel, int64(holdfast.DeliveryRefused), opened, opened, resolved}, readDelivery)
}

// SaveDeliveries stores how far deliveries are, together with notices that
// became due because of it, and returns once that is on the disk.
func (j *Journal) SaveDeliveries(ctx context.Context, rows []holdfast.Delivery, more []holdfast.Notice) error {
	err := j.writer.do(ctx, func(t *txn) error {
		for i := range rows {
			if err := t.delivery(&rows[i]); err != nil {
				return fmt.Errorf("write the story of notice %s: %w", rows[i].Notice.ID, err)
			}
		}
		return t.notices(more)
	})
	if err != nil {
		return fmt.Errorf("write to journal %s: %w", j.path(), err)
	}
	return nil
}

// delivery stores the story; the notice itself never changes.
func (t *txn) delivery(d *holdfast.Delivery) error {
	n, err := t.exec(`update outbox set state = ?, attempts = ?, doubt = ?, next_at = ?, next_boot = ?, next_up = ?, next_wait = ?,
		hold = ?, sent_at = ?, ref = ?, answer = ?, done_at = ? where seq = ?`,
		int64(d.State), d.Attempts, d.Doubt, millis(d.Next.Wall), d.Next.Boot, d.Next.Up.Milliseconds(), d.Next.Wait.Milliseconds(),
		d.Hold, millis(d.Sent), d.Ref, d.Answer, millis(d.Done), d.Seq)
	if err == nil && n == 0 {
		err = errNoDelivery
	}
	return err
}

// errNoDelivery is the fault of saving what the outbox does not have.
var errNoDelivery = errors.New("the outbox has no such row")

// The columns of a delivery, in the order in which readDelivery reads them. A
// head has no body; in a thread those that have ended have none.
const (
	storyColumns    = "seq, state, attempts, doubt, next_at, next_boot, next_up, next_wait, hold, sent_at, ref, answer, done_at, notice, thread, incident, channel, step, part, at"
	deliveryColumns = storyColumns + ", body"
	headColumns     = storyColumns + ", ''"
	threadColumns   = storyColumns + ", case when state < 2 then body else '' end"
)

// readDelivery reads one row of the outbox.
func readDelivery(scan scanner) (holdfast.Delivery, error) {
	var d holdfast.Delivery
	var next, up, wait, sent, done, at int64
	var body string
	n := &d.Notice
	if err := scan(&d.Seq, &d.State, &d.Attempts, &d.Doubt, &next, &d.Next.Boot, &up, &wait, &d.Hold, &sent, &d.Ref, &d.Answer, &done,
		&n.ID, &n.Key, &n.Incident.ID, &n.Channel, &n.Step, &n.Part, &at, &body); err != nil {
		return d, err
	}
	d.Next.Wall, d.Next.Up, d.Next.Wait = moment(next), time.Duration(up)*time.Millisecond, time.Duration(wait)*time.Millisecond
	d.Sent, d.Done, n.At = moment(sent), moment(done), moment(at)
	if body == "" {
		return d, nil
	}
	*n = holdfast.Notice{}
	return d, decode(body, n)
}
