package aim

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// addrs reads addresses.
func addrs(list ...string) []netip.Addr {
	var out []netip.Addr
	for _, text := range list {
		out = append(out, netip.MustParseAddr(text))
	}
	return out
}

func TestSpots(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		target Target
		want   map[string]string // address: key
	}{
		"loopback from outside": {
			Target{Host: "h", Addresses: addrs("127.0.0.1"), From: FromOutside}, map[string]string{"127.0.0.1": "inside/127.0.0.1"},
		},
		"loopback from inside": {
			Target{Host: "h", Addresses: addrs("127.0.0.1"), From: FromInside}, map[string]string{"127.0.0.1": ""},
		},
		"private from here": {
			Target{Host: "h", Addresses: addrs("127.3.0.1"), From: FromHere}, map[string]string{"127.3.0.1": ""},
		},
		"carrier NAT from outside": {
			Target{Host: "h", Addresses: addrs("100.64.3.4"), From: FromOutside}, map[string]string{"100.64.3.4": "inside/100.64.3.4"},
		},
		"an edge": {
			Target{Host: "h", Addresses: addrs("104.16.1.1"), From: FromOutside}, map[string]string{"104.16.1.1": "edge/104.16.1.1"},
		},
		"IPv4 only": {
			Target{Host: "h", Addresses: addrs("127.0.0.1", "::1"), IP: "4", From: FromInside}, map[string]string{"127.0.0.1": ""},
		},
		"an address as the host, mapped": {
			Target{Host: "::ffff:127.0.0.2", From: FromInside}, map[string]string{"127.0.0.2": ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spots, err := New(c.target, holdfast.Env{}).Spots(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, s := range spots {
				got[s.Addr.String()] = s.Key
				if (s.Key == "") != (s.Why == "") {
					t.Errorf("spot %+v: want a key and a sentence, or neither", s)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("spots (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMoved: an address that the name gets later is a finding and no target,
// unless it lies in a range that was consented to.
func TestMoved(t *testing.T) {
	t.Parallel()
	consent := []netip.Prefix{netip.MustParsePrefix("127.9.0.0/16")}
	a := New(Target{Host: "h.example", Addresses: addrs("127.0.0.1"), From: FromInside}, holdfast.Env{Consent: consent})
	if _, err := a.Spots(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.target.Addresses = addrs("127.0.0.7", "127.9.0.1")
	spots, err := a.Spots(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(spots) != 2 || spots[0].Key != "address/127.0.0.7" || spots[1].Key != "" {
		t.Fatalf("spots %+v; want the first moved, the second a target", spots)
	}
	want := "h.example moved to 127.0.0.7, which was not one of its addresses when this monitor started (127.0.0.1): it is not swept without your consent"
	if diff := cmp.Diff(want, spots[0].Why); diff != "" {
		t.Errorf("sentence (-want +got):\n%s", diff)
	}
}

func TestOtherFamilyMissing(t *testing.T) {
	t.Parallel()
	_, err := New(Target{Host: "h", Addresses: addrs("127.0.0.1"), IP: "6", From: FromInside}, holdfast.Env{}).Spots(t.Context())
	if err == nil || err.Error() != "h has no IPv6 address; it has 127.0.0.1" {
		t.Errorf("error %v; want it to say which addresses there are", err)
	}
}

// TestEdgesTable: every line of the table is a range with an owner.
func TestEdgesTable(t *testing.T) {
	t.Parallel()
	n := 0
	for line := range strings.Lines(edges) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || strings.HasSuffix(line, ":") {
			continue
		}
		p, err := netip.ParsePrefix(line)
		if err != nil || p != p.Masked() {
			t.Errorf("%q: want a range, masked (%v)", line, err)
			continue
		}
		if owner, ok := Edge(p.Addr()); !ok || owner == "" {
			t.Errorf("%s has no owner", p)
		}
		n++
	}
	if n < 60 {
		t.Errorf("%d ranges; want at least 60", n)
	}
	if owner, ok := Edge(netip.MustParseAddr("192.0.2.1")); ok {
		t.Errorf("192.0.2.1 belongs to %s; want nobody", owner)
	}
}
