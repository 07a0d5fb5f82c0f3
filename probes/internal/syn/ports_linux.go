package syn

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
)

// The numbers of source ports of a sweep.
const (
	ownMost  = 4096
	ownLeast = 512
)

// errPorts says that the kernel leaves no ports to us.
var errPorts = errors.New("the kernel takes source ports from the whole range for itself (net.ipv4.ip_local_port_range)")

// ownPorts returns a range of source ports that the kernel never picks for its
// own connections, in both families. An answer to them finds no socket, and is
// answered with an RST, which ends the half-open connection at the target.
func ownPorts() (lowest, highest uint16, err error) {
	text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err != nil {
		return 0, 0, fmt.Errorf("read the kernel's own source ports: %w", err)
	}
	var from, to int
	if _, err := fmt.Sscan(string(text), &from, &to); err != nil {
		return 0, 0, fmt.Errorf("the kernel's own source ports %q: %w", text, err)
	}
	return beside(from, to)
}

// beside returns a range of ports above the kernel's, or else below it.
func beside(from, to int) (lowest, highest uint16, err error) {
	low, high := to+1, 65535
	if high-low+1 < ownLeast {
		low, high = 1024, from-1
	}
	room := high - low + 1
	if room < ownLeast {
		return 0, 0, errPorts
	}
	n := min(room, ownMost)
	first := high - n + 1 - rand.IntN(room-n+1) //nolint:gosec // any will do
	return uint16(first), uint16(first + n - 1), nil
}
