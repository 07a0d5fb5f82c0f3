package courier

import (
	"time"

	"holdfast"
)

// clock reads both clocks of a [holdfast.Instant].
type clock struct {
	wall func() time.Time
	boot func() (id string, up time.Duration)
}

// now is this moment.
func (c clock) now() holdfast.Instant {
	id, up := c.boot()
	return holdfast.Instant{Wall: c.wall().UTC(), Boot: id, Up: up}
}
