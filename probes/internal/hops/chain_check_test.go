//go:build check

package hops_test

import (
	"context"
	"net/netip"
	"os"
	"slices"
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/netlab"
	"holdfast/probes/internal/hops"
)

// looker is a kind for the lab: it proves, and says what came of it.
type looker struct {
	Addr    string   `yaml:"addr"`
	Control uint16   `yaml:"control"`
	Silent  []uint16 `yaml:"silent"`
}

func (l *looker) Probe(ctx context.Context, _ holdfast.Look) (holdfast.Finding, error) {
	r := hops.New(time.Now).Prove(ctx, hops.Job{Addr: netip.MustParseAddr(l.Addr), Control: l.Control, Silent: l.Silent, Within: time.Minute})
	f := holdfast.Finding{Status: holdfast.Unknown, Reason: r.Why}
	if r.Count == r.Asked {
		f = holdfast.Finding{Status: holdfast.Holds, Reason: r.Text()}
	}
	f.Measures = []holdfast.Measure{{Name: "syns_count", Value: float64(r.SYNs)}, {Name: "proven_count", Value: float64(r.Count)}}
	return f, nil
}

func kind() holdfast.Kind[holdfast.Prober] {
	return holdfast.Kind[holdfast.Prober]{Name: "hops", New: func(_ holdfast.Env, decode func(any) error) (holdfast.Prober, error) {
		l := &looker{}
		return l, decode(l)
	}}
}

func TestMain(m *testing.M) {
	if netlab.Main(kind()) {
		return
	}
	os.Exit(m.Run())
}

// public is probe, r1, r2, target, all with public addresses.
func public() []netlab.Link {
	return []netlab.Link{
		{Near: "198.51.100.2/24", Far: "198.51.100.1/24", Near6: "2001:db8:1::2/64", Far6: "2001:db8:1::1/64"},
		{Near: "192.0.2.1/24", Far: "192.0.2.2/24", Near6: "2001:db8:5::1/64", Far6: "2001:db8:5::2/64"},
		{Near: "203.0.113.1/24", Far: "203.0.113.9/24", Near6: "2001:db8:2::1/64", Far6: "2001:db8:2::9/64"},
	}
}

const (
	drop     = "tcp dport 3306 drop"
	v4       = "addr: " + netlab.TargetAddr + "\ncontrol: 443\nsilent: [3306]\n"
	v6       = "addr: '" + netlab.TargetAddr6 + "'\ncontrol: 443\nsilent: [3306]\n"
	reaches2 = "SYNs to them get to hop 2 of 3 (192.0.2.2), as those to 443 do"
)

// rule is a firewall at one place.
type rule struct{ place, hook, text string }

// TestChain puts a filter at each place of the way.
func TestChain(t *testing.T) {
	lab := netlab.NewChain(t, public()...)
	lab.Serve(t, "target", netlab.TargetAddr+":443", "["+netlab.TargetAddr6+"]:443")
	target := rule{"target", "input", drop}
	for _, c := range []struct {
		name     string
		settings string
		rules    []rule
		want     holdfast.Status
		reason   string
	}{
		{"the target drops", v4, []rule{target}, holdfast.Holds, reaches2},
		{"the target drops, IPv6", v6, []rule{target}, holdfast.Holds, "SYNs to them get to hop 2 of 3 (2001:db8:5::2), as those to 443 do"},
		{"the target's router drops", v4, []rule{{"r2", "forward", drop}}, holdfast.Holds, reaches2},
		{"our gateway drops", v4, []rule{{"r1", "forward", drop}}, holdfast.Unknown, "SYNs to 3306 got to hop 1 (198.51.100.1), those to 443 to hop 2 (192.0.2.2)"},
		{"our gateway drops as it sends", v4, []rule{{"r1", "postrouting", drop}}, holdfast.Unknown, "SYNs to 3306 got to hop 1 (198.51.100.1), those to 443 to hop 2 (192.0.2.2)"},
		{"our gateway drops, IPv6", v6, []rule{{"r1", "forward", drop}}, holdfast.Unknown, "SYNs to 3306 got to hop 1 (2001:db8:1::1), those to 443 to hop 2 (2001:db8:5::2)"},
		{"our gateway drops, and the target", v4, []rule{{"r1", "forward", drop}, target}, holdfast.Unknown, "SYNs to 3306 got to hop 1 (198.51.100.1), those to 443 to hop 2 (192.0.2.2)"},
		{"our gateway rejects", v4, []rule{{"r1", "forward", "tcp dport 3306 reject with icmp admin-prohibited"}}, holdfast.Unknown, "SYNs to 3306 got to hop 1 (198.51.100.1), those to 443 to hop 2 (192.0.2.2)"},
		{"our own machine drops", v4, []rule{{"probe", "output", drop}}, holdfast.Unknown, "SYNs to 3306 got to no hop at all, those to 443 to hop 2 (192.0.2.2)"},
		{"the target's router tells nobody", v4, []rule{{"r2", "output", "icmp type time-exceeded drop"}, target}, holdfast.Unknown, "only our own gateway, hop 1 (198.51.100.1) of the 3 to 203.0.113.9, tells when a hop limit runs out, and the filter may be its own"},
		{"nobody tells us", v4, []rule{{"probe", "input", "icmp type time-exceeded drop"}, target}, holdfast.Unknown, "no router of the way to 203.0.113.9 (3 hops) tells when a hop limit runs out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range c.rules {
				lab.Firewall(t, r.place, r.hook, r.text)
				defer lab.Firewall(t, r.place, r.hook)
			}
			f := lab.Look(t, c.settings, "", true)
			t.Log(f.Status, f.Reason, f.Measures)
			if f.Status != c.want || f.Reason != c.reason {
				t.Errorf("%v: %s; want %v: %s", f.Status, f.Reason, c.want, c.reason)
			}
		})
	}
}

// TestManyPorts proves thirty ports at a router that tells six times and then
// once a second, as Linux does.
func TestManyPorts(t *testing.T) {
	lab := netlab.NewChain(t, public()...)
	lab.Serve(t, "target", netlab.TargetAddr+":443")
	lab.Firewall(t, "target", "input", "tcp dport != 443 drop")
	f := lab.Look(t, manyPorts(), "", true)
	t.Log(f.Status, f.Reason, f.Measures)
	if f.Status != holdfast.Holds {
		t.Errorf("%v: %s; want all proven", f.Status, f.Reason)
	}
}

// manyPorts are settings with thirty silent ports.
func manyPorts() string {
	return "addr: " + netlab.TargetAddr + "\ncontrol: 443\nsilent: [7001,7002,7003,7004,7005,7006,7007,7008,7009,7010,7011,7012,7013,7014,7015,7016,7017,7018,7019,7020,7021,7022,7023,7024,7025,7026,7027,7028,7029,7030]\n"
}

// TestOtherWays builds ways on which a witness must not count, or must.
func TestOtherWays(t *testing.T) {
	last := netlab.Link{Near: "203.0.113.1/24", Far: "203.0.113.9/24"}
	for _, c := range []struct {
		name   string
		links  []netlab.Link
		mute   string // a router that tells nobody
		nat    string // a router that translates what it sends
		want   holdfast.Status
		reason string
	}{
		{
			"the target is one hop away",
			[]netlab.Link{{Near: "203.0.113.2/24", Far: "203.0.113.9/24"}},
			"", "", holdfast.Unknown,
			"203.0.113.9 is the very next hop: no router lies between that could tell",
		},
		{
			"one router",
			[]netlab.Link{{Near: "198.51.100.2/24", Far: "198.51.100.1/24"}, last},
			"", "", holdfast.Unknown,
			"only our own gateway, hop 1 (198.51.100.1) of the 2 to 203.0.113.9, tells when a hop limit runs out, and the filter may be its own",
		},
		{
			"two routers of ours",
			[]netlab.Link{{Near: "10.1.0.2/24", Far: "10.1.0.1/24"}, {Near: "10.2.0.1/24", Far: "10.2.0.2/24"}, last},
			"", "", holdfast.Unknown,
			"the deepest that tells when a hop limit runs out, hop 2 (10.2.0.2) of the way to 203.0.113.9, may be in our own network, and the filter in it or behind it ours",
		},
		{
			"the first public hop is the last",
			[]netlab.Link{{Near: "10.1.0.2/24", Far: "10.1.0.1/24"}, {Near: "192.0.2.1/24", Far: "192.0.2.2/24"}, last},
			"", "", holdfast.Unknown,
			"the deepest that tells when a hop limit runs out, hop 2 (192.0.2.2) of the way to 203.0.113.9, is the first with a public address: it may be our own border, and the filter its own",
		},
		{
			"a public hop behind it",
			[]netlab.Link{{Near: "10.1.0.2/24", Far: "10.1.0.1/24"}, {Near: "192.0.2.1/24", Far: "192.0.2.2/24"}, {Near: "198.51.100.1/24", Far: "198.51.100.2/24"}, last},
			"", "", holdfast.Holds,
			"SYNs to them get to hop 3 of 4 (198.51.100.2), as those to 443 do",
		},
		{
			"a NAT box of ours between",
			[]netlab.Link{{Near: "10.1.0.2/24", Far: "10.1.0.1/24"}, {Near: "192.0.2.1/24", Far: "192.0.2.2/24"}, {Near: "198.51.100.1/24", Far: "198.51.100.2/24"}, last},
			"", "r1", holdfast.Holds,
			"SYNs to them get to hop 3 of 4 (198.51.100.2), as those to 443 do",
		},
		{
			"a router between that tells nobody",
			[]netlab.Link{{Near: "198.51.100.2/24", Far: "198.51.100.1/24"}, {Near: "10.2.0.1/24", Far: "10.2.0.2/24"}, {Near: "192.0.2.1/24", Far: "192.0.2.2/24"}, last},
			"r2", "", holdfast.Holds,
			"SYNs to them get to hop 3 of 4 (192.0.2.2), as those to 443 do",
		},
		{
			"the last router tells nobody",
			[]netlab.Link{{Near: "198.51.100.2/24", Far: "198.51.100.1/24"}, {Near: "192.0.2.1/24", Far: "192.0.2.2/24"}, {Near: "10.2.0.1/24", Far: "10.2.0.2/24"}, last},
			"r3", "", holdfast.Holds,
			"SYNs to them get to hop 2 of 4 (192.0.2.2), as those to 443 do",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			lab := netlab.NewChain(t, slices.Clone(c.links)...)
			lab.Serve(t, "target", netlab.TargetAddr+":443")
			lab.Firewall(t, "target", "input", drop)
			if c.nat != "" {
				lab.In(t, c.nat, "nft", "table ip nat { chain out { type nat hook postrouting priority srcnat; masquerade; }; }")
			}
			if c.mute != "" {
				lab.Firewall(t, c.mute, "output", "icmp type time-exceeded drop")
			}
			f := lab.Look(t, v4, "", true)
			t.Log(f.Status, f.Reason, f.Measures)
			if f.Status != c.want || f.Reason != c.reason {
				t.Errorf("%v: %s; want %v: %s", f.Status, f.Reason, c.want, c.reason)
			}
		})
	}
}
