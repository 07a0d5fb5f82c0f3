//go:build !linux

package syn

import (
	"context"
	"errors"

	"holdfast/probes/internal/sweep"
)

// errSystem says why there are no bare SYNs here.
var errSystem = errors.New("bare SYNs are sent on Linux only")

// openLine has nothing to offer on this system.
func openLine(context.Context, sweep.Job) (wire, error) { return wire{}, errSystem }
