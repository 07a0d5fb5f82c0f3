package ping

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/echo"
)

// shot is one request, and what came of it.
type shot struct {
	sent     time.Time // zero: not sent
	rtt      time.Duration
	answered bool
	waited   bool // the whole of wait went by
}

// sight is what one look saw.
type sight struct {
	dns, setup, total time.Duration

	addr    netip.Addr
	socket  echo.Socket
	shots   []shot
	hops    int      // hop limit that was left of the last reply
	damaged int      // replies with other bytes
	doubled int      // replies to what was answered
	errors  []string // ICMP errors with their senders, each once
	spoke   bool     // the target itself sent an ICMP error
	unsent  string   // why a request was not sent

	silent bool
	faults []holdfast.Fault
}

// volley is the requests of one look.
type volley struct {
	*plan
	line  line
	sight *sight
	data  []byte
}

// run sends the requests and waits for their answers. The error says why
// nothing can be said: no request left this machine, or there was no time.
func (v *volley) run(ctx context.Context) error {
	s := v.sight
	s.shots = make([]shot, v.count)
	var failed error
	for i := range s.shots {
		if over(ctx) {
			break
		}
		now := time.Now()
		if err := v.line.Send(i, v.data); err != nil {
			failed = err
			s.unsent = err.Error()
		} else {
			s.shots[i].sent = now
		}
		last := i == len(s.shots)-1
		if failed != nil && s.sent() == 0 {
			return fmt.Errorf("send an echo request to %s: %w", s.addr, failed)
		}
		until := now.Add(v.interval)
		if last {
			until = v.lastWait()
		}
		if err := v.gather(ctx, until, last); err != nil {
			return err
		}
	}
	return v.close(ctx)
}

// over reports whether the look's time is up, were its context not to know yet.
func over(ctx context.Context) bool {
	end, ok := ctx.Deadline()
	return ctx.Err() != nil || ok && !time.Now().Before(end)
}

// lastWait is when the last request that was sent has been waited for.
func (v *volley) lastWait() time.Time {
	var last time.Time
	for _, shot := range v.sight.shots {
		if shot.sent.After(last) {
			last = shot.sent
		}
	}
	return last.Add(v.wait)
}

// gather takes what comes until a time; all ends it when nothing more is
// expected.
func (v *volley) gather(ctx context.Context, until time.Time, all bool) error {
	if end, ok := ctx.Deadline(); ok && end.Before(until) {
		until = end
	}
	if err := v.line.Until(until); err != nil {
		return fmt.Errorf("wait for answers of %s: %w", v.sight.addr, err)
	}
	for ctx.Err() == nil && (!all || v.open()) {
		h, err := v.line.Receive()
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil
		case err != nil:
			return fmt.Errorf("wait for answers of %s: %w", v.sight.addr, err)
		}
		v.sight.take(h, v.data, v.wait, time.Now())
	}
	return nil
}

// open reports whether an answer may still come.
func (v *volley) open() bool {
	return slices.ContainsFunc(v.sight.shots, func(s shot) bool { return !s.sent.IsZero() && !s.answered })
}

// take takes a message that came at a time.
func (s *sight) take(h echo.Heard, sent []byte, wait time.Duration, at time.Time) {
	if h.Problem != "" {
		s.complain(h)
		return
	}
	if h.Seq < 0 || h.Seq >= len(s.shots) || s.shots[h.Seq].sent.IsZero() {
		return
	}
	mine, whole := ours(sent, h.Data)
	if !mine {
		return
	}
	shot := &s.shots[h.Seq]
	rtt := at.Sub(shot.sent)
	switch {
	case shot.answered:
		s.doubled++
	case rtt > wait: // too late: lost
	default:
		shot.answered, shot.rtt, s.hops = true, rtt, h.Hops
		if !whole {
			s.damaged++
		}
	}
}

// complain notes an ICMP error.
func (s *sight) complain(h echo.Heard) {
	s.spoke = s.spoke || h.From == s.addr
	text := h.Problem
	if h.From.IsValid() {
		text = h.From.String() + " says: " + h.Problem
	}
	if !slices.Contains(s.errors, text) {
		s.errors = append(s.errors, text)
	}
}

// close decides which requests were waited for long enough. A request that was
// not is neither answered nor lost.
func (v *volley) close(ctx context.Context) error {
	s, now := v.sight, time.Now()
	const slack = 5 * time.Millisecond // timers end a little early or late
	for i := range s.shots {
		shot := &s.shots[i]
		shot.waited = !shot.sent.IsZero() && now.Sub(shot.sent) >= v.wait-slack
	}
	short := slices.ContainsFunc(s.shots, func(s shot) bool { return !s.answered && !s.waited })
	if over(ctx) && short {
		s.unsent = "the check's timeout leaves no time for it"
	}
	if s.judged() == 0 {
		return fmt.Errorf("wait for answers of %s: %w: the check's timeout is shorter than wait", s.addr, os.ErrDeadlineExceeded)
	}
	return nil
}

// sent is how many requests left this machine.
func (s *sight) sent() int { return s.count(func(s shot) bool { return !s.sent.IsZero() }) }

// received is how many were answered.
func (s *sight) received() int { return s.count(func(s shot) bool { return s.answered }) }

// judged is how many were answered or lost.
func (s *sight) judged() int { return s.count(func(s shot) bool { return s.answered || s.waited }) }

// count counts requests.
func (s *sight) count(which func(shot) bool) int {
	n := 0
	for _, shot := range s.shots {
		if which(shot) {
			n++
		}
	}
	return n
}

// loss is the share of requests that were lost of those that can be judged.
func (s *sight) loss() float64 {
	if s.judged() == 0 {
		return 0
	}
	return float64(s.judged()-s.received()) / float64(s.judged())
}

// trips are the round trips in the order of their requests.
func (s *sight) trips() []time.Duration {
	var out []time.Duration
	for _, shot := range s.shots {
		if shot.answered {
			out = append(out, shot.rtt)
		}
	}
	return out
}

// mean is the mean of times; zero of none.
func mean(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	var sum time.Duration
	for _, t := range times {
		sum += t
	}
	return sum / time.Duration(len(times))
}

// jitter is the mean difference of neighbouring round trips.
func jitter(trips []time.Duration) time.Duration {
	var steps []time.Duration
	for i := 1; i < len(trips); i++ {
		steps = append(steps, (trips[i] - trips[i-1]).Abs())
	}
	return mean(steps)
}

// told is the ICMP errors as the end of a sentence.
func (s *sight) told() string {
	if len(s.errors) == 0 {
		return ""
	}
	return "; " + strings.Join(s.errors[:min(3, len(s.errors))], ", ")
}
