//go:build check

package syn

import (
	"net/netip"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/netlab"
	"holdfast/probes/internal/sweep"
)

func TestMain(m *testing.M) {
	if netlab.Main(holdfast.Kind[holdfast.Prober]{}) {
		return
	}
	os.Exit(m.Run())
}

// inLab sweeps the lab's target from its probe.
func inLab(t *testing.T, lab *netlab.Lab, job sweep.Job) (res sweep.Result, took time.Duration) {
	t.Helper()
	begun := time.Now()
	err := lab.Inside("probe", func() (err error) {
		res, err = New().Sweep(t.Context(), job)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	took = time.Since(begun)
	t.Logf("%s%s, %v, %d asked (%.2f a port), open %v, closed %d, silent %d, rejected %d, unknown %d, loss %.4f, miss %.2g, canary %d of %d, overrun %d", res.Engine, res.Why, took, res.Attempts, float64(res.Attempts)/float64(res.Asked()), res.In(sweep.Open), res.Count(sweep.Closed), res.Count(sweep.Filtered), res.Count(sweep.Rejected), res.Count(sweep.Unknown), res.Loss, res.Miss, res.Canary.Answered, res.Canary.Asked, res.Overrun)
	return res, took
}

// TestFirewalls sweeps all ports through real firewalls, in both families.
func TestFirewalls(t *testing.T) {
	lab := netlab.New(t)
	found := []uint16{80, 443, 6379, 49731, 65535}
	lab.Serve(t, "target", netlab.TargetAddr+":80", netlab.TargetAddr+":443", netlab.TargetAddr+":6379", netlab.TargetAddr+":49731", netlab.TargetAddr+":65535",
		"["+netlab.TargetAddr6+"]:80", "["+netlab.TargetAddr6+"]:443", "["+netlab.TargetAddr6+"]:6379", "["+netlab.TargetAddr6+"]:49731", "["+netlab.TargetAddr6+"]:65535")
	const shut = "tcp dport != { 80, 443, 6379, 49731, 65535 } "
	for _, c := range []struct {
		name   string
		rules  []string
		addr   string
		state  sweep.State // of all other ports
		frames float64
	}{
		{"resets", nil, netlab.TargetAddr, sweep.Closed, 1.05},
		{"resets, IPv6", nil, netlab.TargetAddr6, sweep.Closed, 1.05},
		{"drops", []string{shut + "drop"}, netlab.TargetAddr, sweep.Filtered, 4},
		{"drops, IPv6", []string{shut + "drop"}, netlab.TargetAddr6, sweep.Filtered, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			lab.Firewall(t, "target", "input", c.rules...)
			defer lab.Firewall(t, "target", "input")
			res, _ := inLab(t, lab, sweep.Job{Addr: netip.MustParseAddr(c.addr), Ports: all(), Control: []uint16{443}})
			if res.Engine != sweep.EngineSYN {
				t.Fatalf("asked by %s: %s", res.Engine, res.Why)
			}
			open := res.In(sweep.Open)
			slices.Sort(open)
			if diff := cmp.Diff(found, open); diff != "" {
				t.Errorf("open (-want +got):\n%s", diff)
			}
			if n := res.Count(c.state); n != 65535-len(found) {
				t.Errorf("%d are %v; want all others", n, c.state)
			}
			if a := float64(res.Attempts) / 65535; a > c.frames {
				t.Errorf("%.2f SYNs a port; want at most %.2f", a, c.frames)
			}
		})
	}
}
