package syn

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"holdfast/probes/internal/sweep"
)

// fakes returns an engine over a path, with a fake in the place of connects.
func fakes(host func(uint16, time.Duration) sweep.State, connects sweep.State, err error) engine {
	return engine{
		connect: sweep.Fake{Answer: func(netip.Addr, uint16) (sweep.State, netip.Addr) { return connects, netip.Addr{} }},
		open: func(context.Context, sweep.Job) (wire, error) {
			p := &path{host: host, there: through, sent: map[uint16]int{}, first: map[uint16]time.Time{}, begun: time.Now()}
			p.rand = source(1)
			return wire{line: p, lowest: 61000, highest: 65535, close: func() {}}, err
		},
	}
}

// errRefused is why there may be no line.
var errRefused = errors.New("may not")

// TestChoice: which engine a result is of, and why.
func TestChoice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		host     func(uint16, time.Duration) sweep.State
		connects sweep.State
		err      error
		engine   string
		why      string
		open     int
	}{
		"bare SYNs are answered":         {only(sweep.Closed, 443), sweep.Closed, nil, sweep.EngineSYN, "", 1},
		"no privilege":                   {nil, sweep.Open, errRefused, sweep.EngineConnect, errRefused.Error(), 20},
		"only connects are answered":     {only(sweep.Filtered), sweep.Open, nil, sweep.EngineConnect, "bare SYNs got no answer where connects do (a NAT or a proxy on our side)", 20},
		"nothing is answered in any way": {only(sweep.Filtered), sweep.Filtered, nil, sweep.EngineSYN, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e := fakes(c.host, c.connects, c.err)
				res, err := e.Sweep(t.Context(), sweep.Job{Addr: netip.MustParseAddr("127.0.0.1"), Ports: span(440, 459)})
				if err != nil {
					t.Fatal(err)
				}
				if res.Engine != c.engine || res.Why != c.why || res.Count(sweep.Open) != c.open {
					t.Errorf("engine %s because %q, %d open; want %s, %q, %d", res.Engine, res.Why, res.Count(sweep.Open), c.engine, c.why, c.open)
				}
			})
		})
	}
}

// TestCancel: a sweep that is cut off says how far it got, and gives the line
// back.
func TestCancel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		closed := false
		e := fakes(only(sweep.Filtered, 443), sweep.Open, nil)
		inner := e.open
		e.open = func(ctx context.Context, job sweep.Job) (wire, error) {
			w, err := inner(ctx, job)
			w.close = func() { closed = true }
			return w, err
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		res, err := e.Sweep(ctx, sweep.Job{Addr: netip.MustParseAddr("127.0.0.1"), Ports: all(), Control: []uint16{443}})
		if err != nil || !res.Cut || res.Blind || res.Count(sweep.Unknown) < 60_000 || !closed {
			t.Errorf("error %v, cut %v, blind %v, %d unknown, closed %v", err, res.Cut, res.Blind, res.Count(sweep.Unknown), closed)
		}
	})
}

func TestNoWay(t *testing.T) {
	t.Parallel()
	_, err := New().Sweep(t.Context(), sweep.Job{Addr: netip.MustParseAddr("fe80::1%nosuchlink"), Ports: []uint16{1}})
	if _, ok := errors.AsType[*sweep.NoRouteError](err); !ok {
		t.Errorf("error %v; want a NoRouteError", err)
	}
}

// TestOwnMachine: to our own addresses connects are the only way, and the result
// says so.
func TestOwnMachine(t *testing.T) {
	t.Parallel()
	res, err := New().Sweep(t.Context(), sweep.Job{Addr: netip.MustParseAddr("127.93.17.20"), Ports: span(1, 300)})
	if err != nil || res.Engine != sweep.EngineConnect || res.Why == "" || res.Count(sweep.Closed) != 300 {
		t.Errorf("error %v, engine %s because %q, %d closed; want connects with a reason, 300", err, res.Engine, res.Why, res.Count(sweep.Closed))
	}
}
