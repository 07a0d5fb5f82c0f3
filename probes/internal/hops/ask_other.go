//go:build !linux

package hops

import (
	"context"
	"errors"
	"net/netip"
	"time"
)

// errElsewhere says that this system cannot give the proof.
var errElsewhere = errors.New("the proof by hop needs Linux: this system does not tell an unprivileged program which router ended its packet")

// nobody asks nothing.
type nobody struct{}

// newAsker returns the asker of this system: there is none.
func newAsker() asker { return nobody{} }

// ask implements asker.
func (nobody) ask(context.Context, netip.AddrPort, int, time.Duration) (answer, error) {
	return answer{}, errElsewhere
}
