package ping_test

import (
	"os"
	"testing"

	"holdfast"
	"holdfast/probes/ping"
	"holdfast/probes/probetest"
)

// need skips a test where no ICMP socket may be opened.
func need(t *testing.T, settings string) {
	t.Helper()
	f, err := probetest.New(t, ping.Kind(), probetest.Case{Settings: settings}).Probe(t.Context(), holdfast.Look{})
	if err == nil {
		t.Logf("%s: %v", f.Reason, f.Fact("socket"))
		return
	}
	if os.Getenv("HOLDFAST_REQUIRE_ALL") == "1" {
		t.Fatalf("this test needs an ICMP socket: %v", err)
	}
	t.Skipf("this test needs an ICMP socket: %v", err)
}

func TestSuite(t *testing.T) {
	const loopback = "host: 127.0.0.1\ninterval: 10ms\nwait: 2s\n"
	need(t, loopback)
	with := func(settings string) func(*testing.T) probetest.Case {
		return func(*testing.T) probetest.Case { return probetest.Case{Settings: loopback + settings} }
	}
	probetest.Run(t, probetest.Suite{
		Kind:    ping.Kind(),
		Good:    with(""),
		Bad:     with("max_time: 1ns\n"),
		Offline: true,
	})
}

// TestLoopback pings this machine by every sort of socket that it lets.
func TestLoopback(t *testing.T) {
	for name, settings := range map[string]string{
		"IPv4":                "host: 127.0.0.1\n",
		"IPv6":                "host: '::1'\n",
		"raw IPv4":            "host: 127.0.0.1\nsocket: raw\n",
		"raw IPv6":            "host: '::1'\nsocket: raw\n",
		"no payload":          "host: 127.0.0.1\nsize: 0\n",
		"the largest payload": "host: 127.0.0.1\nsize: 65000\n",
	} {
		t.Run(name, func(t *testing.T) { // one by one: the kernel drops some replies beside those of the largest
			need(t, settings+"interval: 10ms\n")
			f := probetest.Look(t, ping.Kind(), probetest.Case{Settings: settings + "interval: 10ms\nwait: 2s\n"})
			if f.Status != holdfast.Holds {
				t.Errorf("finding is %s: %s, want holds", f.Status, f.Reason)
			}
			if hops, ok := f.Fact("reply_hop_limit").(int64); !ok || hops < 1 {
				t.Errorf("the hop limit is %v, want that of the reply", f.Fact("reply_hop_limit"))
			}
		})
	}
}
