package sweep

import "net/netip"

// The engines' words for themselves, as in [Result.Engine].
const (
	EngineSYN     = "syn"     // bare SYNs, sent and read below the kernel's TCP
	EngineConnect = "connect" // the kernel's connects
)

// NewResult returns a result in which nothing is known of the ports, for an
// engine to fill. Each port should be in the list once.
func NewResult(addr netip.Addr, ports []uint16) *Result { return newResult(addr, ports) }

// Note writes down what is known of a port, and who sent the ICMP error of a
// Rejected one.
func (r *Result) Note(port uint16, s State, from netip.Addr) {
	r.states[port] = s
	if s == Rejected {
		r.offenders[port] = from
	}
}
