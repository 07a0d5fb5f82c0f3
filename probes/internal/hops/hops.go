// Package hops shows how far questions to a silent port get: the proof by hop.
//
// # What silence leaves open
//
// A port that says nothing may be dropped by the target's firewall, which is
// what one hopes for, or by a filter on our own way out, which says nothing
// about what a stranger reaches. That another port of the same address answers
// does not tell the two apart: own networks, hotels and providers filter by
// port.
//
// # Hop limits
//
// Every router takes one from a packet's hop limit (TTL, RFC 791 §3.2; hop
// limit, RFC 8200 §3) and, at zero, drops it and tells the sender: ICMP time
// exceeded (RFC 792 type 11, RFC 4443 type 3). So a SYN that starts with k and
// brings that message back has arrived at router k: nobody before it dropped
// it. The message quotes the SYN, and the kernel hands it to the very socket
// that sent it (ip(7), IP_RECVERR), so that no privilege is needed.
//
// First the way is traced with SYNs to the control, a port of the same address
// that answers: hops 1, 2, 3 … until the target itself answers. The deepest
// hop that tells of its end is the witness. Then one SYN for each silent port
// is sent just so far. When the witness tells of that one too, the port is
// proven: its SYN got as deep as anything that can be shown for the control.
//
// # What exactly is proven
//
// The message of the witness shows that the SYN arrived at the witness, not
// that it left it: a router looks at the hop limit before its forwarding rules.
// So everything before the witness is cleared; the witness itself, hops after
// it that never tell, and the target are not. That the drop is the target's
// side follows only when none of these can be ours. Therefore a witness counts
// only when
//
//   - it is not hop 1: that is our own gateway, whatever its address;
//   - it is not in our own network: not in a network that this machine is in
//     (nor beside its addresses, the same /24 or /48), and not in private
//     address space (RFC 1918, RFC 4193, RFC 6598) before the first public one.
//     A NAT box that is the last to tell would swear for itself only;
//   - it is not itself the first hop with a public address: that may be the
//     outer face of our own border. It shows that all before it let the SYN
//     through, and is the one filter that it does not show;
//   - it is at least half way to the target: of a way that is mostly dark, too
//     much is not shown.
//
// An operator with several routers of public addresses in other ranges than
// this machine's cannot be recognised by this; nor can a box of our provider
// that completes handshakes in the target's name. For the first, every result
// names its witness.
//
// A time exceeded from the target's own address (a box that translates for
// it) is the target's and no witness; for the silent port it is the best proof.
//
// # What is no answer
//
// Routers limit how often they tell (Linux: once a second after a burst of
// six, RFC 1812 §4.3.2.8). A silent try counts only when the control, sent
// after it to the same hop, is told of; every retry waits longer than a second.
// Where paths are balanced by flow, each try has another source port and may
// take another branch: the port must meet an address at which the control was
// told of as well. All else is "not shown", with the reason in words, and leaves the
// silence Unknown.
//
// # How long
//
// A proof is kept in memory for a day, per address and port, as long as the
// way is the same: at each look the control is asked again at the first hop
// outside and at the witness, and the oldest few proofs are renewed. A renewal
// that fails while the control is told of ends the proof at once, and so does
// an answer of the port: a new silence wants a new proof.
package hops

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"holdfast"
)

// Lasts is how long a proof counts.
const Lasts = 24 * time.Hour

// Job is what is wanted of one address.
type Job struct {
	Addr netip.Addr
	// Control is a port of the address that answers, with a SYN-ACK or an RST.
	Control uint16
	// Silent are the ports whose silence is in question, most wanted first.
	Silent []uint16
	// Answered are ports that answered just now: what was proven of them is void.
	Answered []uint16
	// Most bounds the SYNs; 0 means 200.
	Most int
	// Within bounds the time; 0 means 15 s.
	Within time.Duration
	// Pace, when not nil, is asked before each SYN.
	Pace holdfast.Pacer
}

// withDefaults returns the job with its zero fields filled in.
func (j Job) withDefaults() Job {
	j.Addr = j.Addr.Unmap()
	if j.Most == 0 {
		j.Most = 200
	}
	if j.Within == 0 {
		j.Within = 15 * time.Second
	}
	return j
}

// Finder finds proofs and keeps them. It may be used from several goroutines,
// for one address by one at a time.
type Finder struct {
	asker asker
	own   func() []netip.Prefix
	now   func() time.Time

	mu    sync.Mutex // protects all below
	books map[netip.Addr]*book
}

// New returns a finder that knows nothing yet. now is the wall clock.
func New(now func() time.Time) *Finder {
	return &Finder{asker: newAsker(), own: ownNetworks, now: now, books: map[netip.Addr]*book{}}
}

// Prove finds out for which of the job's silent ports it is shown that our own
// way out carries them. It ends a second before ctx does, so that its answer
// still counts; what could not be shown is said in words, never an error.
func (f *Finder) Prove(ctx context.Context, job Job) Result {
	job = job.withDefaults()
	b := f.book(job.Addr)
	b.forget(job.Answered)
	if len(job.Silent) == 0 {
		return Result{}
	}
	ctx, cancel := leaveTime(ctx, job.Within)
	defer cancel()
	s := &search{asker: f.asker, job: job, book: b, own: f.own(), now: f.now}
	s.run(ctx)
	return s.result()
}

// leaveTime ends a search after its time, and a second before ctx ends.
func leaveTime(ctx context.Context, within time.Duration) (context.Context, context.CancelFunc) {
	end := time.Now().Add(within)
	if last, ok := ctx.Deadline(); ok && last.Add(-time.Second).Before(end) {
		end = last.Add(-time.Second)
	}
	return context.WithDeadline(ctx, end)
}

// book returns what is known of the way to an address.
func (f *Finder) book(addr netip.Addr) *book {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := f.books[addr]
	if b == nil {
		b = &book{}
		f.books[addr] = b
	}
	return b
}

// Keep forgets the ways to all addresses but these.
func (f *Finder) Keep(addrs []netip.Addr) {
	f.mu.Lock()
	defer f.mu.Unlock()
	kept := map[netip.Addr]*book{}
	for _, addr := range addrs {
		if b := f.books[addr.Unmap()]; b != nil {
			kept[addr.Unmap()] = b
		}
	}
	f.books = kept
}
