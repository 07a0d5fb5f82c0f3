package exposure

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/aim"
	"holdfast/probes/internal/hops"
	"holdfast/probes/internal/sweep"
)

// clock is a wall clock that stands until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// rig is a prober with a pretend world.
type rig struct {
	*prober
	clock *clock
	state []byte
	asked []uint16 // ports of the last look
}

// newRig builds a prober from settings, with an engine that answers.
func newRig(t *testing.T, env holdfast.Env, change func(*settings), answer func(netip.Addr, uint16) (sweep.State, netip.Addr)) *rig {
	t.Helper()
	r := &rig{clock: &clock{time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)}}
	env.Check, env.Now = "h/exposure", r.clock.now
	made, err := build(env, func(into any) error {
		s, ok := into.(*settings)
		if !ok {
			t.Fatalf("decode into %T", into)
		}
		s.Host, s.From = "127.0.0.9", aim.FromInside
		change(s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p, ok := made.(*prober)
	if !ok {
		t.Fatalf("made a %T", made)
	}
	p.engine = sweep.Fake{Answer: answer, Jobs: func(j sweep.Job) { r.asked = j.Ports }}
	p.hops = hops.Fake{}
	r.prober = p
	return r
}

// look takes a look and keeps its state.
func (r *rig) look(t *testing.T, look holdfast.Look) holdfast.Finding {
	t.Helper()
	look.State = r.state
	f, err := r.Probe(t.Context(), look)
	if err != nil {
		t.Fatal(err)
	}
	r.state = f.State
	return f
}

// host answers: the listed ports are open, all others are as rest says.
func host(rest sweep.State, open ...uint16) func(netip.Addr, uint16) (sweep.State, netip.Addr) {
	return func(_ netip.Addr, port uint16) (sweep.State, netip.Addr) {
		if slices.Contains(open, port) {
			return sweep.Open, netip.Addr{}
		}
		return rest, netip.Addr{}
	}
}

// seen is what a test wants of a finding.
type seen struct {
	Status   holdfast.Status
	Headline string
	Reason   string
	Keys     []string
}

func seenOf(f holdfast.Finding) seen {
	out := seen{Status: f.Status, Headline: f.Headline, Reason: f.Reason}
	for _, fault := range f.Faults {
		out.Keys = append(out.Keys, fault.Key)
	}
	return out
}

func TestFullLook(t *testing.T) {
	t.Parallel()
	none := func(*settings) {}
	for name, c := range map[string]struct {
		env    holdfast.Env
		change func(*settings)
		answer func(netip.Addr, uint16) (sweep.State, netip.Addr)
		want   seen
	}{
		"as wanted": {
			change: none, answer: host(sweep.Closed, 80, 443),
			want: seen{holdfast.Holds, "", "127.0.0.9: seen from inside: open 80, 443, as wanted; rest of 65,535: 65,533 closed (RST)", nil},
		},
		"redis is open": {
			change: none, answer: host(sweep.Closed, 80, 443, 6379),
			want: seen{holdfast.Broken, "EXPOSED", "127.0.0.9: seen from inside: open 80, 443, 6379; wanted only 80, 443; rest of 65,535: 65,532 closed (RST)", []string{"port/6379"}},
		},
		"databases come first": {
			change: none, answer: host(sweep.Closed, 22, 443, 777, 6379),
			want: seen{holdfast.Broken, "EXPOSED", "127.0.0.9: seen from inside: open 22, 443, 777, 6379; wanted only 80, 443; rest of 65,535: 65,531 closed (RST)", []string{"port/6379", "port/22", "port/777"}},
		},
		"silence is not closed": {
			change: none, answer: host(sweep.Filtered, 443),
			want: seen{holdfast.Unknown, "NOT PROVEN", "127.0.0.9: seen from inside: 65,534 ports did not answer, and nothing shows that our own way out lets them through; no proof by hop: " + tooMany + "; open 443; rest of 65,535: 65,534 silent", []string{"egress"}},
		},
		"silence with egress declared": {
			env: holdfast.Env{Egress: "open"}, change: none, answer: host(sweep.Filtered, 443),
			want: seen{holdfast.Holds, "", "127.0.0.9: seen from inside: open 443, as wanted; rest of 65,535: 65,534 silent, egress is declared open", nil},
		},
		"dead host": {
			env: holdfast.Env{Egress: "open"}, change: none, answer: host(sweep.Filtered),
			want: seen{holdfast.Unknown, "COULD NOT LOOK", "127.0.0.9: seen from inside: 127.0.0.9 answered on none of 65,535 ports: a dead host, a moved one and a firewall that drops everything look the same from here", []string{"sight/127.0.0.9"}},
		},
		"expected port is closed": {
			change: func(s *settings) { s.Expect = []uint16{443} }, answer: host(sweep.Closed, 80),
			want: seen{holdfast.Broken, "NOT OPEN", "127.0.0.9: seen from inside: open 80; wanted only 80, 443, and open 443; rest of 65,535: 65,534 closed (RST)", []string{"missing/443"}},
		},
		"expected port is silent": {
			env: holdfast.Env{Egress: "open"}, change: func(s *settings) { s.Expect = []uint16{443} }, answer: host(sweep.Filtered, 80),
			want: seen{holdfast.Unknown, "COULD NOT LOOK", "127.0.0.9: seen from inside: 443 is silent on 127.0.0.9; wanted open; open 80; rest of 65,535: 65,534 silent, egress is declared open", []string{"missing/443"}},
		},
		"narrowed openly": {
			change: func(s *settings) { s.Ports = "1-100" }, answer: host(sweep.Closed, 80, 6379),
			want: seen{holdfast.Holds, "", "127.0.0.9: seen from inside: open 80, as wanted; rest of 100 asked (ports: 1-100): 99 closed (RST)", nil},
		},
		"something accepts everything": {
			change: none, answer: host(sweep.Open),
			want: seen{holdfast.Unknown, "COULD NOT LOOK", "127.0.0.9: seen from inside: 127.0.0.9 completes the handshake on 65,535 of 65,535 ports: something in between accepts in its place, and a handshake is not a service; open 1-65535; rest of 65,535: none", []string{"accept-all/127.0.0.9"}},
		},
		"inside, asked from outside": {
			change: func(s *settings) { s.From = aim.FromOutside }, answer: host(sweep.Closed, 443),
			want: seen{holdfast.Unknown, "COULD NOT LOOK", "127.0.0.9: 127.0.0.9 is seen from inside; that proves nothing about outside", []string{"inside/127.0.0.9"}},
		},
		"an edge": {
			change: func(s *settings) { s.Host, s.From = "104.16.3.3", aim.FromOutside }, answer: host(sweep.Closed, 443),
			want: seen{holdfast.Unknown, "COULD NOT LOOK", "104.16.3.3: 104.16.3.3 belongs to Cloudflare, a content-delivery edge: its ports are not yours", []string{"edge/104.16.3.3"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.env, c.change, c.answer)
			if diff := cmp.Diff(c.want, seenOf(r.look(t, holdfast.Look{Full: true}))); diff != "" {
				t.Errorf("finding (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRound: slices of all ports add up to a round, and only then it holds; a
// sight that grows old makes it unknown again.
func TestRound(t *testing.T) {
	t.Parallel()
	r := newRig(t, holdfast.Env{}, func(*settings) {}, host(sweep.Closed, 443))
	first := r.look(t, holdfast.Look{})
	want := seen{holdfast.Unknown, "", "127.0.0.9: seen from inside: swept 1,088 of 65,535; open 443, as wanted so far", nil}
	if diff := cmp.Diff(want, seenOf(first)); diff != "" {
		t.Fatalf("first look (-want +got):\n%s", diff)
	}
	looks := 1
	for f := first; f.Status != holdfast.Holds; looks++ {
		if looks > 70 {
			t.Fatalf("no round after %d looks: %s", looks, f.Reason)
		}
		r.clock.at = r.clock.at.Add(time.Minute)
		f = r.look(t, holdfast.Look{})
	}
	if looks < 55 {
		t.Errorf("the first round took %d looks of a minute; want a twenty-fourth of a day", looks)
	}
	if len(r.state) > 4096 {
		t.Errorf("the memory takes %d bytes; want a few kB", len(r.state))
	}
	r.clock.at = r.clock.at.Add(time.Minute)
	if f := r.look(t, holdfast.Look{}); f.Status != holdfast.Holds || len(r.asked) > 320 {
		t.Errorf("after the round: %v, %d ports asked; want holds, few", f.Status, len(r.asked))
	}
	r.clock.at = r.clock.at.Add(72 * time.Hour)
	if f := r.look(t, holdfast.Look{}); f.Status != holdfast.Unknown || f.Headline != "" {
		t.Errorf("after three days away: %v %q %s; want unknown, not finished", f.Status, f.Headline, f.Reason)
	}
}

// TestEveryPortWithinASweep: once round, no port waits longer than the sweep.
func TestEveryPortWithinASweep(t *testing.T) {
	t.Parallel()
	r := newRig(t, holdfast.Env{}, func(s *settings) { s.Sweep = holdfast.Duration(30 * time.Minute) }, host(sweep.Closed, 443))
	last := make([]time.Time, 65536)
	worst := time.Duration(0)
	begun := r.clock.at
	for range 120 {
		r.look(t, holdfast.Look{})
		for _, p := range r.asked {
			if r.clock.at.Sub(begun) > 60*time.Minute {
				worst = max(worst, r.clock.at.Sub(last[p]))
			}
			last[p] = r.clock.at
		}
		r.clock.at = r.clock.at.Add(time.Minute)
	}
	for p := 1; p <= 65535; p++ {
		if last[p].IsZero() {
			t.Fatalf("port %d was never asked", p)
		}
		worst = max(worst, r.clock.at.Sub(last[p]))
	}
	if worst > 32*time.Minute {
		t.Errorf("a port waited %v; want at most the sweep of 30m", worst)
	}
}

// TestClockSetBack: the sweep goes on through all ports after the wall clock was
// set back by a month, and what was seen grows old as before.
func TestClockSetBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, holdfast.Env{}, func(s *settings) { s.Ports, s.Sweep = "1-2000", holdfast.Duration(time.Hour) }, host(sweep.Closed, 443))
	if f := r.look(t, holdfast.Look{Full: true}); f.Status != holdfast.Holds {
		t.Fatalf("a look at all ports is %s: %s", f.Status, f.Reason)
	}
	r.clock.at = r.clock.at.Add(-30 * 24 * time.Hour)
	asked := map[uint16]bool{}
	for range 65 {
		r.clock.at = r.clock.at.Add(time.Minute)
		r.look(t, holdfast.Look{})
		for _, port := range r.asked {
			asked[port] = true
		}
	}
	for port := uint16(1); port <= 2000; port++ {
		if !asked[port] {
			t.Fatalf("port %d was not asked in a sweep's time, %d were", port, len(asked))
		}
	}
	r.clock.at = r.clock.at.Add(3 * time.Hour)
	if f := r.look(t, holdfast.Look{}); f.Status != holdfast.Unknown {
		t.Errorf("three hours later it is %s: %s", f.Status, f.Reason)
	}
}

// TestOpenThenClosed: an odd port found by the sweep is watched, and its end is
// seen at the next look. That it answered a minute ago does not prove its
// silence: our own way out may have lost it since.
func TestOpenThenClosed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		then sweep.State
		env  holdfast.Env
		want holdfast.Status
	}{
		"closed":                       {then: sweep.Closed, want: holdfast.Holds},
		"silent":                       {then: sweep.Filtered, want: holdfast.Unknown},
		"silent, with egress declared": {then: sweep.Filtered, env: holdfast.Env{Egress: "open"}, want: holdfast.Holds},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			odd := sweep.Open
			r := newRig(t, c.env, func(*settings) {}, func(a netip.Addr, p uint16) (sweep.State, netip.Addr) {
				if p == 49731 {
					return odd, netip.Addr{}
				}
				return host(sweep.Closed, 443)(a, p)
			})
			if f := r.look(t, holdfast.Look{Full: true}); f.Status != holdfast.Broken {
				t.Fatalf("%v %s; want broken", f.Status, f.Reason)
			}
			odd = c.then
			r.clock.at = r.clock.at.Add(time.Minute)
			if f := r.look(t, holdfast.Look{}); f.Status != c.want {
				t.Errorf("%v %s; want %v", f.Status, f.Reason, c.want)
			}
			if !slices.Contains(r.asked, 49731) {
				t.Error("the port that was open is not watched")
			}
		})
	}
}

// TestConfirm: a second opinion asks about its ports only, and says the whole.
func TestConfirm(t *testing.T) {
	t.Parallel()
	r := newRig(t, holdfast.Env{}, func(*settings) {}, host(sweep.Closed, 443, 6379, 8081))
	r.look(t, holdfast.Look{Full: true})
	f := r.look(t, holdfast.Look{Confirm: []string{"port/6379"}})
	if diff := cmp.Diff([]uint16{6379}, r.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"port/6379", "port/8081"}, f.FaultKeys(holdfast.Broken)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// TestBlindChangesNothing: a blind look is unknown, and does not touch what is
// remembered, but an open port that it saw is exposed all the same.
func TestBlindChangesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, holdfast.Env{}, func(*settings) {}, host(sweep.Closed, 443))
	r.look(t, holdfast.Look{Full: true})
	r.engine = sweep.Fake{Blind: true, Answer: host(sweep.Filtered, 443)}
	f := r.look(t, holdfast.Look{})
	if f.Status != holdfast.Unknown || f.Headline != "COULD NOT LOOK" {
		t.Errorf("%v %q; want unknown, could not look", f.Status, f.Headline)
	}
	r.engine = sweep.Fake{Blind: true, Answer: host(sweep.Filtered, 443, 6379)}
	if f := r.look(t, holdfast.Look{}); f.Status != holdfast.Broken || f.Headline != "EXPOSED" {
		t.Errorf("%v %q; want broken: an open port needs no control", f.Status, f.Headline)
	}
	r.engine = sweep.Fake{Answer: host(sweep.Closed, 443)}
	if f := r.look(t, holdfast.Look{}); f.Status != holdfast.Holds {
		t.Errorf("%v %s; want holds again", f.Status, f.Reason)
	}
}

// TestRejected: an ICMP error proves the way out only when the target sent it.
func TestRejected(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from string
		want holdfast.Status
	}{
		"by the target": {"127.0.0.9", holdfast.Holds},
		"by a router":   {"127.0.0.1", holdfast.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, holdfast.Env{}, func(*settings) {}, func(_ netip.Addr, p uint16) (sweep.State, netip.Addr) {
				if p == 443 {
					return sweep.Open, netip.Addr{}
				}
				return sweep.Rejected, netip.MustParseAddr(c.from)
			})
			if f := r.look(t, holdfast.Look{Full: true}); f.Status != c.want {
				t.Errorf("%v %s; want %v", f.Status, f.Reason, c.want)
			}
		})
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	r := newRig(t, holdfast.Env{}, func(*settings) {}, host(sweep.Closed, 443, 6379))
	var last holdfast.Progress
	r.look(t, holdfast.Look{Full: true, Progress: func(p holdfast.Progress) { last = p }})
	want := holdfast.Progress{Stage: "ports", Done: 65535, Of: 65535, Found: []string{"443", "6379!"}}
	if diff := cmp.Diff(want, last); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
}

func TestSettingErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*settings)
		want   string
	}{
		"no host":     {func(s *settings) { s.Host = "" }, `host: "" is no host; want a name or an address, without port or path`},
		"a URL":       {func(s *settings) { s.Host = "https://x/" }, `host: "https://x/" is no host; want a name or an address, without port or path`},
		"bad address": {func(s *settings) { s.Addresses = []string{"x"} }, `addresses: "x" is no address; want one such as 203.0.113.10 or 2001:db8::10`},
		"bad ports":   {func(s *settings) { s.Ports = "x" }, `ports: "x" is no list of ports; want all, db, web, dangerous, or numbers 1 to 65535 such as 80,443,8000-8100`},
		"port 0":      {func(s *settings) { s.Allow = []uint16{0} }, `allow: 0 is no port; want 1 to 65535`},
		"family":      {func(s *settings) { s.IP = "5" }, `ip: "5" is no family; want any, 4 or 6`},
		"place":       {func(s *settings) { s.From = "mars" }, `from: "mars" is no place; want outside, inside or here`},
		"sweep":       {func(s *settings) { s.Sweep = 0 }, `sweep: 0s is too short; want at least 1s`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := build(holdfast.Env{}, func(into any) error {
				s, ok := into.(*settings)
				if !ok {
					t.Fatalf("decode into %T", into)
				}
				s.Host = "h.example"
				c.change(s)
				return nil
			})
			if err == nil || err.Error() != c.want {
				t.Errorf("error %v; want %s", err, c.want)
			}
		})
	}
}
