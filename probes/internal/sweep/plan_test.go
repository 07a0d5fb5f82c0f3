package sweep

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// world answers a plan's tasks in virtual time.
type world struct {
	answer func(t task, at time.Duration) State // Filtered: silence
	rtt    time.Duration
}

// play runs a plan against a world, with a virtual clock, and returns its
// result and how long it took.
func play(t *testing.T, job Job, w world) (Result, time.Duration) {
	t.Helper()
	job.Addr = netip.MustParseAddr("192.0.2.9")
	job = job.withDefaults()
	start := time.Unix(1_000_000, 0)
	now := start
	p := newPlan(job, now)
	type arrival struct {
		task task
		sent time.Time
		at   time.Time
	}
	var air []arrival
	for !p.finished() {
		if now.Sub(start) > 20*time.Minute {
			t.Fatalf("not finished after %v: %d queued, %d flying, %d in doubt", now.Sub(start), len(p.queue), p.flying, len(p.doubt))
		}
		for n := p.rate.allow(now); n > 0; n-- {
			task, ok := p.next(now)
			if !ok {
				break
			}
			p.rate.spend()
			wait := w.rtt
			if w.answer(task, now.Sub(start)) == Filtered {
				wait = job.Timeout
				if task.canary {
					wait = p.canaryWait()
				}
			}
			air = append(air, arrival{task: task, sent: now, at: now.Add(wait)})
		}
		now = now.Add(5 * time.Millisecond)
		left := air[:0]
		for _, a := range air {
			if a.at.After(now) {
				left = append(left, a)
				continue
			}
			if s := w.answer(a.task, a.sent.Sub(start)); s == Filtered {
				p.silent(a.task, now)
			} else {
				p.answered(a.task, s, netip.Addr{}, now.Sub(a.sent), now)
			}
		}
		air = left
	}
	return p.result(), now.Sub(start)
}

// span returns the ports from first to last.
func span(first, last uint16) []uint16 {
	var list []uint16
	for p := first; ; p++ {
		list = append(list, p)
		if p == last {
			return list
		}
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	web := []uint16{443, 80}
	type want struct {
		Open                        []uint16
		Closed, Filtered, Unknown   int
		Canary                      uint16
		Blind, Sighted, NeverMissed bool
	}
	for name, c := range map[string]struct {
		job   Job
		world world
		want  want
	}{
		"resets": {
			job: Job{Ports: span(1, 2000), Control: web},
			world: world{rtt: 20 * time.Millisecond, answer: func(t task, _ time.Duration) State {
				if t.port == 443 {
					return Open
				}
				return Closed
			}},
			want: want{Open: []uint16{443}, Closed: 1999, Canary: 443, Sighted: true},
		},
		"drops all but 443": {
			job: Job{Ports: span(1, 2000), Control: web},
			world: world{rtt: 20 * time.Millisecond, answer: func(t task, _ time.Duration) State {
				if t.port == 443 {
					return Open
				}
				return Filtered
			}},
			want: want{Open: []uint16{443}, Filtered: 1999, Canary: 443, Sighted: true},
		},
		"dead host": {
			job:   Job{Ports: span(1, 200), Control: web},
			world: world{answer: func(task, time.Duration) State { return Filtered }},
			want:  want{Filtered: 201},
		},
		"path lost for good after 3 s": {
			job: Job{Ports: span(1, 20000), Control: web},
			world: world{rtt: 20 * time.Millisecond, answer: func(t task, at time.Duration) State {
				if t.port == 443 && at < 3*time.Second {
					return Open
				}
				return Filtered
			}},
			want: want{Open: []uint16{443}, Canary: 443, Blind: true},
		},
		"path lost for four seconds hides nothing": {
			job: Job{Ports: span(1, 3000), Control: web},
			world: world{rtt: 20 * time.Millisecond, answer: func(t task, at time.Duration) State {
				if at > time.Second && at < 5*time.Second {
					return Filtered
				}
				if t.port == 443 || t.port == 2999 || t.port == 1200 {
					return Open
				}
				return Filtered
			}},
			want: want{Open: []uint16{443, 1200, 2999}, Filtered: 2997, Canary: 443, Sighted: true},
		},
		"answers only to retransmissions": {
			job: Job{Ports: span(1, 1000), Control: web},
			world: world{rtt: 1020 * time.Millisecond, answer: func(t task, _ time.Duration) State {
				if t.port == 443 || t.port == 777 {
					return Open
				}
				return Filtered
			}},
			want: want{Open: []uint16{443, 777}, Filtered: 998, Canary: 443, Sighted: true},
		},
		"only an odd port answers": {
			job: Job{Ports: span(1, 1000), Control: []uint16{4000}},
			world: world{rtt: 20 * time.Millisecond, answer: func(t task, _ time.Duration) State {
				if t.port == 777 {
					return Open
				}
				return Filtered
			}},
			want: want{Open: []uint16{777}, Filtered: 1000, Canary: 777, Sighted: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res, _ := play(t, c.job, c.world)
			got := want{
				Closed: res.Count(Closed), Filtered: res.Count(Filtered),
				Canary: res.Canary.Port, Blind: res.Blind, Sighted: res.Sighted(),
			}
			for _, p := range span(1, 65535) {
				if res.State(p) == Open {
					got.Open = append(got.Open, p)
				}
			}
			if res.Blind {
				// How much was believed before the loss depends on chance.
				if res.Count(Unknown) == 0 {
					t.Error("a blind sweep knows everything; want Unknown ports")
				}
				got.Filtered, got.Unknown = c.want.Filtered, c.want.Unknown
			} else {
				got.Unknown = res.Count(Unknown)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("result (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRateLimitedHost plays a firewall that lets 500 tries a second through and
// drops the rest: whatever it hides must be found or said to be unknown.
func TestRateLimitedHost(t *testing.T) {
	t.Parallel()
	open := map[uint16]bool{443: true, 1111: true, 3306: true, 4999: true}
	passed := map[int64]int{}
	fate := map[task]map[time.Duration]State{}
	res, took := play(t, Job{Ports: span(1, 5000), Control: []uint16{443}}, world{
		rtt: 30 * time.Millisecond,
		answer: func(t task, at time.Duration) State {
			if s, known := fate[t][at]; known {
				return s
			}
			second := int64(at / (100 * time.Millisecond))
			s := Filtered
			if passed[second]++; passed[second] <= 50 && open[t.port] {
				s = Open
			}
			if fate[t] == nil {
				fate[t] = map[time.Duration]State{}
			}
			fate[t][at] = s
			return s
		},
	})
	for p := range open {
		if s := res.State(p); s != Open && s != Unknown {
			t.Errorf("port %d is %v; want open, or unknown at worst", p, s)
		}
	}
	t.Logf("took %v, %d open, %d filtered, %d unknown, blind %v, canary %+v", took, res.Count(Open), res.Count(Filtered), res.Count(Unknown), res.Blind, res.Canary)
}

func TestSight(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fates       string // a answered, l lost
		clear, gone bool
	}{
		"nothing yet":        {fates: "", clear: true},
		"all answered":       {fates: "aaaaaaaa", clear: true},
		"one of four lost":   {fates: "aala", clear: true},
		"two of four lost":   {fates: "lala"},
		"the last two lost":  {fates: "aaaaaaaaaaaall"},
		"three in a row":     {fates: "aaaaaaaaaaaaalll", gone: true},
		"loss of long ago":   {fates: "llllllll" + "aaaaaaaaaaaaaaaa", clear: true},
		"loss still in span": {fates: "llllllll" + "aaaaaaaa"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s sight
			for _, f := range c.fates {
				s.add(f == 'a')
			}
			if s.clear() != c.clear || s.gone() != c.gone {
				t.Errorf("clear %v, gone %v; want %v, %v", s.clear(), s.gone(), c.clear, c.gone)
			}
		})
	}
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	r := newThrottle(20_000, now)
	if r.good(now.Add(time.Second)); r.rate != rateStart {
		t.Errorf("rate %v without a canary; want %v", r.rate, rateStart)
	}
	r.blindly = false
	for i := range 100 {
		r.good(now.Add(time.Duration(i) * growEvery))
	}
	if r.rate != 20_000 {
		t.Errorf("rate %v after ten good seconds; want 20000", r.rate)
	}
	r.bad(now.Add(20 * time.Second))
	r.bad(now.Add(20*time.Second + time.Millisecond))
	if r.rate != 10_000 || r.knee != 16_000 {
		t.Errorf("rate %v, knee %v after one burst of loss; want 10000, 16000", r.rate, r.knee)
	}
}
