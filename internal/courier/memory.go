package courier

import (
	"context"
	"sync"

	"holdfast"
)

// memory is an outbox that lives as long as the process: for the time in which
// the disk is gone. A notice is taken once, however often it is put in.
type memory struct {
	mu    sync.Mutex // guards all below
	rows  []holdfast.Delivery
	known map[string]bool // IDs of notices
}

// newMemory returns an empty outbox.
func newMemory() *memory { return &memory{known: map[string]bool{}} }

// add puts notices in.
func (m *memory) add(notices []holdfast.Notice) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range notices {
		if m.known[n.ID] {
			continue
		}
		m.known[n.ID] = true
		m.rows = append(m.rows, holdfast.Delivery{Seq: int64(len(m.rows) + 1), Notice: n})
	}
}

// Waiting implements [Reader].
func (m *memory) Waiting(_ context.Context, after int64) ([]holdfast.Delivery, error) {
	return m.find(func(d *holdfast.Delivery) bool { return d.Seq > after && !d.State.Ended() }), nil
}

// Thread implements [Reader].
func (m *memory) Thread(_ context.Context, channel, thread string) ([]holdfast.Delivery, error) {
	return m.find(func(d *holdfast.Delivery) bool {
		return d.Notice.Channel == channel && d.Notice.Thread() == thread
	}), nil
}

// Standing implements [Reader].
func (m *memory) Standing(_ context.Context, channel string) (accepted, refused holdfast.Delivery, err error) {
	for _, d := range m.find(func(d *holdfast.Delivery) bool { return d.Notice.Channel == channel }) {
		if d.State == holdfast.DeliveryDone && d.Done.After(accepted.Done) {
			accepted = d
		}
	}
	for _, d := range m.find(func(d *holdfast.Delivery) bool {
		return d.Notice.Channel == channel && d.State == holdfast.DeliveryRefused && d.Done.After(accepted.Done)
	}) {
		if refused.Seq == 0 || d.Done.Before(refused.Done) {
			refused = d
		}
	}
	return accepted, refused, nil
}

// SaveDeliveries implements [Writer].
func (m *memory) SaveDeliveries(_ context.Context, rows []holdfast.Delivery, more []holdfast.Notice) error {
	m.mu.Lock()
	for _, row := range rows {
		m.rows[row.Seq-1] = row
	}
	m.mu.Unlock()
	m.add(more)
	return nil
}

// find returns copies of the rows that fit.
func (m *memory) find(fits func(*holdfast.Delivery) bool) []holdfast.Delivery {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []holdfast.Delivery
	for i := range m.rows {
		if fits(&m.rows[i]) {
			found = append(found, m.rows[i])
		}
	}
	return found
}
