//go:build check

package exposure_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/netlab"
	"holdfast/probes/exposure"
)

func TestMain(m *testing.M) {
	if netlab.Main(exposure.Kind()) {
		return
	}
	os.Exit(m.Run())
}

const target = "host: " + netlab.TargetAddr + "\n"

// open returns the open ports of a finding.
func open(t *testing.T, f holdfast.Finding) []string {
	t.Helper()
	var list []string
	some, ok := f.Fact("open_ports").([]any)
	if !ok {
		t.Fatalf("open_ports is a %T", f.Fact("open_ports"))
	}
	for _, port := range some {
		text, ok := port.(string)
		if !ok {
			t.Fatalf("port is a %T", port)
		}
		list = append(list, text)
	}
	return list
}

// TestAllPorts sweeps all 65,535 ports through firewalls of all sorts.
func TestAllPorts(t *testing.T) {
	lab := netlab.New(t)
	var listen []string
	for _, port := range []string{"80", "443", "6379", "49731", "65535"} {
		listen = append(listen, netlab.TargetAddr+":"+port)
	}
	lab.Serve(t, "target", listen...)
	found := []string{"80", "443", "6379", "49731", "65535"}
	syn := "tcp flags & (syn|ack) == syn "
	for _, c := range []struct {
		name   string
		rules  []string
		egress string
		want   holdfast.Status
		open   []string
		// blind allows an Unknown in which open ports are missing.
		blind bool
	}{
		{name: "resets", want: holdfast.Broken, open: found},
		{name: "drops", rules: []string{"tcp dport != { 80, 443, 6379, 49731, 65535 } drop"}, egress: "open", want: holdfast.Broken, open: found},
		{name: "drops all but the web", rules: []string{"tcp dport != { 80, 443 } drop"}, egress: "open", want: holdfast.Holds, open: []string{"80", "443"}},
		{name: "drops all but the web, egress not declared", rules: []string{"tcp dport != { 80, 443 } drop"}, want: holdfast.Unknown, open: []string{"80", "443"}},
		{name: "rejects as administrators do", rules: []string{"tcp dport != { 80, 443, 6379 } reject with icmp admin-prohibited"}, egress: "open", want: holdfast.Broken, open: []string{"80", "443", "6379"}},
		{name: "drops the first SYN of each connection", rules: []string{
			"ct state new meter first { ip saddr . tcp sport . tcp dport timeout 20s limit rate over 1/hour burst 1 packets } accept", "ct state new drop",
		}, egress: "open", want: holdfast.Broken, open: found},
		{name: "bans after 2,000 SYNs", rules: []string{
			syn + "limit rate over 1/hour burst 2000 packets drop", "ct state established accept",
		}, egress: "open", want: holdfast.Broken, blind: true},
		{name: "is dead", rules: []string{"meta l4proto tcp drop"}, egress: "open", want: holdfast.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			if len(c.rules) > 0 {
				lab.Firewall(t, "target", "input", c.rules...)
				defer lab.Firewall(t, "target", "input")
			}
			f := lab.Look(t, target, c.egress, true)
			t.Log(f.Status, f.Headline, f.Reason, f.Measures)
			if f.Status != c.want {
				t.Errorf("%v; want %v", f.Status, c.want)
			}
			if c.blind {
				if !slices.ContainsFunc(f.FaultKeys(holdfast.Unknown), func(k string) bool { return strings.HasPrefix(k, "sight/") }) {
					t.Errorf("no fault says that sight was lost: %v", f.Faults)
				}
				return
			}
			if diff := cmp.Diff(c.open, open(t, f)); diff != "" {
				t.Errorf("open (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLoopback sweeps a loopback on which nothing listens but one port, three
// times: a connect that met itself is no open port.
func TestLoopback(t *testing.T) {
	lab := netlab.New(t)
	lab.Serve(t, "probe", "127.0.0.1:443")
	for range 3 {
		f := lab.Look(t, "host: 127.0.0.1\nfrom: inside\n", "", true)
		t.Log(f.Reason)
		if diff := cmp.Diff([]string{"443"}, open(t, f)); f.Status != holdfast.Holds || diff != "" {
			t.Errorf("%v, open (-want +got):\n%s", f.Status, diff)
		}
	}
}

// TestBothFamilies looks at an IPv6 address beside an IPv4 one.
func TestBothFamilies(t *testing.T) {
	lab := netlab.New(t)
	lab.Serve(t, "target", netlab.TargetAddr+":443", "["+netlab.TargetAddr6+"]:443", "["+netlab.TargetAddr6+"]:6379")
	f := lab.Look(t, "host: h\naddresses: ["+netlab.TargetAddr+", '"+netlab.TargetAddr6+"']\n", "", true)
	t.Log(f.Reason)
	if len(f.Faults) != 1 || f.Faults[0].Text != "6379 (Redis) is open on "+netlab.TargetAddr6+"; wanted only 80, 443" {
		t.Errorf("faults %+v; want Redis on the IPv6 address", f.Faults)
	}
}
