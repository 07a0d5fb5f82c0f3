//go:build check

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"holdfast/internal/netlab"
	"holdfast/internal/proving"
)

// TestLacking runs the monitor on a machine that lacks something it needs: it
// runs on, blames no target, and says what is missing.
func TestLacking(t *testing.T) {
	t.Parallel()
	netlab.Need(t, "mount")
	for _, c := range []struct {
		name, host string
		lack       func(t *testing.T, lab *netlab.Lab) (within []string)
		says       string // in the reason of every check
	}{
		{"IPv6 switched off", "2001:db8:2::9", noIPv6, `no IPv6 here \(`},
		{"no IPv6 route", "2001:db8:2::9", noIPv6Route, `no IPv6 here \(`},
		{"no resolver listens", "shop.example.com", resolver("127.0.0.1"), `the resolver 127\.0\.0\.1:53 cannot be asked \(connection refused\)`},
		{"no way to the resolver", "shop.example.com", resolver("192.0.2.53"), `the resolver 192\.0\.2\.53:53 cannot be asked \(network is unreachable\)`},
		{"the resolver is silent", "shop.example.com", silentResolver, `the resolver( 203\.0\.113\.9:53)? gives no answer in time`},
	} {
		t.Run(c.name, func(t *testing.T) {
			lab := netlab.New(t)
			lab.Serve(t, "target", netlab.TargetAddr+":443") // somebody answers, so that silence is not ours at once
			lacking(t, lab, c.host, c.says, c.lack(t, lab))
		})
	}
}

// noIPv6 switches it off, as sysctl.conf and some clouds do.
func noIPv6(t *testing.T, lab *netlab.Lab) []string {
	t.Helper()
	lab.In(t, "probe", "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
	return lab.Within("probe")
}

// noIPv6Route takes away the way out, as most home networks do.
func noIPv6Route(t *testing.T, lab *netlab.Lab) []string {
	t.Helper()
	lab.In(t, "probe", "ip", "-6", "route", "del", "default")
	return lab.Within("probe")
}

// resolver names one that is not there, in a resolv.conf that only the
// namespace sees (ip netns exec gives each command mounts of its own).
func resolver(address string) func(*testing.T, *netlab.Lab) []string {
	return func(t *testing.T, lab *netlab.Lab) []string {
		t.Helper()
		file := filepath.Join(t.TempDir(), "resolv.conf")
		if err := os.WriteFile(file, []byte("nameserver "+address+"\noptions timeout:1 attempts:1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if address == "192.0.2.53" {
			lab.In(t, "probe", "ip", "route", "del", "default")
		}
		return append(lab.Within("probe"), "sh", "-c", `mount --bind "$0" /etc/resolv.conf && exec "$@"`, file)
	}
}

// silentResolver names one whose packets are lost.
func silentResolver(t *testing.T, lab *netlab.Lab) []string {
	t.Helper()
	lab.Firewall(t, "target", "input", "udp dport 53 drop")
	return resolver(netlab.TargetAddr)(t, lab)
}

// lacking runs a monitor that asks everything of one host, and wants Unknown
// with the sentence everywhere.
func lacking(t *testing.T, lab *netlab.Lab, host, says string, within []string) {
	t.Helper()
	at := host
	if strings.Contains(host, ":") {
		at = "[" + host + "]"
	}
	const listen = "127.0.0.1:9780"
	life := proving.Start(t, install(t, listen, fmt.Sprintf(`defaults: {confirm: 1 of 1}
checks:
  - {name: alive, tcp: {address: "203.0.113.9:443"}, every: 1s}
  - {name: web, uptime: {url: "http://%[2]s/"}, every: 2s}
  - {name: host, uptime: {host: %[1]q}, every: 2s}
  - {name: each, uptime: {url: "https://%[2]s/", ip: each}, every: 2s}
  - {name: port, tcp: {address: "%[2]s:22"}, every: 2s}
  - {name: grade, tlsgrade: {host: %[1]q}, every: 4s}
  - {name: db, unreachable: {host: %[1]q, services: [redis]}, every: 4s}
  - {name: ports, exposure: {host: %[1]q, ports: "22,80"}, every: 4s}
channels:
  hook: {webhook: {url: "http://%[2]s/hook"}}
`, host, at)), nil, within...)
	names := []string{"web", "host", "each", "port", "grade", "db", "ports"}
	life.Until(t, patience, "all was looked at", func() bool {
		return strings.Count(page(t, lab, listen+"/metrics"), "holdfast_check_last_run_timestamp_seconds{") == len(names)+1
	})
	metrics := page(t, lab, listen+"/metrics")
	for _, name := range names {
		reason := reasonOf(page(t, lab, listen+"/checks/"+name))
		t.Logf("%-6s %s", name, reason)
		if state := fmt.Sprintf(`holdfast_check_state{check=%q,state="unknown",target=%q} 1`, name, host); !strings.Contains(metrics, state) {
			t.Errorf("%s is not unknown: %s", name, excerpt(metrics, fmt.Sprintf(`holdfast_check_state{check=%q`, name)))
		}
		if !regexp.MustCompile(says).MatchString(reason) {
			t.Errorf("%s: %q; want it to say %s", name, reason, says)
		}
		if strings.Count(reason, ": ") > 3 || len(reason) > 200 {
			t.Errorf("%s: %q; want one clear sentence", name, reason)
		}
	}
	life.Stop(t)
	t.Logf("log:\n%s", life.Log)
}
