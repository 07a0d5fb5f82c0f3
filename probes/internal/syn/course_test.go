package syn

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"holdfast/probes/internal/sweep"
)

// all are the ports 1 to 65535.
func all() []uint16 { return span(1, 65535) }

// span are the ports from one to another.
func span(from, to int) (list []uint16) {
	for p := from; p <= to; p++ {
		list = append(list, uint16(p))
	}
	return list
}

// open are the open ports of most hosts here.
func open() []uint16 { return []uint16{80, 443, 3306, 5432, 6379, 27017, 49731, 65535} }

// TestWholeHosts sweeps all ports over paths of all sorts. Times are those of
// the bubble, and exact.
func TestWholeHosts(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	drops, resets := only(sweep.Filtered, open()...), only(sweep.Closed, open()...)
	for name, c := range map[string]struct {
		path    path
		rate    int
		doubt   float64
		longest time.Duration
		frames  float64 // SYNs a port, at most
		miss    float64
	}{
		"clean, drops":          {path: path{rtt: ms, host: drops}, longest: 13 * time.Second, frames: 3.1, miss: 1e-7},
		"clean, resets":         {path: path{rtt: ms, host: resets}, longest: 6 * time.Second, frames: 1.03},
		"1 % loss":              {path: path{rtt: ms, host: drops, loss: 0.01}, longest: 13 * time.Second, frames: 3.1, miss: 1e-5},
		"5 % loss":              {path: path{rtt: ms, host: drops, loss: 0.05}, longest: 16 * time.Second, frames: 4.1, miss: 1e-4},
		"5 % loss, resets":      {path: path{rtt: ms, host: resets, loss: 0.05}, longest: 10 * time.Second, frames: 1.2},
		"5 % loss, 50 ms":       {path: path{rtt: 50 * ms, host: drops, loss: 0.05}, longest: 18 * time.Second, frames: 4.1, miss: 1e-4},
		"5 % loss, 100,000/s":   {path: path{rtt: ms, host: drops, loss: 0.05}, rate: 100_000, longest: 5500 * ms, frames: 4.1, miss: 1e-4},
		"5 % loss, thorough":    {path: path{rtt: ms, host: drops, loss: 0.05}, doubt: 1e-6, longest: 25 * time.Second, frames: 6.1, miss: 1e-6},
		"20 % loss":             {path: path{rtt: 20 * ms, host: drops, loss: 0.2}, longest: 60 * time.Second, frames: 8.2, miss: 1e-4},
		"4,000/s":               {path: path{rtt: 20 * ms, host: drops, there: bottleneck(4000, 50)}, longest: 130 * time.Second, frames: 5, miss: 1e-3},
		"20,000/s":              {path: path{rtt: 20 * ms, host: drops, there: bottleneck(20_000, 200)}, longest: 26 * time.Second, frames: 5, miss: 1e-4},
		"500 SYNs/s":            {path: path{rtt: ms, host: drops, there: policer(500, 500)}, longest: 13 * time.Minute, frames: 6.5, miss: 1e-3},
		"drops each first SYN":  {path: path{rtt: ms, host: drops, there: firstDrop()}, longest: 20 * time.Second, frames: 4.3, miss: 1e-6},
		"loses 30 ms at a time": {path: path{rtt: ms, host: drops, there: bursts(rand.New(rand.NewPCG(5, 5)), 300*ms, 30*ms)}, longest: 200 * time.Second, frames: 8, miss: 1e-2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && c.longest > time.Minute {
				t.Skip("long: not with -short")
			}
			l := walk(t, 7, sweep.Job{Ports: all(), Control: []uint16{443, 80}, Rate: c.rate, Doubt: c.doubt}, c.path)
			l.log(t)
			unknown := l.Count(sweep.Unknown)
			if missed, _ := l.missed(open()...); len(missed) > 0 || unknown > 0 {
				t.Errorf("missed %v, %d unknown", missed, unknown)
			}
			if l.took > c.longest || float64(l.Attempts)/65535 > c.frames {
				t.Errorf("took %v and %d SYNs; want at most %v and %.2f a port", l.took, l.Attempts, c.longest, c.frames)
			}
			if c.miss > 0 && l.Miss > c.miss {
				t.Errorf("chance of a missed port at most %.2g; want %.2g", l.Miss, c.miss)
			}
			if most := max(c.rate, 20_000); l.path.most > most+most/20 {
				t.Errorf("%d SYNs in one second; want at most %d", l.path.most, most)
			}
		})
	}
}

// log writes the numbers of a look.
func (l look) log(t *testing.T) {
	t.Helper()
	t.Logf("%v, %d SYNs (%.2f a port), loss at most %.4f, miss %.2g, canary %d of %d, blackouts %d, blind %v, most %d/s, unknown %d", l.took.Round(10*time.Millisecond), l.Attempts, float64(l.Attempts)/float64(l.Asked()), l.Loss, l.Miss, l.Canary.Answered, l.Canary.Asked, l.Blackouts, l.Blind, l.path.most, l.Count(sweep.Unknown))
}

// TestBan: a firewall that bans is noticed and waited out, and what was not seen
// is not known.
func TestBan(t *testing.T) {
	t.Parallel()
	bans := 0
	l := walk(t, 3, sweep.Job{Ports: span(1, 10_000), Control: []uint16{443}, Patience: time.Minute},
		path{rtt: time.Millisecond, host: only(sweep.Filtered, open()...), there: ban(100, 1000, 30*time.Second, &bans)})
	l.log(t)
	missed, _ := l.missed(80, 443, 3306, 5432, 6379)
	if len(missed) > 0 || l.Count(sweep.Unknown) > 0 || l.Blackouts == 0 || bans > 12 {
		t.Errorf("missed %v, %d unknown, %d blackouts, %d bans", missed, l.Count(sweep.Unknown), l.Blackouts, bans)
	}
}

// TestGoneForGood: when the canary falls silent and stays so, nothing that was
// not seen is called silent.
func TestGoneForGood(t *testing.T) {
	t.Parallel()
	const gone = 4 * time.Second
	l := walk(t, 3, sweep.Job{Ports: all(), Control: []uint16{443}}, path{
		rtt: time.Millisecond, host: only(sweep.Filtered, open()...),
		there: func(_ probe, at time.Duration) (time.Duration, bool) { return 0, at < gone },
	})
	l.log(t)
	if !l.Blind || !l.Cut || l.Canary.State != sweep.Open {
		t.Errorf("blind %v, cut %v, canary %v; want true, true, open", l.Blind, l.Cut, l.Canary.State)
	}
	if at := l.BlindSince.Sub(l.path.begun); at < gone-time.Second || at > gone+10*time.Millisecond {
		t.Errorf("blind since %v; want about %v", at, gone)
	}
	for _, port := range l.In(sweep.Filtered) {
		if l.path.first[port].Sub(l.path.begun) >= gone {
			t.Fatalf("%d, first asked after sight was gone, is called silent", port)
		}
	}
	if l.took > gone+13*time.Second {
		t.Errorf("given up after %v", l.took)
	}
}

// TestOutage: a path that fails for a while costs no port.
func TestOutage(t *testing.T) {
	t.Parallel()
	l := walk(t, 3, sweep.Job{Ports: all(), Control: []uint16{443}}, path{
		rtt: time.Millisecond, host: only(sweep.Filtered, open()...),
		there: func(_ probe, at time.Duration) (time.Duration, bool) {
			return 0, at < 3*time.Second || at > 8*time.Second
		},
	})
	l.log(t)
	if missed, _ := l.missed(open()...); len(missed) > 0 || l.Count(sweep.Unknown) > 0 || l.Blackouts != 1 {
		t.Errorf("missed %v, %d unknown, %d blackouts", missed, l.Count(sweep.Unknown), l.Blackouts)
	}
}

// TestCanaryChoice: which port becomes the canary, and what is said without one.
func TestCanaryChoice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		host   func(uint16, time.Duration) sweep.State
		want   uint16
		state  sweep.State
		silent int
	}{
		"the first control that is open":        {only(sweep.Filtered, 80, 443), 443, sweep.Open, 200},
		"an open port rather than a closed one": {only(sweep.Closed, 150), 150, sweep.Open, 0},
		"a closed one where none is open":       {only(sweep.Closed), 443, sweep.Closed, 0},
		"whichever answers":                     {only(sweep.Filtered, 77), 77, sweep.Open, 201},
		"none":                                  {only(sweep.Filtered), 0, sweep.Unknown, 202},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := walk(t, 1, sweep.Job{Ports: span(1, 200), Control: []uint16{443, 80, 8443}}, path{rtt: time.Millisecond, host: c.host})
			l.log(t)
			if l.Canary.Port != c.want || l.Canary.State != c.state || l.Count(sweep.Filtered) != c.silent || l.Count(sweep.Unknown) != 0 {
				t.Errorf("canary %d %v, %d silent, %d unknown; want %d %v, %d, 0", l.Canary.Port, l.Canary.State, l.Count(sweep.Filtered), l.Count(sweep.Unknown), c.want, c.state, c.silent)
			}
			if l.Sighted() != (c.want != 0) {
				t.Errorf("sighted %v", l.Sighted())
			}
		})
	}
}

// TestOverrun: what our own side lost is asked again.
func TestOverrun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCourse(withDefaults(sweep.Job{Addr: netip.MustParseAddr("192.0.2.9"), Ports: span(1, 50), Control: []uint16{443}}), 61000, 65535, time.Now())
		c.take(answer{probe{61000, 443}, sweep.Open, netip.Addr{}}, time.Now())
		sent := c.fill(nil, 30, time.Now())
		c.spoil(time.Now())
		time.Sleep(resend) //nolint:forbidigo // in a bubble
		again := map[uint16]bool{}
		for _, p := range c.fill(nil, 1000, time.Now()) {
			again[p.port] = true
		}
		for _, p := range sent {
			if !again[p.port] {
				t.Errorf("%d is not asked again", p.port)
			}
		}
	})
}

// pace is a pacer that counts.
type pace struct{ n int }

func (p *pace) Wait(ctx context.Context, _ netip.Addr, n int) error {
	p.n += n
	return ctx.Err()
}

// TestPace: every SYN is paid for, the canary's too.
func TestPace(t *testing.T) {
	t.Parallel()
	p := &pace{}
	l := walk(t, 1, sweep.Job{Ports: span(1, 300), Control: []uint16{443}, Pace: p}, path{host: only(sweep.Filtered, 443)})
	if p.n != l.Attempts || p.n < 900 {
		t.Errorf("%d SYNs paid for, %d sent; want the same, at least 900", p.n, l.Attempts)
	}
}

// broken is a line that fails.
type broken struct{ path }

var errBroken = errors.New("no such device")

func (broken) send([]probe) error         { return errBroken }
func (broken) receive(func(answer)) error { return nil }

func TestBrokenLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		job := withDefaults(sweep.Job{Addr: netip.MustParseAddr("192.0.2.9"), Ports: span(1, 50)})
		l := &loop{course: newCourse(job, 61000, 65535, time.Now()), line: &broken{}, job: job}
		if err := l.run(t.Context()); !errors.Is(err, errBroken) {
			t.Errorf("error %v; want %v", err, errBroken)
		}
		if n := l.result().Count(sweep.Unknown); n != 50 {
			t.Errorf("%d unknown; want all 50", n)
		}
	})
}
