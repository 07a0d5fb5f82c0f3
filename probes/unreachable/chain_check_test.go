//go:build check

package unreachable_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/netlab"
)

// TestChain looks through two routers: silence is the target's when its SYNs
// get past our own gateway.
func TestChain(t *testing.T) {
	lab := netlab.NewChain(t,
		netlab.Link{Near: "198.51.100.2/24", Far: "198.51.100.1/24", Near6: "2001:db8:1::2/64", Far6: "2001:db8:1::1/64"},
		netlab.Link{Near: "192.0.2.1/24", Far: "192.0.2.2/24", Near6: "2001:db8:5::1/64", Far6: "2001:db8:5::2/64"},
		netlab.Link{Near: "203.0.113.1/24", Far: "203.0.113.9/24", Near6: "2001:db8:2::1/64", Far6: "2001:db8:2::9/64"},
	)
	lab.Serve(t, "target", netlab.TargetAddr+":443", "["+netlab.TargetAddr6+"]:443")
	lab.Firewall(t, "target", "input", "tcp dport != 443 drop")
	const (
		mysql  = target + "services: [mysql]\n"
		mysql6 = "host: '" + netlab.TargetAddr6 + "'\nservices: [mysql]\n"
		drop   = "tcp dport 3306 drop"
	)
	for _, c := range []struct {
		name, place, hook, rule string
		settings, egress        string
		want                    holdfast.Status
		proofs                  []any
		reason                  string
	}{
		{
			name: "the target drops", settings: mysql, want: holdfast.Holds, proofs: []any{"hop=2"},
			reason: "203.0.113.9: none of 2 database ports answers on 203.0.113.9: 2 silent (proven by hop: SYNs to them get to hop 2 of 3 (192.0.2.2), as those to 443 do); 203.0.113.9:443 answered meanwhile",
		},
		{
			name: "the target drops, IPv6", settings: mysql6, want: holdfast.Holds, proofs: []any{"hop=2"},
			reason: "2001:db8:2::9: none of 2 database ports answers on 2001:db8:2::9: 2 silent (proven by hop: SYNs to them get to hop 2 of 3 (2001:db8:5::2), as those to 443 do); [2001:db8:2::9]:443 answered meanwhile",
		},
		{
			name: "the target drops all databases", settings: target, want: holdfast.Holds,
			reason: "silent (proven by hop: SYNs to them get to hop 2 of 3 (192.0.2.2), as those to 443 do)",
		},
		{
			name: "our gateway drops one", place: "r1", hook: "forward", rule: drop, settings: mysql, want: holdfast.Unknown, proofs: []any{"hop=1", "none=1"},
			reason: "203.0.113.9: no answer on 3306 on 203.0.113.9, and nothing shows that our own way out lets these ports through; no proof by hop: SYNs to 3306 got to hop 1 (198.51.100.1), those to 443 to hop 2 (192.0.2.2)",
		},
		{
			name: "our own machine drops one", place: "probe", hook: "output", rule: drop, settings: mysql, want: holdfast.Unknown, proofs: []any{"hop=1", "none=1"},
			reason: "203.0.113.9: no answer on 3306 on 203.0.113.9, and nothing shows that our own way out lets these ports through; no proof by hop: SYNs to 3306 got to no hop at all, those to 443 to hop 2 (192.0.2.2)",
		},
		{
			name: "the target's router rejects", place: "r2", hook: "forward", rule: "tcp dport 3306 reject with icmp admin-prohibited", settings: mysql, want: holdfast.Holds, proofs: []any{"hop=2"},
			reason: "1 silent (proven by hop: SYNs to them get to hop 2 of 3 (192.0.2.2), as those to 443 do), 1 rejected on the way (proven by hop",
		},
		{
			name: "declared", place: "r1", hook: "forward", rule: drop, settings: mysql, egress: "open", want: holdfast.Holds, proofs: []any{"egress-declared=2"},
			reason: "2 silent (egress is declared open)",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.place != "" {
				lab.Firewall(t, c.place, c.hook, c.rule)
				defer lab.Firewall(t, c.place, c.hook)
			}
			f := lab.Look(t, c.settings, c.egress, true)
			t.Log(f.Status, f.Reason, f.Measures)
			if f.Status != c.want || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("%v: %s; want %v: %s", f.Status, f.Reason, c.want, c.reason)
			}
			if diff := cmp.Diff(c.proofs, f.Fact("proofs")); c.proofs != nil && diff != "" {
				t.Errorf("proofs (-want +got):\n%s", diff)
			}
		})
	}
}
