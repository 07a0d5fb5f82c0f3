package certs_test

import (
	"crypto/tls"
	"crypto/x509"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/certs"
	"holdfast/probes/probetest"
)

const day = 24 * time.Hour

// chain reads the certificates of a pair back.
func chain(t testing.TB, pair tls.Certificate) []*x509.Certificate {
	t.Helper()
	var out []*x509.Certificate
	for _, der := range pair.Certificate {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, cert)
	}
	return out
}

// keys are a report's fault keys.
func keys(r certs.Report) []string {
	var out []string
	for _, f := range r.Faults {
		out = append(out, f.Key)
	}
	return out
}

func TestBands(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	now := time.Now()
	issued := func(from, till time.Duration) []*x509.Certificate {
		return chain(t, ca.Issue(t, probetest.Leaf{Names: []string{"a.example.com"}, From: now.Add(from), Till: now.Add(till)}))
	}
	late, last := []string{"certificate/expires"}, []string{"certificate/expires-soon", "certificate/expires"}
	for name, c := range map[string]struct {
		chain []*x509.Certificate
		rules certs.Rules
		want  []string
	}{
		"fresh":                   {issued(-day, 89*day), certs.Rules{}, nil},
		"a third left":            {issued(-60*day, 30*day), certs.Rules{}, nil},
		"just above a quarter":    {issued(-67*day, 23*day), certs.Rules{}, nil},
		"just below a quarter":    {issued(-68*day, 22*day), certs.Rules{}, late},
		"a twelfth left":          {issued(-83*day, 7*day), certs.Rules{}, last},
		"of six days, two left":   {issued(-4*day, 2*day), certs.Rules{}, nil},
		"of six days, one left":   {issued(-5*day, day), certs.Rules{}, late},
		"days, enough":            {issued(-80*day, 15*day), certs.Rules{DaysLeft: 14}, nil},
		"days, too few":           {issued(-80*day, 13*day), certs.Rules{DaysLeft: 14}, late},
		"days, far too few":       {issued(-80*day, 4*day), certs.Rules{DaysLeft: 14}, last},
		"share, too little":       {issued(-50*day, 49*day), certs.Rules{LifeLeft: 0.5}, late},
		"both, the stricter wins": {issued(-50*day, 50*day), certs.Rules{LifeLeft: 0.1, DaysLeft: 60}, late},
		"not judged":              {issued(-90*day, -day), certs.Rules{Off: true}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := certs.New(ca.Pool(), c.rules).Judge(now, "a.example.com", c.chain)
			if diff := cmp.Diff(c.want, keys(r)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if r.Refused {
				t.Error("the peer is refused although its certificate is good, or not judged")
			}
		})
	}
}

func TestMemoryIsOfOneName(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	good := chain(t, ca.Issue(t, probetest.Leaf{Names: []string{"a.example.com"}}))
	forged := chain(t, probetest.SelfSigned(t, probetest.Leaf{Names: []string{"a.example.com"}}))
	v := certs.New(ca.Pool(), certs.Rules{})
	for i, step := range []struct {
		name  string
		chain []*x509.Certificate
		want  []string
	}{
		{"a.example.com", good, nil},
		{"a.example.com", good, nil},
		{"b.example.com", good, []string{"certificate/name"}},
		{"a.example.com", forged, []string{"certificate/untrusted"}},
		{"a.example.com", append(forged[:1:1], good...), []string{"certificate/untrusted"}},
		{"a.example.com", good, nil},
		{"a.example.com", nil, nil},
	} {
		if diff := cmp.Diff(step.want, keys(v.Judge(time.Now(), step.name, step.chain))); diff != "" {
			t.Errorf("step %d, faults (-want +got):\n%s", i, diff)
		}
	}
}

func TestTogether(t *testing.T) {
	t.Parallel()
	ca := probetest.NewAuthority(t)
	v := certs.New(ca.Pool(), certs.Rules{})
	var wg sync.WaitGroup
	for range 8 {
		pair := chain(t, ca.Issue(t, probetest.Leaf{Names: []string{"a.example.com"}}))
		wg.Go(func() {
			for range 50 {
				if r := v.Judge(time.Now(), "a.example.com", pair); r.Refused || len(r.Faults) > 0 {
					t.Errorf("a good chain has faults: %v", keys(r))
				}
			}
		})
	}
	wg.Wait()
}

func TestForeignNamesCannotActOnATerminal(t *testing.T) {
	t.Parallel()
	pair := probetest.SelfSigned(t, probetest.Leaf{Names: []string{"\x1b[2J.example.com"}})
	for _, fact := range certs.Facts(pair.Leaf) {
		if fact.Name == "certificate_subject" && fact.Value != "?[2J.example.com" {
			t.Errorf("subject is %q, want the escape shown as ?", fact.Value)
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	ca := probetest.NewAuthority(b)
	sub := ca.Intermediate(b, time.Now().Add(900*day))
	pair := chain(b, sub.Issue(b, probetest.Leaf{Names: []string{"a.example.com"}}))
	for name, fresh := range map[string]bool{"same chain": false, "never seen": true} {
		b.Run(name, func(b *testing.B) {
			v := certs.New(ca.Pool(), certs.Rules{})
			for b.Loop() {
				if fresh {
					v = certs.New(ca.Pool(), certs.Rules{})
				}
				if v.Judge(time.Now(), "a.example.com", pair).Refused {
					b.Fatal("a good chain was refused")
				}
			}
		})
	}
}
