package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
)

// publicly makes a store count as one of public roots.
func publicly(s *Store) *Store {
	s.public = true
	return s
}

func TestDistrusted(t *testing.T) {
	t.Parallel()
	org := func(cn, o string) pkix.Name { return pkix.Name{CommonName: cn, Organization: []string{o}} }
	issued := func(y int, m time.Month, d int) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			c.NotBefore = time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
			c.NotAfter = c.NotBefore.Add(90 * aDay)
		}
	}
	for name, c := range map[string]struct {
		root  pkix.Name
		begin func(*x509.Certificate)
		want  string
	}{
		"Symantec":            {org("GeoTrust Global CA", "GeoTrust Inc."), issued(2026, 11, 1), "Symantec (2018)"},
		"WoSign":              {org("CA", "WoSign CA Limited"), issued(2026, 11, 1), "WoSign (2016)"},
		"StartCom":            {org("CA", "StartCom Ltd."), issued(2026, 11, 1), "StartCom (2016)"},
		"Entrust, later":      {org("Entrust Root Certification Authority - G2", "Entrust, Inc."), issued(2024, 11, 12), "Entrust (2024)"},
		"Entrust, in time":    {org("Entrust Root Certification Authority - G2", "Entrust, Inc."), issued(2024, 11, 11), ""},
		"Entrust, resold":     {org("Entrust OV TLS Issuing RSA CA 2", "Entrust Limited"), issued(2026, 11, 1), ""},
		"DigiCert's GeoTrust": {org("GeoTrust TLS RSA CA G1", "DigiCert Inc"), issued(2026, 11, 1), ""},
		"nobody special":      {named("Root"), issued(2026, 11, 1), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := newRoot(t, c.root)
			sent := chain(root.leaf(t, c.begin))
			got := examined(t, options(publicly(pinned(t, root))), sent)
			if got.Distrusted != c.want || (got.Trusted == survey.Yes) != (c.want == "") {
				t.Errorf("public: distrusted %q, trusted %s; want %q", got.Distrusted, got.Trusted, c.want)
			}
			got = examined(t, options(pinned(t, root)), sent)
			if got.Distrusted != c.want || got.Trusted != survey.Yes {
				t.Errorf("pinned: distrusted %q, trusted %s; want %q and yes: whoever pins knows", got.Distrusted, got.Trusted, c.want)
			}
			got = examined(t, options(pinned(t, newRoot(t, named("Other")))), sent)
			if got.Distrusted != c.want || got.Trusted != survey.No {
				t.Errorf("elsewhere: distrusted %q, trusted %s; want %q and no", got.Distrusted, got.Trusted, c.want)
			}
		})
	}
}

// TestCleanPathWins is a leaf with a path to a given-up root and one past it.
func TestCleanPathWins(t *testing.T) {
	t.Parallel()
	bad, good := newRoot(t, pkix.Name{CommonName: "CA", Organization: []string{"WoSign"}}), newRoot(t, named("Good"))
	int1 := bad.under(t, named("Issuing"))
	got := examined(t, options(publicly(pinned(t, bad, good))), chain(int1.leaf(t), int1.cert, good.cross(t, int1)))
	want := [][]string{{shop, "Issuing (Holdfast Test)", "Good (Holdfast Test)"}}
	if diff := cmp.Diff(want, got.Paths); diff != "" || got.Distrusted != "" || got.Trusted != survey.Yes {
		t.Errorf("trusted %s, distrusted %q, paths (-want +got):\n%s", got.Trusted, got.Distrusted, diff)
	}
}

func TestLints(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	long := func(c *x509.Certificate) { c.NotAfter = c.NotBefore.Add(900 * aDay) }
	ids := func(lints []survey.Lint) (out []string) {
		for _, l := range lints {
			out = append(out, l.ID)
			if l.Severity == "" || l.Text == "" {
				t.Errorf("lint %+v says too little", l)
			}
		}
		return out
	}
	const tooLong = "e_server_cert_valid_time_longer_than_200_days"
	public := ids(examined(t, options(publicly(pinned(t, root))), chain(root.leaf(t, long))).Lints)
	private := ids(examined(t, options(pinned(t, root)), chain(root.leaf(t, long))).Lints)
	if !slices.Contains(public, tooLong) || slices.Contains(private, tooLong) {
		t.Errorf("public lints %v, private lints %v; want %s in the first only", public, private, tooLong)
	}
	broken := ids(examined(t, options(pinned(t, root)), chain(root.leaf(t, func(c *x509.Certificate) {
		c.DNSNames = append(c.DNSNames, "a..b")
	}))).Lints)
	if len(broken) == 0 {
		t.Error("an empty label in a name is no finding of the RFC's lints")
	}
}

func TestMozilla(t *testing.T) {
	t.Parallel()
	store := Mozilla()
	set := store.load().(*rootSet)
	n := 0
	for _, roots := range set.bySubject {
		for _, r := range roots {
			n++
			c, err := r.parse()
			if err != nil {
				t.Errorf("a root cannot be read: %v", err)
				continue
			}
			if top := set.above(c, noon(), newBudget()); len(top) != 1 || top[0] != c {
				t.Errorf("%s is no root of its own set", title(c.Subject))
			}
		}
	}
	if n < 100 {
		t.Errorf("%d roots, want at least 100", n)
	}
	got := examined(t, Options{Now: noon}, chain(newRoot(t, named("Root")).cert))
	if want := []survey.Trust{{Store: "mozilla", Trusted: survey.No, Reason: "self-signed"}}; !cmp.Equal(want, got.Trust) {
		t.Errorf("trust %+v, want %+v", got.Trust, want)
	}
}

// TestMozillasDates looks whether the dates of the bundle reach a verdict.
func TestMozillasDates(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	set := newRootSet()
	limit := noon().Add(-60 * aDay)
	set.add(root.cert.Raw, func(path []*x509.Certificate) error {
		for _, c := range path {
			if c.NotBefore.After(limit) {
				return errTest
			}
		}
		return nil
	})
	store := &Store{name: MozillaStore, public: true, load: func() anchors { return set }}
	for begin, want := range map[time.Duration]survey.Known{-61 * aDay: survey.Yes, -59 * aDay: survey.No} {
		got := examined(t, options(store), chain(root.leaf(t, func(c *x509.Certificate) { c.NotBefore = noon().Add(begin) })))
		if got.Trusted != want || (want == survey.No && got.Trust[0].Reason != "Mozilla limits Root (Holdfast Test): too late") {
			t.Errorf("begun %v: trusted %s: %q, want %s", begin, got.Trusted, got.Trust[0].Reason, want)
		}
	}
}

func TestSystemAndPinnedFiles(t *testing.T) {
	t.Parallel()
	if got := System().Name(); got != "system" {
		t.Errorf("the system's store is %q", got)
	}
	c := examined(t, options(System()), chain(newRoot(t, named("Root")).leaf(t)))
	if c.Trusted != survey.No {
		t.Errorf("the system trusts a test's root: %+v", c.Trust)
	}
	for _, bad := range []string{"", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
		if _, err := Pinned([]byte(bad)); err == nil {
			t.Errorf("%q was taken for authorities", bad)
		}
	}
}

// TestDualChains examines two certificates of one server apart.
func TestDualChains(t *testing.T) {
	t.Parallel()
	root, other := newRoot(t, named("Root")), newRoot(t, named("Other"))
	e := New(options(pinned(t, root)))
	a := survey.Certificate{Sent: chain(root.leaf(t))}
	b := survey.Certificate{Sent: chain(other.certify(t, leafTemplate(t), rsaKey(t, 2048).Public()))}
	e.Examine(t.Context(), shop, &a)
	e.Examine(t.Context(), shop, &b)
	if a.Trusted != survey.Yes || a.Key.Kind != "ECDSA" || b.Trusted != survey.No || b.Key.Kind != "RSA" {
		t.Errorf("first %s %s, second %s %s", a.Trusted, a.Key.Kind, b.Trusted, b.Key.Kind)
	}
}

// TestTogether has many goroutines examine few chains at different times.
func TestTogether(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	int1 := root.under(t, named("Issuing"))
	pool := x509.NewCertPool()
	pool.AddCert(root.cert)
	e := New(options(pinned(t, root), Pool("given", pool), Mozilla()))
	var wg sync.WaitGroup
	for range 4 {
		sent := chain(int1.leaf(t), int1.cert)
		for range 3 {
			wg.Go(func() {
				for range 5 {
					c := survey.Certificate{Sent: sent}
					e.Examine(t.Context(), shop, &c)
					if c.Trusted != survey.Yes || c.Trust[1].Trusted != survey.Yes || c.Trust[2].Trusted != survey.No {
						t.Errorf("trust %+v", c.Trust)
					}
				}
			})
		}
	}
	wg.Wait()
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	e := New(options(pinned(t, newRoot(t, named("Root")))))
	first := survey.Certificate{Sent: [][]byte{[]byte("first")}}
	kept := e.study(&first)
	for i := range 3 * maxStudies {
		e.Examine(t.Context(), shop, &survey.Certificate{Sent: [][]byte{{byte(i), byte(i >> 8)}}})
		e.Examine(t.Context(), shop, &first) // in use, so it stays
	}
	if len(e.memo.studies) != maxStudies || len(e.memo.order) != maxStudies || e.memo.get(digest(&first)) != kept {
		t.Errorf("%d studies, %d in order; want %d, and the one in use among them", len(e.memo.studies), len(e.memo.order), maxStudies)
	}
}

type testError string

func (e testError) Error() string { return string(e) }

const errTest = testError("too late")

func BenchmarkExamine(b *testing.B) {
	root := newRoot(b, named("Root"))
	int1 := root.under(b, named("Issuing"))
	key := rsaKey(b, 2048)
	ca := &authority{cert: int1.certify(b, caTemplate(b, named("RSA")), key.Public()), key: key}
	leaf := ca.certify(b, leafTemplate(b), rsaKey(b, 2048).Public())
	sent := chain(leaf, ca.cert, int1.cert)
	for name, fresh := range map[string]bool{"remembered": false, "never seen": true} {
		b.Run(name, func(b *testing.B) {
			o := options(publicly(pinned(b, root)), Mozilla())
			e := New(o)
			e.Examine(b.Context(), shop, &survey.Certificate{Sent: sent})
			for b.Loop() {
				if fresh {
					e.memo = newMemo()
				}
				c := survey.Certificate{Sent: sent}
				e.Examine(b.Context(), shop, &c)
				if c.Trusted != survey.Yes {
					b.Fatal("a good chain is not trusted")
				}
			}
		})
	}
}
