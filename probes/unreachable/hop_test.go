package unreachable

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/hops"
	"holdfast/probes/internal/sweep"
)

// TestHop: silence proven by hop counts as the target's, beside a port of the
// same address that answers.
func TestHop(t *testing.T) {
	t.Parallel()
	const stops = "SYNs to 3306 got to hop 1 (192.168.1.1), those to 443 to hop 4 (198.51.100.4)"
	all := []uint16{3306, 33060, 6379, 16379, 26379}
	alive := map[uint16]sweep.State{443: sweep.Open}
	for name, c := range map[string]struct {
		env    holdfast.Env
		answer func(uint16) (sweep.State, string)
		proves []uint16
		want   outcome
		proofs []string
		asked  int // ports to prove
		goesOn bool
	}{
		"all": {
			answer: as(sweep.Filtered, alive), proves: all, asked: 5, proofs: []string{"hop=5"},
			want: outcome{holdfast.Holds, "", "127.0.0.9: seen from inside: none of 5 database ports answers on 127.0.0.9: 5 silent (proven by hop: SYNs to them get to hop 4 of 5 (198.51.100.4), as those to 443 do); 127.0.0.9:443 answered meanwhile", nil},
		},
		"but one": {
			answer: as(sweep.Filtered, alive), proves: all[1:], asked: 5, proofs: []string{"hop=4", "none=1"},
			want: outcome{holdfast.Unknown, "NOT PROVEN", "127.0.0.9: seen from inside: no answer on 3306 on 127.0.0.9, and nothing shows that our own way out lets these ports through; no proof by hop: " + stops, []string{"egress"}},
		},
		"but one, not finished": {
			answer: as(sweep.Filtered, alive), proves: all[1:], asked: 5, proofs: []string{"hop=4", "none=1"}, goesOn: true,
			want: outcome{holdfast.Unknown, "", "127.0.0.9: seen from inside: no answer on 3306 on 127.0.0.9, and nothing shows that our own way out lets these ports through; no proof by hop: " + stops, []string{"egress"}},
		},
		"some are closed": {
			answer: as(sweep.Filtered, map[uint16]sweep.State{443: sweep.Open, 6379: sweep.Closed}), proves: all, asked: 4, proofs: []string{"rst=1", "hop=4"},
			want: outcome{holdfast.Holds, "", "127.0.0.9: seen from inside: none of 5 database ports answers on 127.0.0.9: 1 closed (RST: nothing listens there, a database that died looks the same), 4 silent (proven by hop: SYNs to them get to hop 4 of 5 (198.51.100.4), as those to 443 do); 127.0.0.9:443 answered meanwhile", nil},
		},
		"declared: nothing is asked": {
			env: holdfast.Env{Egress: "open"}, answer: as(sweep.Filtered, alive), proves: all, proofs: []string{"egress-declared=5"},
			want: outcome{holdfast.Holds, "", "127.0.0.9: seen from inside: none of 5 database ports answers on 127.0.0.9: 5 silent (egress is declared open); 127.0.0.9:443 answered meanwhile", nil},
		},
		"nothing of the address answers: nothing is asked": {
			answer: as(sweep.Filtered, nil), proves: all, proofs: []string{"none=5"},
			want: outcome{holdfast.Unknown, "COULD NOT LOOK", "127.0.0.9: seen from inside: nothing answers on 127.0.0.9 (asked 22, 80, 443, 3306, 6379, 16379 and 2 more): a dead host, a moved one and a firewall that drops look the same from here", []string{"sight/127.0.0.9"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProber(t, two, c.env, c.answer)
			asked := 0
			p.hops = hops.Fake{Proves: c.proves, Why: stops, Unfinished: c.goesOn, Jobs: func(j hops.Job) { asked = len(j.Silent) }}
			f, err := p.Probe(t.Context(), holdfast.Look{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, outcomeOf(f)); diff != "" {
				t.Errorf("finding (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.proofs, f.Fact("proofs")); diff != "" || asked != c.asked {
				t.Errorf("%d ports to prove; want %d; proofs (-want +got):\n%s", asked, c.asked, diff)
			}
		})
	}
}
