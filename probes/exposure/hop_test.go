package exposure

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/hops"
	"holdfast/probes/internal/sweep"
)

// TestHop: silence proven by hop counts as the target's, in every block.
func TestHop(t *testing.T) {
	t.Parallel()
	some := func(s *settings) { s.Ports = "1-100,443" }
	for name, c := range map[string]struct {
		env    holdfast.Env
		prover hops.Fake
		want   seen
		proofs []string
	}{
		"all": {
			prover: hops.Fake{Proves: span(1, 100)},
			want:   seen{holdfast.Holds, "", "127.0.0.9: seen from inside: open 443, as wanted; rest of 101 asked (ports: 1-100,443): 100 unanswered (proven by hop: SYNs to them get to hop 4 of 5 (198.51.100.4), as those to 443 do)", nil},
			proofs: []string{"hop=100"},
		},
		"but one": {
			prover: hops.Fake{Proves: span(2, 100), Why: "SYNs to 1 got to hop 1 (192.168.1.1), those to 443 to hop 4 (198.51.100.4)"},
			want:   seen{holdfast.Unknown, "NOT PROVEN", "127.0.0.9: seen from inside: 1 port did not answer, and nothing shows that our own way out lets them through; no proof by hop: SYNs to 1 got to hop 1 (192.168.1.1), those to 443 to hop 4 (198.51.100.4); open 443; rest of 101 asked (ports: 1-100,443): 99 unanswered (proven by hop: SYNs to them get to hop 4 of 5 (198.51.100.4), as those to 443 do), 1 silent", []string{"egress"}},
			proofs: []string{"hop=99", "none=1"},
		},
		"declared instead": {
			env: holdfast.Env{Egress: "open"}, prover: hops.Fake{Proves: span(1, 100)},
			want:   seen{holdfast.Holds, "", "127.0.0.9: seen from inside: open 443, as wanted; rest of 101 asked (ports: 1-100,443): 100 silent, egress is declared open", nil},
			proofs: []string{"egress-declared=100"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.env, some, host(sweep.Filtered, 443))
			r.hops = c.prover
			f := r.look(t, holdfast.Look{Full: true})
			if diff := cmp.Diff(c.want, seenOf(f)); diff != "" {
				t.Errorf("finding (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.proofs, f.Fact("proofs")); diff != "" {
				t.Errorf("proofs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestHopTooMany: a look at everything tries no proof for tens of thousands.
func TestHopTooMany(t *testing.T) {
	t.Parallel()
	r := newRig(t, holdfast.Env{}, func(*settings) {}, host(sweep.Filtered, 443))
	r.hops = hops.Fake{Jobs: func(j hops.Job) { t.Errorf("%d ports to prove; want none", len(j.Silent)) }}
	if f := r.look(t, holdfast.Look{Full: true}); !strings.Contains(f.Reason, tooMany) {
		t.Errorf("%s; want it said why", f.Reason)
	}
}

// TestHopSlices: a monitor proves slice by slice, and its round ends proven. A
// port that answers, and then is silent, is told to the prover.
func TestHopSlices(t *testing.T) {
	t.Parallel()
	odd := sweep.Open
	r := newRig(t, holdfast.Env{}, func(s *settings) { s.Ports = "1-2000"; s.Sweep = holdfast.Duration(30 * time.Minute) }, func(a netip.Addr, p uint16) (sweep.State, netip.Addr) {
		if p == 777 {
			return odd, netip.Addr{}
		}
		return host(sweep.Filtered, 443)(a, p)
	})
	var last hops.Job
	r.hops = hops.Fake{Proves: span(1, 2000), Jobs: func(j hops.Job) { last = j }}
	var f holdfast.Finding
	for range 45 {
		f = r.look(t, holdfast.Look{})
		r.clock.at = r.clock.at.Add(time.Minute)
	}
	if diff := cmp.Diff([]string{"hop=1998"}, f.Fact("proofs")); diff != "" || !slices.Contains(last.Answered, 777) || last.Control != 443 {
		t.Errorf("%s; 777 among the answered: %v; proofs (-want +got):\n%s", f.Reason, slices.Contains(last.Answered, 777), diff)
	}
	odd = sweep.Filtered
	r.hops = hops.Fake{}
	if f := r.look(t, holdfast.Look{}); f.Status != holdfast.Unknown {
		t.Errorf("a port fell silent, nothing proves it: %v %s; want unknown", f.Status, f.Reason)
	}
}

// span returns the ports from first to last.
func span(first, last uint16) []uint16 {
	var list []uint16
	for p := first; p <= last; p++ {
		list = append(list, p)
	}
	return list
}
