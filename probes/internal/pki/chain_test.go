package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
)

// picture is what the tests of chains look at.
type picture struct {
	Trusted, Complete, Name survey.Known
	Reason, Period          string
	Paths                   [][]string
	Superfluous, Weak       []string
	SelfSigned, Misordered  bool
}

func pictured(c survey.Certificate) picture {
	p := picture{
		Trusted: c.Trusted, Complete: c.Complete, Name: c.NameMatches, Period: c.Period, Paths: c.Paths,
		Superfluous: c.Superfluous, Weak: c.WeakSignatures, SelfSigned: c.SelfSigned, Misordered: c.Misordered,
	}
	if len(c.Trust) > 0 {
		p.Reason = c.Trust[0].Reason
	}
	return p
}

func TestChains(t *testing.T) {
	t.Parallel()
	root, other := newRoot(t, named("Root")), newRoot(t, named("Other Root"))
	int1 := root.under(t, named("Issuing"))
	good := int1.leaf(t)
	crossed := other.cross(t, root)
	deep := int1.under(t, named("Deeper"))
	server := "shop.example.com"
	root1, int2 := "Root (Holdfast Test)", "Issuing (Holdfast Test)"
	way := [][]string{{server, int2, root1}}
	is := func(edit func(*picture)) picture {
		p := picture{Trusted: survey.Yes, Complete: survey.Yes, Name: survey.Yes, Period: "valid", Paths: way}
		edit(&p)
		return p
	}
	bad := func(reason string) picture {
		return is(func(p *picture) { p.Trusted, p.Reason, p.Paths = survey.No, reason, nil })
	}
	dated := func(from, till time.Duration) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = noon().Add(from), noon().Add(till) }
	}
	self := func() *x509.Certificate {
		key, template := ecKey(t), leafTemplate(t)
		return sign(t, template, template, key.Public(), key)
	}()
	sub := func(edit func(*x509.Certificate)) [][]byte {
		a := root.under(t, named("Issuing"), edit)
		return chain(a.leaf(t), a.cert)
	}
	for name, c := range map[string]struct {
		sent   [][]byte
		stores []*Store
		known  [][]byte
		want   picture
	}{
		"good":             {sent: chain(good, int1.cert), want: is(func(*picture) {})},
		"by the root":      {sent: chain(root.leaf(t)), want: is(func(p *picture) { p.Paths = [][]string{{server, root1}} })},
		"expired":          {sent: chain(int1.leaf(t, dated(-90*aDay, -aDay)), int1.cert), want: is(func(p *picture) { p.Period = "expired" })},
		"not yet valid":    {sent: chain(int1.leaf(t, dated(aDay, 90*aDay)), int1.cert), want: is(func(p *picture) { p.Period = "not-yet-valid" })},
		"ends this moment": {sent: chain(int1.leaf(t, dated(-90*aDay, 0)), int1.cert), want: is(func(*picture) {})},
		"wrong host": {
			sent: chain(int1.leaf(t, func(c *x509.Certificate) { c.DNSNames = []string{"www.example.com"} }), int1.cert),
			want: is(func(p *picture) { p.Name = survey.No }),
		},
		"common name only": {
			sent: chain(int1.leaf(t, func(c *x509.Certificate) { c.DNSNames = nil }), int1.cert),
			want: is(func(p *picture) { p.Name = survey.No }),
		},
		"self-signed": {sent: chain(self), want: func() picture { p := bad("self-signed"); p.SelfSigned = true; return p }()},
		"intermediate missing": {sent: chain(good), want: func() picture {
			p := bad("signed by Issuing (Holdfast Test), which was not sent and is no root of this set")
			p.Complete = survey.Unknown
			return p
		}()},
		"intermediate known": {sent: chain(good), known: chain(int1.cert), want: is(func(p *picture) { p.Complete = survey.No })},
		"untrusted root sent": {
			sent: chain(good, int1.cert, root.cert), stores: []*Store{pinned(t, other)},
			want: bad("leads to Root (Holdfast Test), which is no root of this set"),
		},
		"untrusted root not sent": {sent: chain(good, int1.cert), stores: []*Store{pinned(t, other)}, want: func() picture {
			p := bad("signed by Root (Holdfast Test), which was not sent and is no root of this set")
			p.Complete = survey.Unknown
			return p
		}()},
		"root sent":   {sent: chain(good, int1.cert, root.cert), want: is(func(p *picture) { p.Superfluous = []string{root1 + ", the root itself"} })},
		"superfluous": {sent: chain(good, int1.cert, deep.cert), want: is(func(p *picture) { p.Superfluous, p.Misordered = []string{"Deeper (Holdfast Test)"}, true })},
		"sent twice": {sent: chain(good, int1.cert, int1.cert), want: is(func(p *picture) {
			p.Superfluous, p.Misordered = []string{int2 + ", sent twice"}, true
		})},
		"misordered": {sent: chain(deep.leaf(t), int1.cert, deep.cert), want: is(func(p *picture) {
			p.Paths, p.Misordered = [][]string{{server, "Deeper (Holdfast Test)", int2, root1}}, true
		})},
		"unreadable intermediate": {sent: append(chain(good), []byte("x"), int1.cert.Raw), want: is(func(p *picture) { p.Superfluous = []string{"1 that cannot be read"} })},
		"cross-signed, two paths": {sent: chain(good, int1.cert, crossed), stores: []*Store{pinned(t, root, other)}, want: is(func(p *picture) {
			p.Paths = append(way, []string{server, int2, root1, "Other Root (Holdfast Test)"})
		})},
		"cross-signed, new root only": {sent: chain(good, int1.cert, crossed), stores: []*Store{pinned(t, other)}, want: is(func(p *picture) {
			p.Paths = [][]string{{server, int2, root1, "Other Root (Holdfast Test)"}}
		})},
		"expired intermediate": {sent: sub(dated(-100*aDay, -aDay)), want: bad("the intermediate Issuing (Holdfast Test) expired on 23 Nov 2026")},
		"no authority": {
			sent: sub(func(c *x509.Certificate) { c.IsCA, c.KeyUsage = false, x509.KeyUsageDigitalSignature }),
			want: bad("Issuing (Holdfast Test) is no authority (basic constraints do not say CA:TRUE)"),
		},
		"may not sign": {
			sent: sub(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign }),
			want: bad("Issuing (Holdfast Test) may not sign certificates (key usage)"),
		},
		"for mail only": {
			sent: sub(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} }),
			want: bad("Issuing (Holdfast Test) is not for TLS servers (extended key usage)"),
		},
		"constrained to another name": {
			sent: sub(func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"example.org"} }),
			want: bad("Issuing (Holdfast Test) may not certify shop.example.com (name constraints)"),
		},
		"constrained to its name": {sent: sub(func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"example.com"} }), want: is(func(*picture) {})},
		"name excluded": {
			sent: sub(func(c *x509.Certificate) { c.ExcludedDNSDomains = []string{"example.com"} }),
			want: bad("Issuing (Holdfast Test) may not certify shop.example.com (name constraints)"),
		},
		"unknown critical extension": {sent: chain(int1.leaf(t, func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: []int{1, 2, 3}, Critical: true, Value: []byte{5, 0}}}
		}), int1.cert), want: bad("shop.example.com has a critical extension that is not understood")},
		"path too long": {sent: func() [][]byte {
			a := root.under(t, named("Issuing"), func(c *x509.Certificate) { c.MaxPathLenZero = true })
			b := a.under(t, named("Deeper"))
			return chain(b.leaf(t), b.cert, a.cert)
		}(), want: bad("Issuing (Holdfast Test) may have 0 authorities below it, and has 1")},
		"SHA-1 leaf": {sent: func() [][]byte {
			key := rsaKey(t, 2048)
			template := caTemplate(t, named("Issuing"))
			a := &authority{cert: root.certify(t, template, key.Public()), key: key}
			return chain(a.leaf(t, func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA1WithRSA }), a.cert)
		}(), want: is(func(p *picture) { p.Weak = []string{"SHA1-RSA on shop.example.com"} })},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(c.stores...)
			if c.stores == nil {
				o = options(pinned(t, root))
			}
			o.Intermediates = c.known
			if diff := cmp.Diff(c.want, pictured(examined(t, o, c.sent))); diff != "" {
				t.Errorf("examined (-want +got):\n%s", diff)
			}
		})
	}
}

// TestPoolSeesTheSame compares a pool that cannot be listed with a pinned set.
func TestPoolSeesTheSame(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	int1 := root.under(t, named("Issuing"))
	pool := x509.NewCertPool()
	pool.AddCert(root.cert)
	for name, sent := range map[string][][]byte{
		"whole": chain(int1.leaf(t), int1.cert), "root sent": chain(int1.leaf(t), int1.cert, root.cert),
		"direct": chain(root.leaf(t)), "root alone": chain(root.cert), "missing": chain(int1.leaf(t)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(options(Pool("given", pool)))
			c := survey.Certificate{Sent: sent}
			for range maxSignatures + 2 { // what is remembered costs no budget
				e.Examine(t.Context(), shop, &c)
			}
			if diff := cmp.Diff(pictured(examined(t, options(pinned(t, root)), sent)), pictured(c)); diff != "" {
				t.Errorf("pool (-pinned +pool):\n%s", diff)
			}
		})
	}
}

func TestEveryStoreHasAVerdict(t *testing.T) {
	t.Parallel()
	root, other := newRoot(t, named("Root")), newRoot(t, named("Other"))
	second := pinned(t, other)
	second.name = "second"
	o := options(pinned(t, root), second)
	o.Counts = "second"
	c := examined(t, o, chain(root.leaf(t)))
	want := []survey.Trust{
		{Store: "pinned", Trusted: survey.Yes},
		{Store: "second", Trusted: survey.No, Reason: "signed by Root (Holdfast Test), which was not sent and is no root of this set"},
	}
	if diff := cmp.Diff(want, c.Trust); diff != "" || c.Trusted != survey.No || c.Complete != survey.Yes {
		t.Errorf("trusted %s, complete %s, trust (-want +got):\n%s", c.Trusted, c.Complete, diff)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	cert := read1(t, root.leaf(t, func(c *x509.Certificate) {
		c.Subject.CommonName = "cn.example.com"
		c.DNSNames = []string{"Example.com", "*.example.com", "*.*.example.com", "w*.example.com", "*.com", "a.*.example.com"}
		c.IPAddresses = []net.IP{net.IPv4(192, 0, 2, 1), net.ParseIP("2001:db8::1")}
	}))
	for name, want := range map[string]survey.Known{
		"example.com": survey.Yes, "EXAMPLE.com.": survey.Yes, "a.example.com": survey.Yes, "cn.example.com": survey.Yes,
		"a.b.example.com": survey.No, ".example.com": survey.No, "example.org": survey.No, "other.com": survey.No, "com": survey.No,
		"192.0.2.1": survey.Yes, "::ffff:192.0.2.1": survey.Yes, "192.0.2.2": survey.No, "2001:db8::1": survey.Yes, "[2001:db8::1]": survey.Yes,
		"": survey.Unknown,
	} {
		if got := matches(cert, name); got != want {
			t.Errorf("%q matches: %s, want %s", name, got, want)
		}
	}
}

func TestFacts(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	leaf := root.leaf(t, func(c *x509.Certificate) {
		c.SerialNumber.SetInt64(0x0a0b)
		c.IPAddresses = []net.IP{net.IPv4(192, 0, 2, 1)}
		c.Subject.CommonName = "\x1b[2Jshop"
	})
	got := examined(t, options(pinned(t, root)), chain(leaf))
	want := survey.Certificate{
		Subject: "?[2Jshop", Issuer: "Root (Holdfast Test)", Names: []string{shop, "192.0.2.1"}, Serial: "0a0b",
		NotBefore: noon().Add(-45 * aDay), NotAfter: noon().Add(45 * aDay), Signature: "ECDSA-SHA256",
		Key: survey.Key{Kind: "ECDSA", Bits: 256},
	}
	got = survey.Certificate{
		Subject: got.Subject, Issuer: got.Issuer, Names: got.Names, Serial: got.Serial,
		NotBefore: got.NotBefore, NotAfter: got.NotAfter, Signature: got.Signature, Key: got.Key,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}
