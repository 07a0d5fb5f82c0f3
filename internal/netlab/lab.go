//go:build check

package netlab

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// The addresses of the lab.
const (
	TargetAddr  = "203.0.113.9"
	TargetAddr6 = "2001:db8:2::9"
	RouterAddr  = "198.51.100.1"
	ProbeAddr   = "198.51.100.2"
)

// Lab is the three namespaces.
type Lab struct {
	name string
}

// New builds the lab; it goes with the test.
func New(t *testing.T) *Lab {
	t.Helper()
	Need(t, "ip", "nft")
	if os.Geteuid() != 0 {
		missing(t, "network namespaces need root")
	}
	l := &Lab{name: fmt.Sprintf("hf%d%d", os.Getpid(), time.Now().UnixNano()%1000)}
	t.Cleanup(func() {
		for _, place := range []string{"probe", "router", "target"} {
			_ = exec.Command("ip", "netns", "del", l.ns(place)).Run() //nolint:noctx // the test's context has ended by now
		}
	})
	l.build(t)
	return l
}

// build makes namespaces, links and routes.
func (l *Lab) build(t *testing.T) {
	t.Helper()
	for _, place := range []string{"probe", "router", "target"} {
		Run(t, "ip", "netns", "add", l.ns(place))
		l.In(t, place, "ip", "link", "set", "lo", "up")
	}
	l.link(t, "probe", "198.51.100.2/24", "2001:db8:1::2/64", "198.51.100.1/24", "2001:db8:1::1/64")
	l.link(t, "target", "203.0.113.9/24", "2001:db8:2::9/64", "203.0.113.1/24", "2001:db8:2::1/64")
	l.In(t, "router", "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
	l.In(t, "probe", "ip", "route", "add", "default", "via", "198.51.100.1")
	l.In(t, "probe", "ip", "-6", "route", "add", "default", "via", "2001:db8:1::1")
	l.In(t, "target", "ip", "route", "add", "default", "via", "203.0.113.1")
	l.In(t, "target", "ip", "-6", "route", "add", "default", "via", "2001:db8:2::1")
}

// link joins a place with the router.
func (l *Lab) link(t *testing.T, place, own, own6, router, router6 string) {
	t.Helper()
	there, here := l.name+linkOf(place)+"0", l.name+linkOf(place)+"1"
	Run(t, "ip", "link", "add", there, "netns", l.ns(place), "type", "veth", "peer", "name", here, "netns", l.ns("router"))
	for _, c := range []struct{ place, dev, v4, v6 string }{{place, there, own, own6}, {"router", here, router, router6}} {
		l.In(t, c.place, "ip", "addr", "add", c.v4, "dev", c.dev)
		l.In(t, c.place, "ip", "-6", "addr", "add", c.v6, "dev", c.dev, "nodad")
		l.In(t, c.place, "ip", "link", "set", c.dev, "up")
	}
}

// ns is the name of a place's namespace.
func (l *Lab) ns(place string) string { return l.name + place }

// Narrow gives the link between a place, probe or target, and the router a
// smaller MTU.
func (l *Lab) Narrow(t *testing.T, place, mtu string) {
	t.Helper()
	name := l.name + linkOf(place)
	l.In(t, place, "ip", "link", "set", "mtu", mtu, "dev", name+"0")
	l.In(t, "router", "ip", "link", "set", "mtu", mtu, "dev", name+"1")
}

// GiveUp makes the router say after a few tenths of a second, and not after three,
// that no neighbour of a place answers.
func (l *Lab) GiveUp(t *testing.T, place string) {
	t.Helper()
	l.In(t, "router", "sysctl", "-qw", "net.ipv4.neigh."+l.name+linkOf(place)+"1.retrans_time_ms=100")
}

// linkOf is the letter of a place's link to the router.
func linkOf(place string) string { return map[string]string{"probe": "a", "target": "b"}[place] }

// Within is the command that starts another one in a place: probe, router or
// target. It replaces itself by the other, and gives it mounts of its own.
func (l *Lab) Within(place string) []string {
	return []string{"ip", "netns", "exec", l.ns(place)}
}

// In runs a command in a place.
func (l *Lab) In(t *testing.T, place string, command ...string) {
	t.Helper()
	Run(t, append(l.Within(place), command...)...)
}

// Firewall replaces a place's nftables rules by those of one chain: its type
// and hook (input, output, forward) and the rules. No rules take it away.
func (l *Lab) Firewall(t *testing.T, place, hook string, rules ...string) {
	t.Helper()
	text := "flush ruleset\n"
	if len(rules) > 0 {
		text += fmt.Sprintf("table inet hf {\n chain c {\n type filter hook %s priority 0; policy accept;\n %s\n }\n}\n", hook, strings.Join(rules, "\n "))
	}
	cmd := exec.CommandContext(t.Context(), "ip", "netns", "exec", l.ns(place), "nft", "-f", "-") //nolint:gosec // a test's own names
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("nft in %s: %v: %s\n%s", place, err, out, text)
	}
}

// Start runs a command in a place until the test ends, or until stop is called;
// both wait for its end.
func (l *Lab) Start(t *testing.T, place string, env []string, command ...string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "ip", append([]string{"netns", "exec", l.ns(place)}, command...)...) //nolint:gosec // a test's own commands
	cmd.Env = append(os.Environ(), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %v: %v", command, err)
	}
	done := make(chan struct{})
	go func() { _ = cmd.Wait(); close(done) }()
	stop = func() { cancel(); <-done }
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			t.Logf("%v said:\n%s", command, out.String())
		}
	})
	return stop
}

// Run runs a command.
func Run(t *testing.T, command ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput(); err != nil { //nolint:gosec // a test's own commands
		t.Fatalf("%v: %v: %s", command, err, out)
	}
}

// Need demands programs: without them the test is skipped, or fails where
// nothing may be skipped (HOLDFAST_REQUIRE_ALL=1).
func Need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			missing(t, p+" is not installed")
		}
	}
}

// NeedRoot demands root in the same way.
func NeedRoot(t *testing.T, why string) {
	t.Helper()
	if os.Getuid() != 0 {
		missing(t, why)
	}
}

// missing skips, or fails.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("HOLDFAST_REQUIRE_ALL") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}
