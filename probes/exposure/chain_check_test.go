//go:build check

package exposure_test

import (
	"strings"
	"testing"

	"holdfast"
	"holdfast/internal/netlab"
)

// TestChain looks through two routers: silence is the target's when its SYNs
// get past our own gateway.
func TestChain(t *testing.T) {
	lab := netlab.NewChain(t,
		netlab.Link{Near: "198.51.100.2/24", Far: "198.51.100.1/24"},
		netlab.Link{Near: "192.0.2.1/24", Far: "192.0.2.2/24"},
		netlab.Link{Near: "203.0.113.1/24", Far: "203.0.113.9/24"},
	)
	lab.Serve(t, "target", netlab.TargetAddr+":443")
	lab.Firewall(t, "target", "input", "tcp dport != 443 drop")
	few := target + "ports: 443,3300-3309\n"
	for _, c := range []struct {
		name, rule, settings string
		want                 holdfast.Status
		reason               string
	}{
		{
			name: "the target drops", settings: few, want: holdfast.Holds,
			reason: "203.0.113.9: open 443, as wanted; rest of 11 asked (ports: 443,3300-3309): 10 unanswered (proven by hop: SYNs to them get to hop 2 of 3 (192.0.2.2), as those to 443 do)",
		},
		{
			name: "our gateway drops one", rule: "tcp dport 3306 drop", settings: few, want: holdfast.Unknown,
			reason: "203.0.113.9: 1 port did not answer, and nothing shows that our own way out lets them through; no proof by hop: SYNs to 3306 got to hop 1 (198.51.100.1), those to 443 to hop 2 (192.0.2.2); open 443; rest of 11 asked (ports: 443,3300-3309): 9 unanswered (proven by hop: SYNs to them get to hop 2 of 3 (192.0.2.2), as those to 443 do), 1 silent",
		},
		{name: "too many", settings: target + "ports: 1-2000\n", want: holdfast.Unknown, reason: "too many ports are silent to show it for each in one look"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.rule != "" {
				lab.Firewall(t, "r1", "forward", c.rule)
				defer lab.Firewall(t, "r1", "forward")
			}
			f := lab.Look(t, c.settings, "", true)
			t.Log(f.Status, f.Reason, f.Measures)
			if f.Status != c.want || !strings.Contains(f.Reason, c.reason) {
				t.Errorf("%v: %s; want %v: %s", f.Status, f.Reason, c.want, c.reason)
			}
		})
	}
}
