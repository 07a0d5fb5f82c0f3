package ping

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/echo"
	"holdfast/probes/probetest"
)

// result is what a table wants of a finding.
type result struct {
	Status   holdfast.Status
	Headline string
	Keys     string
	Silence  bool
}

func resultOf(f holdfast.Finding) result {
	keys := make([]string, 0, len(f.Faults))
	for _, fault := range f.Faults {
		keys = append(keys, fault.Key)
	}
	return result{f.Status, f.Headline, strings.Join(keys, " "), f.Silence}
}

// fake is a prober whose lines a script answers.
func fake(t *testing.T, settings string, script func(seq int) ([]event, error)) *prober {
	t.Helper()
	p, ok := probetest.New(t, Kind(), probetest.Case{Settings: settings}).(*prober)
	if !ok {
		t.Fatal("New made no prober")
	}
	p.open = func(echo.Options) (line, error) { return newFakeLine(script), nil }
	return p
}

// always answers every request with the same events.
func always(events ...event) func(int) ([]event, error) {
	return func(int) ([]event, error) { return events, nil }
}

// each answers the nth request with the nth event; a negative time is silence.
func each(times ...time.Duration) func(int) ([]event, error) {
	return func(seq int) ([]event, error) {
		if times[seq] < 0 {
			return nil, nil
		}
		return []event{{after: times[seq]}}, nil
	}
}

func TestVolley(t *testing.T) {
	t.Parallel()
	const ms, never = time.Millisecond, time.Duration(-1)
	holds := result{Status: holdfast.Holds}
	broken := func(headline, keys string, silence bool) result {
		return result{holdfast.Broken, headline, keys, silence}
	}
	unknown := func(keys string) result { return result{holdfast.Unknown, "COULD NOT LOOK", keys, false} }
	changed := func(data []byte) []byte { data[len(data)-1]++; return data }
	somebodyElses := func(data []byte) []byte { data[0]++; return data }
	refusedAfter := func(n int) func(int) ([]event, error) {
		return func(seq int) ([]event, error) {
			if seq >= n {
				return nil, fmt.Errorf("sendto: %w", syscall.EPERM)
			}
			return []event{{after: ms}}, nil
		}
	}
	for name, c := range map[string]struct {
		settings string
		script   func(int) ([]event, error)
		timeout  time.Duration
		want     result
		reason   string
	}{
		"answers":                       {"", always(event{after: 20 * ms}), 0, holds, "192.0.2.1 answered 4 of 4 echo requests, in 20 ms in the mean"},
		"silent":                        {"", always(), 0, broken("DOWN", "timeout", true), "answered none of 4 echo requests within 1s"},
		"half is lost":                  {"", each(ms, never, ms, never), 0, holds, "2 of 4"},
		"most is lost":                  {"", each(ms, never, never, never), 0, broken("LOSS", "loss", true), "left 3 of 4 echo requests without an answer (75 %), wanted at most 50 %"},
		"one is lost, none may":         {"max_loss: 0", each(ms, ms, ms, never), 0, broken("LOSS", "loss", true), "1 of 4"},
		"as many as may be":             {"max_loss: 0.25", each(ms, ms, ms, never), 0, holds, ""},
		"too late is lost":              {"{wait: 100ms, max_loss: 0}", each(ms, 101*ms, ms, ms), 0, broken("LOSS", "loss", true), "1 of 4"},
		"answer after the next request": {"max_loss: 0", each(450*ms, ms, ms, ms), 0, holds, "4 of 4"},
		"slow":                          {"max_time: 30ms", always(event{after: 31 * ms}), 0, broken("SLOW", "time", false), "answered in 31 ms in the mean, wanted at most 30ms"},
		"in time":                       {"max_time: 30ms", always(event{after: 30 * ms}), 0, holds, ""},
		"jitter":                        {"max_jitter: 10ms", each(10*ms, 30*ms, 10*ms, 30*ms), 0, broken("JITTER", "jitter", false), "a jitter of 20 ms"},
		"even, though slow":             {"max_jitter: 10ms", always(event{after: 300 * ms}), 0, holds, ""},
		"lost and slow":                 {"{max_time: 5ms, max_loss: 0}", each(10*ms, never, 10*ms, 10*ms), 0, broken("LOSS", "loss time", false), "(and 1 more)"},
		"twice":                         {"", always(event{after: ms}, event{after: 2 * ms}), 0, holds, "4 of 4"},
		"changed on the way":            {"", always(event{after: ms, change: changed}), 0, broken("DAMAGED", "payload", false), "4 of 4 answers with other bytes"},
		"answers to somebody else":      {"", always(event{after: ms, change: somebodyElses}), 0, broken("DOWN", "timeout", true), ""},
		"answer to what was not asked":  {"", always(event{after: ms, seq: 50}), 0, broken("DOWN", "timeout", true), ""},
		"answer to what is not sent":    {"", always(event{after: ms, seq: 1}), 0, broken("DOWN", "timeout", true), ""},
		"no payload":                    {"size: 0", always(event{after: ms}), 0, holds, ""},
		"a router says no":              {"", always(event{after: ms, problem: "host unreachable", from: "198.51.100.1"}), 0, broken("DOWN", "unreachable", true), "198.51.100.1 says: host unreachable"},
		"the host itself says no":       {"", always(event{after: ms, problem: "administratively prohibited"}), 0, broken("DOWN", "unreachable", false), "192.0.2.1 says: administratively prohibited"},
		"cannot send":                   {"", refusedAfter(0), 0, unknown(""), "send an echo request to 192.0.2.1: sendto: operation not permitted"},
		"cannot send any more":          {"", refusedAfter(2), 0, unknown("send"), "2 of 4 echo requests to 192.0.2.1 were not sent"},
		"cannot send, and lost":         {"", func(seq int) ([]event, error) { return nil, map[int]error{3: syscall.ENOBUFS}[seq] }, 0, broken("DOWN", "timeout send", true), "none of 3"},
		"no time for all":               {"", always(event{after: ms}), 500 * ms, unknown("send"), "the check's timeout leaves no time for it"},
		"no time for the last answer":   {"", each(ms, ms, ms, never), 700 * ms, unknown("send"), "1 of 4"},
		"no time at all":                {"", always(), 500 * ms, unknown(""), "the check's timeout is shorter than wait"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				if c.timeout == 0 {
					c.timeout = 8 * time.Second
				}
				settings := "host: 192.0.2.1\n" + strings.ReplaceAll(strings.Trim(c.settings, "{}"), ", ", "\n")
				ctx, cancel := context.WithTimeout(t.Context(), c.timeout)
				defer cancel()
				f, err := fake(t, settings, c.script).Probe(ctx, holdfast.Look{})
				if err != nil {
					f = holdfast.CouldNotLook(err)
				}
				if diff := cmp.Diff(c.want, resultOf(f)); diff != "" || !strings.Contains(f.Reason, c.reason) {
					t.Errorf("finding (-want +got):\n%s\nreason: %s\nwanted: %s", diff, f.Reason, c.reason)
				}
				time.Sleep(2 * time.Second) //nolint:forbidigo // in a bubble: what was scheduled comes
			})
		})
	}
}

func TestMeasures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const ms = time.Millisecond
		f, err := fake(t, "host: 192.0.2.1\n", each(10*ms, 30*ms, -1, 20*ms)).Probe(t.Context(), holdfast.Look{})
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]float64{
			"sent_count": 4, "received_count": 3, "loss_ratio": 0.25, "duplicates_count": 0,
			"rtt_seconds": 0.02, "rtt_min_seconds": 0.01, "rtt_max_seconds": 0.03, "jitter_seconds": 0.015,
		} {
			if got, ok := f.Measure(name); !ok || got != want {
				t.Errorf("%s is %v (measured %v), want %v", name, got, ok, want)
			}
		}
		want := []holdfast.Fact{
			{Name: "address", Value: "192.0.2.1"},
			{Name: "ip_protocol", Value: int64(4)},
			{Name: "socket", Value: "datagram"},
			{Name: "reply_hop_limit", Value: int64(60)},
		}
		if diff := cmp.Diff(want, f.Facts); diff != "" {
			t.Errorf("facts (-want +got):\n%s", diff)
		}
	})
}

// TestCalledOff wants a look that is called off while it waits to end at once.
func TestCalledOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, cancel)
		began := time.Now()
		_, err := fake(t, "host: 192.0.2.1\n", always()).Probe(ctx, holdfast.Look{})
		if !errors.Is(err, context.Canceled) || time.Since(began) != 50*time.Millisecond {
			t.Errorf("the look ended after %s with %v; want 50ms and that it was called off", time.Since(began), err)
		}
	})
}

// TestSockets wants the datagram socket first, then the raw one, and help where
// neither may be opened.
func TestSockets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settings string
		refused  map[echo.Socket]error
		want     string // the fact, or the end of the error
	}{
		"both":              {"", nil, "datagram"},
		"raw only":          {"", map[echo.Socket]error{echo.Datagram: syscall.EACCES}, "raw"},
		"raw wanted":        {"socket: raw", nil, "raw"},
		"neither":           {"", map[echo.Socket]error{echo.Datagram: syscall.EACCES, echo.Raw: syscall.EPERM}, "net.ipv4.ping_group_range"},
		"no raw, as wanted": {"socket: raw", map[echo.Socket]error{echo.Raw: syscall.EPERM}, "CAP_NET_RAW"},
		"no IPv6 here":      {"", map[echo.Socket]error{echo.Datagram: syscall.EAFNOSUPPORT, echo.Raw: syscall.EAFNOSUPPORT}, "not supported"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := fake(t, "host: 192.0.2.1\n"+c.settings, nil)
				p.open = func(o echo.Options) (line, error) {
					if err := c.refused[o.Socket]; err != nil {
						return nil, fmt.Errorf("open a %s socket for ICMP: %w", o.Socket, err)
					}
					return newFakeLine(always(event{after: time.Millisecond})), nil
				}
				f, err := p.Probe(t.Context(), holdfast.Look{})
				got := fmt.Sprint(f.Fact("socket"), err)
				if !strings.Contains(got, c.want) {
					t.Errorf("got %s, want %s", got, c.want)
				}
			})
		})
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for settings, field := range map[string]string{
		"count: 3":                                "host",
		"host: gw.example.com:80":                 "host",
		"{host: h, ip: 5}":                        "ip",
		"{host: h, socket: tcp}":                  "socket",
		"{host: h, count: 0}":                     "count",
		"{host: h, count: 101}":                   "count",
		"{host: h, interval: 1ms}":                "interval",
		"{host: h, wait: 1ms}":                    "wait",
		"{host: h, size: -1}":                     "size",
		"{host: h, size: 65501}":                  "size",
		"{host: h, max_loss: 1}":                  "max_loss",
		"{host: h, max_loss: -0.1}":               "max_loss",
		"{host: h, count: 1, max_jitter: 10ms}":   "max_jitter",
		"{host: h, interval: 2m, max_loss: 0.25}": "interval",
	} {
		_, err := Kind().New(holdfast.Env{}, probetest.Decode(settings))
		probetest.WantSetting(t, settings, err, field)
	}
}
