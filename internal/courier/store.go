package courier

import (
	"context"

	"holdfast"
)

// Store is the outbox: the journal's, or the memory that takes its place while
// the disk is gone.
type Store interface {
	Reader
	Writer
}

// Reader reads the outbox.
type Reader interface {
	// Waiting returns the heads of the deliveries after that have not ended, in
	// order; of their notices ID, Key, Channel, Step and At suffice.
	Waiting(ctx context.Context, after int64) ([]holdfast.Delivery, error)
	// Thread returns the deliveries of a thread on a channel in order; of those
	// that have ended, heads suffice.
	Thread(ctx context.Context, channel, thread string) ([]holdfast.Delivery, error)
	// Standing returns the delivery that the channel accepted last and the first
	// that it refused since, zero ones where there is none.
	Standing(ctx context.Context, channel string) (accepted, refused holdfast.Delivery, err error)
}

// Writer moves deliveries.
type Writer interface {
	// SaveDeliveries stores the stories of deliveries, and notices that are due
	// because of them, in one transaction that is on disk when it returns.
	SaveDeliveries(ctx context.Context, rows []holdfast.Delivery, more []holdfast.Notice) error
}
