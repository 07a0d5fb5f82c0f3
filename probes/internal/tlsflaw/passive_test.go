package tlsflaw

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// offering makes an endpoint of suites by version; what is not given is No.
func offering(t *testing.T, suites map[tlswire.Version][]string) *survey.Endpoint {
	t.Helper()
	ep := &survey.Endpoint{}
	for _, v := range append([]tlswire.Version{tlswire.SSL20}, tlswire.Versions()...) {
		p := survey.Protocol{Version: v, Offered: survey.No, Complete: true}
		for _, name := range suites[v] {
			s, ok := tlswire.SuiteNamed(name)
			if !ok {
				t.Fatalf("no suite %s", name)
			}
			p.Offered, p.Suites = survey.Yes, append(p.Suites, s)
		}
		ep.Protocols = append(ep.Protocols, p)
	}
	return ep
}

func TestPassive(t *testing.T) {
	t.Parallel()
	const (
		gcm    = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
		cbcSHA = "TLS_RSA_WITH_AES_128_CBC_SHA"
		triple = "TLS_RSA_WITH_3DES_EDE_CBC_SHA"
		rc4    = "TLS_RSA_WITH_RC4_128_SHA"
		freak  = "TLS_RSA_EXPORT_WITH_RC4_40_MD5"
		export = "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"
		dhe    = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
	)
	sound := known{
		survey.POODLE: survey.No, survey.SWEET32: survey.No, survey.FREAK: survey.No, survey.Logjam: survey.No,
		survey.DROWN: survey.No, survey.CRIME: survey.Unknown, survey.Lucky13: survey.No,
	}
	for _, c := range []struct {
		name   string
		suites map[tlswire.Version][]string
		change func(*survey.Endpoint)
		want   known
		remain map[string]string
	}{
		{
			name: "AEAD only", suites: map[tlswire.Version][]string{tlswire.TLS12: {gcm}},
			remain: map[string]string{survey.DROWN: "another port"},
		},
		{name: "TLS 1.3 only", suites: map[tlswire.Version][]string{tlswire.TLS13: {"TLS_AES_128_GCM_SHA256"}}, want: known{survey.CRIME: survey.No}},
		{
			name: "SSL 3 with CBC", suites: map[tlswire.Version][]string{tlswire.SSL30: {cbcSHA}},
			change: func(ep *survey.Endpoint) { ep.Features.FallbackSCSV = survey.Yes },
			want:   known{survey.POODLE: survey.Yes, survey.Lucky13: survey.Unknown}, remain: map[string]string{survey.POODLE: "SCSV"},
		},
		{name: "SSL 3 with RC4 alone", suites: map[tlswire.Version][]string{tlswire.SSL30: {rc4}}},
		{
			name: "SSL 3 with RC4 so far", suites: map[tlswire.Version][]string{tlswire.SSL30: {rc4}},
			change: func(ep *survey.Endpoint) { ep.Protocols[1].Complete = false },
			want: known{
				survey.POODLE: survey.Unknown, survey.SWEET32: survey.Unknown, survey.FREAK: survey.Unknown,
				survey.Logjam: survey.Unknown, survey.Lucky13: survey.Unknown,
			},
		},
		{
			name: "triple DES in TLS 1.0", suites: map[tlswire.Version][]string{tlswire.TLS10: {triple}},
			want: known{survey.SWEET32: survey.Yes, survey.Lucky13: survey.Unknown},
		},
		{name: "RSA_EXPORT", suites: map[tlswire.Version][]string{tlswire.TLS10: {freak}}, want: known{survey.FREAK: survey.Yes}},
		{
			name: "DHE_EXPORT", suites: map[tlswire.Version][]string{tlswire.TLS10: {export}},
			want: known{survey.Logjam: survey.Yes, survey.SWEET32: survey.Yes, survey.Lucky13: survey.Unknown},
		},
		{
			name: "short prime", suites: map[tlswire.Version][]string{tlswire.TLS12: {dhe}},
			change: func(ep *survey.Endpoint) { ep.Exchange.DHBits = 768 }, want: known{survey.Logjam: survey.Yes},
		},
		{
			name: "well-known prime of 1024 bits", suites: map[tlswire.Version][]string{tlswire.TLS12: {dhe}},
			change: func(ep *survey.Endpoint) { ep.Exchange.DHBits, ep.Exchange.DHPrime = 1024, "Apache 1024-bit" },
			remain: map[string]string{survey.Logjam: "Apache 1024-bit"},
		},
		{
			name: "prime not seen", suites: map[tlswire.Version][]string{tlswire.TLS12: {dhe}},
			remain: map[string]string{survey.Logjam: "not seen"},
		},
		{
			name: "SSL 2", suites: map[tlswire.Version][]string{tlswire.TLS12: {gcm}},
			change: func(ep *survey.Endpoint) { ep.Protocols[0].Offered = survey.Yes }, want: known{survey.DROWN: survey.Yes},
		},
		{
			name: "compression", suites: map[tlswire.Version][]string{tlswire.TLS12: {gcm}},
			change: func(ep *survey.Endpoint) { ep.Features.Compression = survey.Yes }, want: known{survey.CRIME: survey.Yes},
		},
		{
			name: "no compression", suites: map[tlswire.Version][]string{tlswire.TLS12: {gcm}},
			change: func(ep *survey.Endpoint) { ep.Features.Compression = survey.No }, want: known{survey.CRIME: survey.No},
		},
		{
			name: "nothing asked", change: func(ep *survey.Endpoint) { ep.Protocols = nil },
			want: known{
				survey.POODLE: survey.Unknown, survey.SWEET32: survey.Unknown, survey.FREAK: survey.Unknown, survey.Logjam: survey.Unknown,
				survey.DROWN: survey.Unknown, survey.Lucky13: survey.Unknown,
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ep := offering(t, c.suites)
			if c.change != nil {
				c.change(ep)
			}
			got := known{}
			for _, f := range Passive(ep, time.Unix(1, 0)) {
				got[f.Name] = f.Vulnerable
				if part := c.remain[f.Name]; !strings.Contains(f.Remains, part) {
					t.Errorf("%s remains %q, wants %q", f.Name, f.Remains, part)
				}
			}
			if diff := cmp.Diff(join(sound, c.want), got); diff != "" {
				t.Errorf("flaws (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNothingToAsk tells what can be told without a connection.
func TestNothingToAsk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		ep   *survey.Endpoint
		want survey.Known
		how  string
	}{
		{"TLS 1.3 only", offering(t, map[tlswire.Version][]string{tlswire.TLS13: {"TLS_AES_128_GCM_SHA256"}}), survey.No, "is offered"},
		{"not reached", &survey.Endpoint{Error: "connection refused"}, survey.Unknown, "connection refused"},
		{"not asked", &survey.Endpoint{}, survey.Unknown, "not asked to the end"},
		{"no suite that is spoken here", offering(t, map[tlswire.Version][]string{tlswire.TLS12: {"TLS_RSA_WITH_SEED_CBC_SHA"}}), survey.Unknown, "with none of them"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			flaws, used := Ask(t.Context(), Target{}, c.ep)
			if used != 0 {
				t.Errorf("%d connections, want none", used)
			}
			for _, f := range flaws[:len(activeNames())] {
				if f.Vulnerable != c.want || !strings.Contains(f.How, c.how) {
					t.Errorf("%s is %s: %s; want %s and %q", f.Name, f.Vulnerable, f.How, c.want, c.how)
				}
			}
		})
	}
}

// TestSSL3Alone meets a server whose handshakes are not made here: flaws that
// SSL 3 can have are not known, those that it cannot have are absent.
func TestSSL3Alone(t *testing.T) {
	t.Parallel()
	ep := offering(t, map[tlswire.Version][]string{tlswire.SSL30: {"TLS_RSA_WITH_AES_128_CBC_SHA"}})
	flaws, used := Ask(t.Context(), Target{}, ep)
	got := known{}
	for _, f := range flaws[:len(activeNames())] {
		got[f.Name] = f.Vulnerable
	}
	want := join(family(survey.No), known{
		survey.Heartbleed: survey.No, survey.Ticketbleed: survey.No,
		survey.CCSInjection: survey.Unknown, survey.InsecureRenegotiation: survey.Unknown, survey.ClientRenegotiation: survey.Unknown, survey.ROBOT: survey.Unknown,
	})
	if diff := cmp.Diff(want, got); diff != "" || used != 0 {
		t.Errorf("after %d connections (-want +got):\n%s", used, diff)
	}
}
