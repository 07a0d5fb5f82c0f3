//go:build check

package ping_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/netlab"
	"holdfast/probes/ping"
)

func TestMain(m *testing.M) {
	if netlab.Main(ping.Kind()) {
		return
	}
	os.Exit(m.Run())
}

// TestLab puts loss, silence and refusals anywhere on the way, and asks by
// either socket.
func TestLab(t *testing.T) {
	lab := netlab.New(t)
	lab.In(t, "probe", "sysctl", "-qw", "net.ipv4.ping_group_range=0 2147483647")
	lab.Narrow(t, "target", "1400")
	lab.GiveUp(t, "target")
	const (
		host      = "host: " + netlab.TargetAddr + "\ninterval: 10ms\n"
		host6     = "host: '" + netlab.TargetAddr6 + "'\ninterval: 10ms\n"
		patient   = "wait: 30s\n" // every answer comes
		impatient = "wait: 400ms\n"
	)
	const third = "icmp type echo-request numgen inc mod 3 == 0 drop"
	type result struct {
		Status  holdfast.Status
		Keys    string
		Silence bool
	}
	holds := result{Status: holdfast.Holds}
	for _, c := range []struct {
		name        string
		place, hook string
		rules       []string
		settings    string
		want        result
		reason      string
	}{
		{name: "answers", settings: host + patient, want: holds, reason: "answered 4 of 4"},
		{name: "IPv6", settings: host6 + patient, want: holds, reason: "answered 4 of 4"},
		{
			name: "every third is lost", place: "target", hook: "input", rules: []string{third},
			settings: host + impatient + "count: 12\nmax_loss: 0.2\n", want: result{holdfast.Broken, "loss", true}, reason: "4 of 12 echo requests without an answer (33 %)",
		},
		{
			name: "every third may be lost", place: "target", hook: "input", rules: []string{third},
			settings: host + impatient + "count: 12\nmax_loss: 0.34\n", want: holds, reason: "answered 8 of 12",
		},
		{
			name: "only so many a minute", place: "target", hook: "input", rules: []string{"icmp type echo-request limit rate over 1/minute burst 3 packets drop"},
			settings: host + impatient + "count: 6\nmax_loss: 0.1\n", want: result{holdfast.Broken, "loss", true}, reason: "of 6 echo requests without an answer (50 %)",
		},
		{
			name: "the target drops", place: "target", hook: "input", rules: []string{"icmp type echo-request drop"},
			settings: host + impatient, want: result{holdfast.Broken, "timeout", true}, reason: "answered none of 4",
		},
		{
			name: "answers are dropped", place: "router", hook: "forward", rules: []string{"icmp type echo-reply drop"},
			settings: host + impatient, want: result{holdfast.Broken, "timeout", true}, reason: "answered none of 4",
		},
		{
			name: "a router rejects", place: "router", hook: "forward", rules: []string{"icmp type echo-request reject with icmp admin-prohibited"},
			settings: host + impatient, want: result{holdfast.Broken, "unreachable", true}, reason: netlab.RouterAddr + " says: ",
		},
		{
			name: "the target rejects", place: "target", hook: "input", rules: []string{"icmp type echo-request reject with icmp admin-prohibited"},
			settings: host + impatient, want: result{holdfast.Broken, "unreachable", false}, reason: netlab.TargetAddr + " says: ",
		},
		{
			name: "IPv6 rejected", place: "router", hook: "forward", rules: []string{"icmpv6 type echo-request reject with icmpv6 admin-prohibited"},
			settings: host6 + impatient, want: result{holdfast.Broken, "unreachable", true}, reason: "says: ",
		},
		{
			name: "no neighbour answers", settings: strings.Replace(host, netlab.TargetAddr, "203.0.113.77", 1) + "wait: 2s\n",
			want: result{holdfast.Broken, "unreachable", true}, reason: "host unreachable",
		},
		{name: "fits the way", settings: host + patient + "size: 1372\ndont_fragment: true\n", want: holds},
		{
			name: "too big for the way", settings: host + impatient + "size: 1373\ndont_fragment: true\n",
			want: result{holdfast.Broken, "unreachable", true}, reason: netlab.RouterAddr + " says: packet too big",
		},
		{name: "in pieces", settings: host + patient + "size: 4000\n", want: holds},
		{name: "too big for the probe's own link", settings: host + impatient + "size: 1473\ndont_fragment: true\n", want: result{Status: holdfast.Unknown}, reason: "message too long"},
		{
			name: "our own firewall", place: "probe", hook: "output", rules: []string{"icmp type echo-request drop"},
			settings: host + impatient, want: result{Status: holdfast.Unknown}, reason: "operation not permitted",
		},
	} {
		for _, socket := range []string{"datagram", "raw"} {
			t.Run(c.name+", "+socket, func(t *testing.T) {
				if c.place != "" {
					lab.Firewall(t, c.place, c.hook, c.rules...)
					defer lab.Firewall(t, c.place, c.hook)
				}
				f := lab.Look(t, c.settings+"socket: "+socket+"\n", "", true)
				if diff := cmp.Diff(c.want, result{f.Status, strings.Join(keys(f), " "), f.Silence}); diff != "" || !strings.Contains(f.Reason, c.reason) {
					t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
				}
			})
		}
	}
}

// keys are the faults of a finding.
func keys(f holdfast.Finding) []string {
	var out []string
	for _, fault := range f.Faults {
		out = append(out, fault.Key)
	}
	return out
}

// TestRights takes them away one by one.
func TestRights(t *testing.T) {
	lab := netlab.New(t)
	const settings = "host: " + netlab.TargetAddr + "\ninterval: 10ms\nwait: 30s\n"
	allow := func(groups string) { lab.In(t, "probe", "sysctl", "-qw", "net.ipv4.ping_group_range="+groups) }
	socket := func(f holdfast.Finding) string { s, _ := f.Fact("socket").(string); return s }

	allow("0 2147483647")
	if f := lab.LookWithout(t, "net_raw", settings); f.Status != holdfast.Holds || socket(f) != "datagram" {
		t.Errorf("in the group, no capability: %s by %q: %s; want the datagram socket", f.Status, socket(f), f.Reason)
	}
	allow("1 0") // nobody
	if f := lab.Look(t, settings, "", true); f.Status != holdfast.Holds || socket(f) != "raw" {
		t.Errorf("not in the group, root: %s by %q: %s; want the raw socket", f.Status, socket(f), f.Reason)
	}
	f := lab.LookWithout(t, "net_raw", settings)
	if f.Status != holdfast.Unknown || !strings.Contains(f.Reason, "ping_group_range") || !strings.Contains(f.Reason, "CAP_NET_RAW") {
		t.Errorf("no rights at all: %s: %s; want unknown, and both ways to get one", f.Status, f.Reason)
	}
}
