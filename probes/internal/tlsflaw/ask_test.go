package tlsflaw

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
)

// known is the expected result by name.
type known map[string]survey.Known

// ask runs all tests against a server, in a bubble.
func ask(t *testing.T, b behaviour) ([]survey.Flaw, int) {
	t.Helper()
	var flaws []survey.Flaw
	var used int
	oneKey() // before time is fake
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, b)
		flaws, used = Ask(t.Context(), Target{Dial: s.dial}, s.endpoint())
		if int64(used) != s.connections.Load() {
			t.Errorf("%d connections are told, %d were made", used, s.connections.Load())
		}
	})
	return flaws, used
}

// wanted is the result for a sound server with some answers replaced.
func wanted(other known) known {
	out := known{}
	for _, name := range Names() {
		out[name] = survey.No
	}
	// what the endpoint of the test does not tell
	out[survey.DROWN], out[survey.CRIME], out[survey.Lucky13] = survey.Unknown, survey.Unknown, survey.Unknown
	for name, k := range other {
		out[name] = k
	}
	return out
}

func family(k survey.Known) known {
	return known{survey.POODLETLS: k, survey.ZombiePOODLE: k, survey.GOLDENDOODLE: k, survey.ZeroLength: k, survey.PaddingOracle: k}
}

// onFault answers some faults in a way of their own.
func onFault(action string, faults ...string) func(string, int64) string {
	return func(fault string, _ int64) string {
		if slices.Contains(faults, fault) {
			return action
		}
		return ""
	}
}

func TestAsk(t *testing.T) {
	t.Parallel()
	everyFault := []string{"beginning", "no zero", "late zero", "version"}
	for _, c := range []struct {
		name string
		b    behaviour
		want known
		how  map[string]string // what How must hold
	}{
		{name: "sound", want: nil, how: map[string]string{survey.ROBOT: "a good one was accepted", survey.ZombiePOODLE: "fatal alert bad_record_mac"}},
		{name: "sound and greets", b: behaviour{greets: true}},
		{name: "sound behind a rate limit", b: behaviour{drops: 4}},
		{
			name: "proves nothing", b: behaviour{lies: true},
			want: join(known{survey.ROBOT: survey.Unknown, survey.InsecureRenegotiation: survey.Unknown, survey.ClientRenegotiation: survey.Unknown, survey.Ticketbleed: survey.Unknown}, family(survey.Unknown)),
			how:  map[string]string{survey.Ticketbleed: "does not fit the handshake"},
		},

		{
			name: "heartbeat that leaks", b: behaviour{heartbeat: "leaky"}, want: known{survey.Heartbleed: survey.Yes},
			how: map[string]string{survey.Heartbleed: "35 bytes came back"},
		},
		{
			name: "heartbeat that leaks before the keys", b: behaviour{heartbeat: "leaky", wantsKey: true},
			want: join(known{survey.Heartbleed: survey.Yes, survey.ROBOT: survey.Unknown, survey.InsecureRenegotiation: survey.Unknown, survey.ClientRenegotiation: survey.Unknown, survey.Ticketbleed: survey.Unknown}, family(survey.Unknown)),
			how:  map[string]string{survey.Heartbleed: "before the key exchange", survey.ROBOT: "client certificate"},
		},
		{
			name: "heartbeat that is sound", b: behaviour{heartbeat: "sound"},
			how: map[string]string{survey.Heartbleed: "a good one was answered"},
		},
		{name: "heartbeat refused", b: behaviour{heartbeat: "alert"}},
		{name: "heartbeat that nobody answers", b: behaviour{heartbeat: "mute"}, want: known{survey.Heartbleed: survey.Unknown}},
		{name: "heartbeat that ends the connection", b: behaviour{heartbeat: "close"}, want: known{survey.Heartbleed: survey.Unknown}},

		{
			name: "early CCS taken", b: behaviour{ccs: "accept"}, want: known{survey.CCSInjection: survey.Yes},
			how: map[string]string{survey.CCSInjection: "tried to decrypt"},
		},
		{name: "early CCS refused late", b: behaviour{ccs: "late"}},
		{name: "early CCS ends the connection", b: behaviour{ccs: "close"}, how: map[string]string{survey.CCSInjection: "twice"}},
		{name: "early CCS met with silence", b: behaviour{ccs: "mute"}, want: known{survey.CCSInjection: survey.Unknown}},

		{name: "second hello answered", b: behaviour{renegotiate: "accept"}, want: known{survey.InsecureRenegotiation: survey.Yes}},
		{name: "second hello refused", b: behaviour{renegotiate: "fatal"}},
		{name: "second hello ends the connection", b: behaviour{renegotiate: "close"}},
		{name: "second hello ignored", b: behaviour{renegotiate: "ignore"}, how: map[string]string{survey.InsecureRenegotiation: "silence, while"}},
		{name: "second hello hangs", b: behaviour{renegotiate: "hang"}, want: known{survey.InsecureRenegotiation: survey.Unknown}},
		{name: "old clients refused", b: behaviour{strict: true}, how: map[string]string{survey.InsecureRenegotiation: "does not know RFC 5746"}},

		{
			name: "second hello with RFC 5746 answered", b: behaviour{renews: "accept"}, want: known{survey.ClientRenegotiation: survey.Yes},
			how: map[string]string{survey.ClientRenegotiation: "answered it with a ServerHello"},
		},
		{name: "second hello with RFC 5746 refused", b: behaviour{renews: "fatal"}, how: map[string]string{survey.ClientRenegotiation: "handshake_failure"}},
		{name: "second hello with RFC 5746 ends the connection", b: behaviour{renews: "close"}},
		{name: "second hello with RFC 5746 ignored", b: behaviour{renews: "ignore"}, how: map[string]string{survey.ClientRenegotiation: "silence, while"}},
		{name: "second hello with RFC 5746 hangs", b: behaviour{renews: "hang"}, want: known{survey.ClientRenegotiation: survey.Unknown}},
		{name: "RFC 5746 is not known", b: behaviour{renews: "accept", knowsNot: true}, how: map[string]string{survey.ClientRenegotiation: "did not say that it knows"}},

		{name: "ticket echoed", b: behaviour{tickets: "sound"}, how: map[string]string{survey.Ticketbleed: "as it was"}},
		{name: "ticket bleeds", b: behaviour{tickets: "bleed"}, want: known{survey.Ticketbleed: survey.Yes}, how: map[string]string{survey.Ticketbleed: "with 32"}},
		{name: "ticket forgotten", b: behaviour{tickets: "forget"}, want: known{survey.Ticketbleed: survey.Unknown}},

		{
			name: "ROBOT strong", b: behaviour{exchange: onFault("handshake_failure", "beginning")}, want: known{survey.ROBOT: survey.Yes},
			how: map[string]string{survey.ROBOT: "strong"},
		},
		{
			name: "ROBOT weak", b: behaviour{exchange: onFault("handshake_failure", everyFault...)}, want: known{survey.ROBOT: survey.Yes},
			how: map[string]string{survey.ROBOT: "weak"},
		},
		{name: "ROBOT by silence", b: behaviour{exchange: onFault("silence", "beginning", "no zero")}, want: known{survey.ROBOT: survey.Yes}},
		{name: "ROBOT by closing", b: behaviour{exchange: onFault("close", "late zero")}, want: known{survey.ROBOT: survey.Yes}},
		{name: "ROBOT by version", b: behaviour{exchange: onFault("bad_record_mac", "version")}, want: known{survey.ROBOT: survey.Yes}},
		{
			name: "answers that change by connection",
			b: behaviour{exchange: func(fault string, n int64) string {
				if fault != "" && n%2 == 0 {
					return "handshake_failure"
				}
				return ""
			}},
			want: known{survey.ROBOT: survey.Unknown}, how: map[string]string{survey.ROBOT: "from one time to the next"},
		},

		{name: "POODLE in TLS", b: behaviour{record: onFault("accept", "pad")}, want: known{survey.POODLETLS: survey.Yes}},
		{name: "Zombie POODLE", b: behaviour{record: onFault("decryption_failed", "pad")}, want: known{survey.ZombiePOODLE: survey.Yes}},
		{name: "Zombie POODLE by silence", b: behaviour{record: onFault("silence", "pad")}, want: known{survey.ZombiePOODLE: survey.Yes}},
		{name: "GOLDENDOODLE", b: behaviour{record: onFault("decryption_failed", "pad", "both", "long", "only")}, want: known{survey.GOLDENDOODLE: survey.Yes}},
		{name: "empty records told apart", b: behaviour{record: onFault("close", "empty")}, want: known{survey.ZeroLength: survey.Yes}},
		{name: "missing MAC told apart", b: behaviour{record: onFault("close", "only")}, want: known{survey.ZeroLength: survey.Yes}},
		{name: "CVE-2016-2107", b: behaviour{record: onFault("record_overflow", "long", "only")}, want: known{survey.PaddingOracle: survey.Yes}},
		{
			name: "records never refused", b: behaviour{record: onFault("accept", "", "mac", "pad", "both", "long", "only", "empty")},
			want: family(survey.Unknown), how: map[string]string{survey.POODLETLS: "in the same way"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			flaws, used := ask(t, c.b)
			got := known{}
			for _, f := range flaws {
				got[f.Name] = f.Vulnerable
				if part := c.how[f.Name]; !strings.Contains(f.How, part) {
					t.Errorf("%s: %s\nwants %q", f.Name, f.How, part)
				}
			}
			if diff := cmp.Diff(wanted(c.want), got); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
				for _, f := range flaws {
					t.Logf("%s %s: %s", f.Name, f.Vulnerable, f.How)
				}
			}
			if used > Budget {
				t.Errorf("%d connections, want %d at most", used, Budget)
			}
			t.Logf("%d connections", used)
		})
	}
}

func join(all ...known) known {
	out := known{}
	for _, k := range all {
		for name, v := range k {
			out[name] = v
		}
	}
	return out
}

func TestResultShape(t *testing.T) {
	t.Parallel()
	flaws, used := ask(t, behaviour{heartbeat: "sound", tickets: "sound"})
	var names []string
	for _, f := range flaws {
		names = append(names, f.Name)
		if f.How == "" || f.At.IsZero() {
			t.Errorf("%s: how %q at %v, want both", f.Name, f.How, f.At)
		}
	}
	if diff := cmp.Diff(Names(), names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if used != 21 {
		t.Errorf("a sound server costs %d connections, want 21", used)
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, behaviour{})
		flaws, used := Ask(t.Context(), Target{Dial: s.dial, Budget: 6}, s.endpoint())
		if used != 6 || s.connections.Load() != 6 {
			t.Errorf("%d connections are told and %d made, want 6", used, s.connections.Load())
		}
		i := slices.IndexFunc(flaws, func(f survey.Flaw) bool { return f.Name == survey.ROBOT })
		if flaws[i].Vulnerable != survey.Unknown || !strings.Contains(flaws[i].How, "budget of 6") {
			t.Errorf("ROBOT is %s: %s", flaws[i].Vulnerable, flaws[i].How)
		}
	})
}

func TestGap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, behaviour{})
		began := time.Now()
		_, used := Ask(t.Context(), Target{Dial: s.dial, Gap: time.Minute}, s.endpoint())
		if took := time.Since(began); took < time.Duration(used-1)*time.Minute {
			t.Errorf("%d connections took %s, want a minute between each two", used, took)
		}
	})
}
