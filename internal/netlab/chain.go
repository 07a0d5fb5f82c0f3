//go:build check

package netlab

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"holdfast"
)

// Chain is a longer row of namespaces: probe, r1, r2, … and target, with one
// router fewer than links. Its looks are taken without a single capability.
type Chain struct {
	*Lab
}

// Link is a network between two places of a chain: the addresses of the one
// nearer to the probe and of the one nearer to the target, each with its prefix
// length. The IPv6 ones may be missing.
type Link struct {
	Near, Far   string
	Near6, Far6 string
}

// NewChain builds a chain; it goes with the test.
func NewChain(t *testing.T, links ...Link) *Chain {
	t.Helper()
	Need(t, "ip", "nft", "setpriv")
	if os.Geteuid() != 0 {
		missing(t, "network namespaces need root")
	}
	row := []string{"probe"}
	for i := range links[1:] {
		row = append(row, "r"+strconv.Itoa(i+1))
	}
	row = append(row, "target")
	c := &Chain{&Lab{name: fmt.Sprintf("hc%d%d", os.Getpid()%100000, time.Now().UnixNano()%1000)}}
	c.places(t, row)
	for i, link := range links {
		c.join(t, row[i], row[i+1], link, i)
	}
	for i, place := range row {
		c.lead(t, place, links, i)
	}
	return c
}

// places makes the namespaces, with nothing between them.
func (c *Chain) places(t *testing.T, row []string) {
	t.Helper()
	t.Cleanup(func() {
		for _, place := range row {
			_ = exec.Command("ip", "netns", "del", c.ns(place)).Run() //nolint:noctx // the test's context has ended by now
		}
	})
	for _, place := range row {
		Run(t, "ip", "netns", "add", c.ns(place))
		c.In(t, place, "ip", "link", "set", "lo", "up")
	}
}

// join makes one link.
func (c *Chain) join(t *testing.T, near, far string, link Link, i int) {
	t.Helper()
	left, right := fmt.Sprintf("%sn%d", c.name, i), fmt.Sprintf("%sf%d", c.name, i)
	Run(t, "ip", "link", "add", left, "netns", c.ns(near), "type", "veth", "peer", "name", right, "netns", c.ns(far))
	for _, end := range []struct{ place, dev, v4, v6 string }{{near, left, link.Near, link.Near6}, {far, right, link.Far, link.Far6}} {
		c.In(t, end.place, "ip", "addr", "add", end.v4, "dev", end.dev)
		if end.v6 != "" {
			c.In(t, end.place, "ip", "-6", "addr", "add", end.v6, "dev", end.dev, "nodad")
		}
		c.In(t, end.place, "ip", "link", "set", end.dev, "up")
	}
}

// lead makes the routes of the i-th place: by default towards the target, and
// back to the networks before it.
func (c *Chain) lead(t *testing.T, place string, links []Link, i int) {
	t.Helper()
	c.In(t, place, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
	if i < len(links) {
		c.route(t, place, "default", links[i].Far)
		c.route(t, place, "default", links[i].Far6)
	} else {
		c.route(t, place, "default", links[i-1].Near)
		c.route(t, place, "default", links[i-1].Near6)
		return
	}
	for _, back := range links[:max(0, i-1)] {
		c.route(t, place, back.Near, links[i-1].Near)
		c.route(t, place, back.Near6, links[i-1].Near6)
	}
}

// route leads to a network by a neighbour; an empty neighbour is none.
func (c *Chain) route(t *testing.T, place, network, by string) {
	t.Helper()
	if by == "" {
		return
	}
	if p, err := netip.ParsePrefix(network); err == nil {
		network = p.Masked().String()
	}
	via, family := netip.MustParsePrefix(by).Addr(), "-4"
	if via.Is6() {
		family = "-6"
	}
	c.In(t, place, "ip", family, "route", "add", network, "via", via.String())
}

// Look takes a look from the probe's namespace, as root without any power.
func (c *Chain) Look(t *testing.T, settings, egress string, full bool) holdfast.Finding {
	t.Helper()
	text, err := json.Marshal(order{settings, egress, full})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "ip", "netns", "exec", c.ns("probe"), //nolint:gosec // this test's own binary
		"setpriv", "--inh-caps=-all", "--bounding-set=-all", "--securebits=+noroot,+noroot_locked", self(t))
	cmd.Env = append(os.Environ(), envLook+"="+string(text))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("look: %v", err)
	}
	var f holdfast.Finding
	if err := json.Unmarshal(out, &f); err != nil {
		t.Fatalf("finding %s: %v", out, err)
	}
	return f
}
