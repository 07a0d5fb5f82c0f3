package tlsask

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

const gcm256, gcm128, chacha20 = tlswire.Suite(0x1302), tlswire.Suite(0x1301), tlswire.Suite(0x1303)

// TestTurned checks the hello that tells whose order it is.
func TestTurned(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want []tlswire.Suite }{
		"two":           {[]tlswire.Suite{gcm256, gcm128}, []tlswire.Suite{gcm128, gcm256}},
		"ChaCha20 last": {[]tlswire.Suite{gcm256, gcm128, chacha20}, []tlswire.Suite{gcm128, chacha20, gcm256}},
		"ChaCha20 next to it": {
			[]tlswire.Suite{gcm256, chacha20, gcm128}, []tlswire.Suite{gcm128, chacha20, gcm256},
		},
	} {
		if diff := cmp.Diff(c.want, turned(c.in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhose(t *testing.T) {
	t.Parallel()
	type picks = []pick[int]
	for name, c := range map[string]struct {
		picks picks
		want  survey.Order
	}{
		"nothing asked":            {nil, ""},
		"the first of both":        {picks{{[]int{1, 2}, 1}}, ""},
		"passes over the first":    {picks{{[]int{2, 1}, 1}}, survey.ServerOrder},
		"follows both ways":        {picks{{[]int{1, 2}, 1}, {[]int{2, 1}, 2}}, survey.ClientOrder},
		"stays with its own":       {picks{{[]int{1, 2}, 1}, {[]int{2, 1}, 1}}, survey.ServerOrder},
		"passes over a stranger":   {picks{{[]int{9, 1}, 1}}, ""},
		"contradicts itself":       {picks{{[]int{2, 1, 3}, 1}, {[]int{1, 3}, 3}}, ""},
		"passes over another key":  {picks{{[]int{101, 1}, 1}}, ""},
		"other keys are no contra": {picks{{[]int{101, 1}, 1}, {[]int{1, 101}, 101}, {[]int{2, 1}, 1}}, survey.ServerOrder},
	} {
		got := whose(c.picks, []int{1, 2, 3, 101}, func(a, b int) bool { return a/100 == b/100 })
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestSequence checks how an order is put together from choices.
func TestSequence(t *testing.T) {
	t.Parallel()
	picks := []pick[int]{{[]int{1, 2, 3, 4}, 4}, {[]int{1, 2, 3}, 2}}
	got := sorted([]int{1, 2, 3, 4}, picks)
	if diff := cmp.Diff([]int{4, 2, 1, 3}, got); diff != "" {
		t.Errorf("sorted (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{2}, openPairs(got, picks)); diff != "" {
		t.Errorf("open (-want +got):\n%s", diff)
	}
	circle := []pick[int]{{[]int{1, 2}, 1}, {[]int{2, 3}, 2}, {[]int{3, 1}, 3}}
	if got := sorted([]int{1, 2, 3}, circle); len(got) != 3 {
		t.Errorf("choices in a circle: %v", got)
	}
}

func TestSNI(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"a.test": "a.test", "a.test.": "a.test", "192.0.2.1": "", "2001:db8::1": ""} {
		if got := (Target{ServerName: name}).SNI(); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestOrderIsAskedAmongSuitesOfOneKey: a choice between an anonymous suite and
// one with a key says nothing about who decides.
func TestOrderIsAskedAmongSuitesOfOneKey(t *testing.T) {
	t.Parallel()
	named := func(names ...string) (out []tlswire.Suite) {
		for _, n := range names {
			s, ok := tlswire.SuiteNamed(n)
			if !ok {
				t.Fatalf("no suite %s", n)
			}
			out = append(out, s)
		}
		return out
	}
	o := offer{version: tlswire.TLS11, suites: named("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDH_anon_WITH_NULL_SHA")}
	want := named("TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")
	if diff := cmp.Diff(want, o.revealing()); diff != "" {
		t.Error(diff)
	}
	alone := offer{version: tlswire.TLS11, suites: named("TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDH_anon_WITH_NULL_SHA")}
	if alone.open() {
		t.Error("the order of two suites with different keys is asked for, which no answer can tell")
	}
}
