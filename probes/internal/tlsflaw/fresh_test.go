package tlsflaw

import (
	"crypto/rand"
	"crypto/rsa"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

func TestFresh(t *testing.T) {
	t.Parallel()
	then := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	first := newServer(t, behaviour{})
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	other := selfSigned(t, key)
	endpoint := func() *survey.Endpoint {
		ep := first.endpoint()
		ep.Certificates = []survey.Certificate{{Sent: [][]byte{first.der}}}
		return ep
	}
	answers := stamp(everyActive(), activeNames(), then)
	for _, c := range []struct {
		name   string
		old    []survey.Flaw
		change func(*survey.Endpoint)
		age    time.Duration
		want   bool
	}{
		{"the same", answers, func(*survey.Endpoint) {}, 0, true},
		{"another suite", answers, func(ep *survey.Endpoint) {
			ep.Protocols[3].Suites = []tlswire.Suite{0x35, theSuite}
		}, 0, false},
		{"too old", answers, func(*survey.Endpoint) {}, 25 * time.Hour, false},
		{"of the future", answers, func(*survey.Endpoint) {}, -time.Hour, false},
		{"one is missing", answers[1:], func(*survey.Endpoint) {}, 0, false},
		{"a version came back", answers, func(ep *survey.Endpoint) { ep.Protocols[1].Offered = survey.Yes }, 0, false},
		{"renewed with its key", answers, func(ep *survey.Endpoint) { ep.Certificates[0].Sent[0] = selfSigned(t, oneKey()) }, 0, true},
		{"another key", answers, func(ep *survey.Endpoint) { ep.Certificates[0].Sent[0] = other }, 0, false},
		{"heartbeats", answers, func(ep *survey.Endpoint) { ep.Features.Heartbeat = survey.Yes }, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			is := endpoint()
			c.change(is)
			if got := Fresh(c.old, endpoint(), is, then.Add(c.age), 24*time.Hour); got != c.want {
				t.Errorf("fresh: %v, want %v", got, c.want)
			}
		})
	}
}

func everyActive() row {
	out := row{}
	for _, name := range activeNames() {
		out[name] = verdict{known: survey.No, how: "asked"}
	}
	return out
}

func TestAgain(t *testing.T) {
	t.Parallel()
	then := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	now := then.Add(time.Hour)
	ep := offering(t, map[tlswire.Version][]string{tlswire.SSL30: {"TLS_RSA_WITH_AES_128_CBC_SHA"}})
	old := append(stamp(everyActive(), activeNames(), then), Passive(&survey.Endpoint{}, then)...)
	got := Again(old, ep, now)
	want := append(stamp(everyActive(), activeNames(), then), Passive(ep, now)...)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("flaws (-want +got):\n%s", diff)
	}
}
