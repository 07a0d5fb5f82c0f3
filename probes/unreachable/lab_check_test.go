//go:build check

package unreachable_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/netlab"
	"holdfast/probes/unreachable"
)

func TestMain(m *testing.M) {
	if netlab.Main(unreachable.Kind()) {
		return
	}
	os.Exit(m.Run())
}

const target = "host: " + netlab.TargetAddr + "\n"

// TestFirewalls puts firewalls anywhere on the way: only the target's own
// refusal, or a declared way out, lets the check hold.
func TestFirewalls(t *testing.T) {
	lab := netlab.New(t)
	lab.Serve(t, "target", netlab.TargetAddr+":443")
	const one = target + "services: [memcached]\n"
	for _, c := range []struct {
		name        string
		place, hook string
		rules       []string
		settings    string
		egress      string
		want        holdfast.Status
		keys        string
	}{
		{name: "nothing on the way", settings: target, want: holdfast.Holds},
		{name: "the target drops", place: "target", hook: "input", rules: []string{"tcp dport != 443 drop"}, settings: target, want: holdfast.Unknown, keys: "egress"},
		{name: "the target drops, egress declared", place: "target", hook: "input", rules: []string{"tcp dport != 443 drop"}, settings: target, egress: "open", want: holdfast.Holds},
		{name: "the target drops everything, egress declared", place: "target", hook: "input", rules: []string{"meta l4proto tcp drop"}, settings: target, egress: "open", want: holdfast.Unknown, keys: "sight/" + netlab.TargetAddr},
		{name: "the target resets", place: "target", hook: "input", rules: []string{"tcp dport != 443 reject with tcp reset"}, settings: target, want: holdfast.Holds},
		{name: "the target rejects", place: "target", hook: "input", rules: []string{"tcp dport 11211 reject with icmp admin-prohibited"}, settings: one, want: holdfast.Holds},
		{name: "the target rejects as iptables does", place: "target", hook: "input", rules: []string{"tcp dport 11211 reject with icmp port-unreachable"}, settings: one, want: holdfast.Holds},
		{name: "a router rejects", place: "router", hook: "forward", rules: []string{"tcp dport 11211 reject with icmp admin-prohibited"}, settings: one, want: holdfast.Unknown, keys: "egress"},
		{name: "a router drops", place: "router", hook: "forward", rules: []string{"tcp dport 11211 drop"}, settings: one, want: holdfast.Unknown, keys: "egress"},
		{name: "our own way out drops", place: "probe", hook: "output", rules: []string{"tcp dport 11211 drop"}, settings: one, want: holdfast.Unknown, keys: "egress"},
		{name: "our own way out rejects", place: "probe", hook: "output", rules: []string{"tcp dport 11211 reject"}, settings: one, want: holdfast.Unknown, keys: "egress"},
		{name: "our own way out is gone", place: "probe", hook: "output", rules: []string{"meta l4proto tcp drop"}, settings: one, egress: "open", want: holdfast.Unknown, keys: "sight/" + netlab.TargetAddr},
		{name: "IPv6", settings: "host: '" + netlab.TargetAddr6 + "'\nservices: [redis]\n", want: holdfast.Holds},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.place != "" {
				lab.Firewall(t, c.place, c.hook, c.rules...)
				defer lab.Firewall(t, c.place, c.hook)
			}
			f := lab.Look(t, c.settings, c.egress, true)
			if f.Status != c.want {
				t.Errorf("%v: %s; want %v", f.Status, f.Reason, c.want)
			}
			if diff := cmp.Diff(c.keys, strings.Join(f.FaultKeys(holdfast.Unknown), " ")); diff != "" {
				t.Errorf("unknown (-want +got):\n%s", diff)
			}
			t.Log(f.Reason)
		})
	}
}

// TestRedis runs the real one: found, with a password, dead, behind a firewall.
func TestRedis(t *testing.T) {
	netlab.Need(t, "redis-server")
	lab := netlab.New(t)
	lab.Serve(t, "target", netlab.TargetAddr+":443")
	run := func(t *testing.T, more ...string) func() {
		t.Helper()
		stop := lab.Start(t, "target", nil, append([]string{"redis-server", "--bind", netlab.TargetAddr, "--save", "", "--dir", t.TempDir(), "--loglevel", "warning"}, more...)...)
		lab.Await(t, "target", netlab.TargetAddr+":6379")
		return stop
	}
	look := func(t *testing.T, egress string) holdfast.Finding {
		t.Helper()
		f := lab.Look(t, target, egress, false)
		t.Log(f.Reason)
		return f
	}
	t.Run("open", func(t *testing.T) {
		stop := run(t, "--protected-mode", "no")
		f := look(t, "")
		if f.Status != holdfast.Broken || !strings.Contains(f.Reason, "said Redis ") || !strings.Contains(f.Reason, "no AUTH asked; nothing written") {
			t.Errorf("%v %s; want Redis with its version and without a password", f.Status, f.Reason)
		}
		lab.Firewall(t, "target", "input", "tcp dport 6379 drop")
		if f := look(t, "open"); f.Status != holdfast.Holds {
			t.Errorf("behind a firewall, egress declared: %v %s; want holds", f.Status, f.Reason)
		}
		if f := look(t, ""); f.Status != holdfast.Unknown {
			t.Errorf("behind a firewall, nothing declared: %v %s; want unknown", f.Status, f.Reason)
		}
		lab.Firewall(t, "target", "input")
		stop()
		f = look(t, "")
		if f.Status != holdfast.Holds || !strings.Contains(f.Reason, "nothing listens there, a database that died looks the same") {
			t.Errorf("dead: %v %s; want it said that nothing listens", f.Status, f.Reason)
		}
	})
	t.Run("with a password", func(t *testing.T) {
		defer run(t, "--requirepass", "x")()
		if f := look(t, ""); f.Status != holdfast.Broken || !strings.Contains(f.Reason, "said Redis, asks for AUTH") {
			t.Errorf("%v %s; want Redis that asks for AUTH", f.Status, f.Reason)
		}
	})
	t.Run("protected", func(t *testing.T) {
		defer run(t, "--protected-mode", "yes")()
		if f := look(t, ""); f.Status != holdfast.Broken || !strings.Contains(f.Reason, "protected mode refuses other hosts") {
			t.Errorf("%v %s; want Redis in protected mode", f.Status, f.Reason)
		}
	})
}
