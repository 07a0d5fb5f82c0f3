package sweep

import (
	"net/netip"
	"time"
)

// State is what is known of one port.
type State uint8

// The states. The zero value is "not known".
const (
	Unknown  State = iota // not asked, or asked without sight
	Open                  // the handshake was completed
	Closed                // an RST came: the question got there
	Filtered              // silence, and the canary answered after it (if there is one)
	Rejected              // an ICMP error came; see [Result.Offender]
)

// String returns the state's word, as in machine output.
func (s State) String() string {
	return [8]string{"unknown", "open", "closed", "filtered", "rejected", "unknown", "unknown", "unknown"}[s&7]
}

// Canary is the port that was asked at random places in the stream to show
// that answers come back.
type Canary struct {
	Port     uint16        // 0: no port of the address ever answered
	State    State         // Open or Closed
	Asked    int           // times
	Answered int           // times
	RTT      time.Duration // the shortest time to an answer
}

// Result is what a sweep saw.
type Result struct {
	Addr   netip.Addr
	Canary Canary
	// Blind is true when the canary was lost and did not come back; BlindSince
	// is when it last answered.
	Blind      bool
	BlindSince time.Time
	// Cut is true when the sweep ended before every port had been asked.
	Cut bool
	// Attempts counts the questions that were put, canaries included: connects
	// that were begun, or SYNs sent. Withheld are those that our own system refused
	// to send (a local firewall rule, a prohibited route).
	Attempts int
	Withheld int
	// Engine says how the ports were asked: [EngineSYN] or [EngineConnect]. Why,
	// when not empty, says why it was not by bare SYNs.
	Engine string
	Why    string
	// Loss is the upper bound of the share of questions that get lost on the way,
	// there or back, as the canary shows it; Miss is that of the chance that an
	// open port was taken for silent. Both are of 95 % confidence, and 1 where
	// nothing can be said.
	Loss, Miss float64
	// Blackouts counts how often the canary fell silent for a while and came back:
	// a firewall that bans, a path that fails.
	Blackouts int
	// Overrun counts the answers that came faster than we could read them. They
	// are lost, and counted as such by the canary.
	Overrun int

	states    []State
	ports     []uint16
	offenders map[uint16]netip.Addr
}

// newResult returns a result in which nothing is known of the ports.
func newResult(addr netip.Addr, ports []uint16) *Result {
	return &Result{Addr: addr, ports: ports, states: make([]State, 65536), offenders: map[uint16]netip.Addr{}}
}

// State returns what is known of a port.
func (r Result) State(port uint16) State {
	if r.states == nil {
		return Unknown
	}
	return r.states[port]
}

// Offender returns who sent the ICMP error for a Rejected port; the zero Addr
// when it was our own system (no neighbour, no route).
func (r Result) Offender(port uint16) netip.Addr { return r.offenders[port] }

// Reached reports whether an answer for this very port came from the target
// itself: open, an RST, or its own ICMP error. Then it is shown that our own way
// out lets the port through; for silent ports see package hops.
func (r Result) Reached(port uint16) bool {
	switch r.State(port) {
	case Open, Closed:
		return true
	case Rejected:
		return r.offenders[port] == r.Addr
	case Unknown, Filtered:
	}
	return false
}

// In returns the asked ports that are in a state, in the order of the job.
func (r Result) In(s State) []uint16 {
	var list []uint16
	for _, p := range r.ports {
		if r.states[p] == s {
			list = append(list, p)
		}
	}
	return list
}

// Count returns how many of the asked ports are in a state.
func (r Result) Count(s State) int {
	n := 0
	for _, p := range r.ports {
		if r.states[p] == s {
			n++
		}
	}
	return n
}

// Asked returns how many ports the sweep was about, controls included.
func (r Result) Asked() int { return len(r.ports) }

// Sighted reports whether silence in this result means anything: the canary
// answered, and was not lost for good.
func (r Result) Sighted() bool { return r.Canary.Answered > 0 && !r.Blind }
