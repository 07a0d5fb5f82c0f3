package hops

import (
	"net/netip"
	"strings"
	"testing"
)

// way makes a path from words: addresses by depth, "-" for a hop that never
// told, "a|b" for one with two addresses; the target comes after the last.
func way(t *testing.T, text string) Path {
	t.Helper()
	p := Path{Addr: netip.MustParseAddr("203.0.113.9"), Control: 443}
	words := strings.Fields(text)
	for i, word := range words {
		if word == "-" {
			continue
		}
		for a := range strings.SplitSeq(word, "|") {
			p.note(i+1, answer{what: expired, from: netip.MustParseAddr(a)})
		}
	}
	p.note(len(words)+1, answer{what: reached})
	return p
}

func TestWitness(t *testing.T) {
	t.Parallel()
	own := []netip.Prefix{site(netip.MustParsePrefix("198.51.100.2/32")), site(netip.MustParsePrefix("2001:db8:1::2/64"))}
	for name, c := range map[string]struct {
		way  string
		want string // the witness, or why there is none
	}{
		"the router before the target":          {"198.51.100.1 192.0.2.2", "hop 2 (192.0.2.2)"},
		"behind a NAT box and its provider":     {"192.168.1.1 192.0.2.1 192.0.2.130", "hop 3 (192.0.2.130)"},
		"a router of the provider is private":   {"192.168.1.1 192.0.2.1 10.0.0.1", "hop 3 (10.0.0.1)"},
		"the last routers never tell":           {"198.51.100.1 192.0.2.2 192.0.2.130 - - -", "why: the deepest that tells when a hop limit runs out, hop 3 (192.0.2.130), is not half way to 203.0.113.9, 7 hops away"},
		"some of them":                          {"198.51.100.1 192.0.2.2 192.0.2.130 - -", "hop 3 (192.0.2.130)"},
		"balanced":                              {"198.51.100.1 192.0.2.2|192.0.2.3", "hop 2 (192.0.2.2, 192.0.2.3)"},
		"one of the balanced is ours":           {"198.51.100.1 192.0.2.2|198.51.100.7", "why: the deepest that tells when a hop limit runs out, hop 2 (192.0.2.2, 198.51.100.7) of the way to 203.0.113.9, may be in our own network, and the filter in it or behind it ours"},
		"back into our own network":             {"198.51.100.1 192.0.2.2 198.51.100.9", "why: the deepest that tells when a hop limit runs out, hop 3 (198.51.100.9) of the way to 203.0.113.9, may be in our own network, and the filter in it or behind it ours"},
		"the next hop is the target":            {"", "why: 203.0.113.9 is the very next hop: no router lies between that could tell"},
		"only our gateway":                      {"198.51.100.1", "why: only our own gateway, hop 1 (198.51.100.1) of the 2 to 203.0.113.9, tells when a hop limit runs out, and the filter may be its own"},
		"only our gateway tells":                {"192.0.2.1 -", "why: only our own gateway, hop 1 (192.0.2.1) of the 3 to 203.0.113.9, tells when a hop limit runs out, and the filter may be its own"},
		"nobody tells":                          {"- - -", "why: no router of the way to 203.0.113.9 (4 hops) tells when a hop limit runs out"},
		"two routers of ours, private":          {"10.0.0.1 10.0.1.1", "why: the deepest that tells when a hop limit runs out, hop 2 (10.0.1.1) of the way to 203.0.113.9, may be in our own network, and the filter in it or behind it ours"},
		"public gateway, private border":        {"198.51.100.1 10.0.1.1", "why: the deepest that tells when a hop limit runs out, hop 2 (10.0.1.1) of the way to 203.0.113.9, may be in our own network, and the filter in it or behind it ours"},
		"carrier NAT":                           {"192.168.1.1 100.64.0.1", "why: the deepest that tells when a hop limit runs out, hop 2 (100.64.0.1) of the way to 203.0.113.9, may be in our own network, and the filter in it or behind it ours"},
		"a cloud's own hops":                    {"- 240.0.0.4 100.66.0.1 - -", "why: the deepest that tells when a hop limit runs out, hop 3 (100.66.0.1) of the way to 203.0.113.9, may be in our own network, and the filter in it or behind it ours"},
		"another router in our own range":       {"198.51.100.1 198.51.100.200", "why: the deepest that tells when a hop limit runs out, hop 2 (198.51.100.200) of the way to 203.0.113.9, may be in our own network, and the filter in it or behind it ours"},
		"the outer face of our border":          {"10.0.0.1 192.0.2.2", "why: the deepest that tells when a hop limit runs out, hop 2 (192.0.2.2) of the way to 203.0.113.9, is the first with a public address: it may be our own border, and the filter its own"},
		"the same, behind hops that never tell": {"- - 192.0.2.2 -", "why: the deepest that tells when a hop limit runs out, hop 3 (192.0.2.2) of the way to 203.0.113.9, is the first with a public address: it may be our own border, and the filter its own"},
		"IPv6":                                  {"2001:db8:1::1 2001:db8:2::1", "hop 2 (2001:db8:2::1)"},
		"IPv6, another network of our own site": {"2001:db8:1::1 2001:db8:1:9::1", "why: the deepest that tells when a hop limit runs out, hop 2 (2001:db8:1:9::1) of the way to 203.0.113.9, may be in our own network, and the filter in it or behind it ours"},
		"the target's address is no router":     {"198.51.100.1 203.0.113.9", "why: only our own gateway, hop 1 (198.51.100.1) of the 2 to 203.0.113.9, tells when a hop limit runs out, and the filter may be its own"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, why := way(t, c.way).Witness(own)
			got := "why: " + why
			if why == "" {
				got = h.String()
			}
			if got != c.want {
				t.Errorf("%s; want %s", got, c.want)
			}
		})
	}
	t.Run("never reached", func(t *testing.T) {
		t.Parallel()
		p := Path{Addr: netip.MustParseAddr("203.0.113.9"), Control: 443}
		p.note(1, answer{what: expired, from: netip.MustParseAddr("198.51.100.1")})
		want := "port 443 of 203.0.113.9 answers, but not while the way to it was traced"
		if h, why := p.Witness(own); why != want || h.Depth != 0 {
			t.Errorf("%v, %s; want %s", h, why, want)
		}
	})
}

func TestSameWay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a, b string
		want bool
	}{
		"the same":                    {"198.51.100.1 192.0.2.2", "198.51.100.1 192.0.2.2", true},
		"one did not tell":            {"198.51.100.1 192.0.2.2", "- 192.0.2.2", true},
		"another branch of balancing": {"198.51.100.1 192.0.2.2|192.0.2.3", "198.51.100.1 192.0.2.3", true},
		"another provider":            {"192.168.1.1 192.0.2.2 192.0.2.9", "192.168.1.1 192.0.2.66 192.0.2.9", false},
		"a hop more":                  {"198.51.100.1 192.0.2.2", "198.51.100.1 192.0.2.2 -", false},
		"nothing in common":           {"198.51.100.1 -", "- 192.0.2.2", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := way(t, c.a).sameWay(way(t, c.b)); got != c.want {
				t.Errorf("same way: %v; want %v", got, c.want)
			}
		})
	}
}
