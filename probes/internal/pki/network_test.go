package pki

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"holdfast/probes/internal/survey"
)

// list makes a revocation list.
func list(t testing.TB, by *authority, edit func(*x509.RevocationList)) []byte {
	t.Helper()
	template := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: noon().Add(-time.Hour), NextUpdate: noon().Add(3 * aDay)}
	if edit != nil {
		edit(template)
	}
	der, err := x509.CreateRevocationList(rand.Reader, template, by.cert, by.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// idp is an issuing distribution point that names an address.
func idp(t testing.TB, address string) pkix.Extension {
	t.Helper()
	uri := asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 6, Bytes: []byte(address)}
	value, err := asn1.Marshal(struct {
		Point struct {
			Full []asn1.RawValue `asn1:"tag:0"`
		} `asn1:"tag:0"`
	}{struct {
		Full []asn1.RawValue `asn1:"tag:0"`
	}{[]asn1.RawValue{uri}}})
	if err != nil {
		t.Fatal(err)
	}
	return pkix.Extension{Id: []int{2, 5, 29, 28}, Critical: true, Value: value}
}

// site serves what an authority publishes, by path, and counts the requests.
type site struct {
	*httptest.Server
	asked atomic.Int64
	pages map[string]http.HandlerFunc
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{pages: make(map[string]http.HandlerFunc)}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		if page, ok := s.pages[r.URL.Path]; ok {
			page(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func body(b []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(b) }
}

func endless(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	for r.Context().Err() == nil {
		if _, err := w.Write(make([]byte, 64<<10)); err != nil {
			return
		}
	}
}

// silent answers when the asker has gone.
func silent(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // else the server does not notice
	<-r.Context().Done()
}

func TestAskedAuthority(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	int1, other := root.under(t, named("Issuing")), root.under(t, named("Other"))
	revoking := func(leaf *x509.Certificate) func(*x509.RevocationList) {
		return func(l *x509.RevocationList) {
			l.RevokedCertificateEntries = []x509.RevocationListEntry{
				{SerialNumber: big.NewInt(255), RevocationTime: noon().Add(-aDay)},
				{SerialNumber: leaf.SerialNumber, RevocationTime: noon().Add(-2 * aDay), ReasonCode: 4},
			}
		}
	}
	for name, c := range map[string]struct {
		pages func(s *site, leaf *x509.Certificate)
		noURL string // crl or ocsp, left out of the certificate
		want  survey.Known
		text  string
	}{
		"OCSP good": {func(s *site, leaf *x509.Certificate) {
			s.pages["/ocsp"] = func(w http.ResponseWriter, r *http.Request) {
				der, _ := io.ReadAll(r.Body)
				if q, err := ocsp.ParseRequest(der); err != nil || q.SerialNumber.Cmp(leaf.SerialNumber) != 0 || r.Header.Get("Content-Type") != "application/ocsp-request" {
					t.Errorf("asked for %v, %v with %q", q, err, r.Header.Get("Content-Type"))
				}
				_, _ = w.Write(answer(t, int1, int1, leaf, nil))
			}
		}, "", survey.No, "the OCSP response of SITE/ocsp of 24 Nov 2026 11:00 UTC says good, until 27 Nov 2026 12:00 UTC"},
		"OCSP revoked": {func(s *site, leaf *x509.Certificate) {
			s.pages["/ocsp"] = body(answer(t, int1, int1, leaf, func(r *ocsp.Response) { r.Status, r.RevokedAt = ocsp.Revoked, noon().Add(-aDay) }))
		}, "", survey.Yes, "the OCSP response of SITE/ocsp of 24 Nov 2026 11:00 UTC says revoked on 23 Nov 2026 12:00 UTC"},
		"list clean": {
			func(s *site, _ *x509.Certificate) { s.pages["/crl"] = body(list(t, int1, nil)) }, "ocsp", survey.No,
			"the revocation list SITE/crl of 24 Nov 2026 11:00 UTC does not list it, until 27 Nov 2026 12:00 UTC",
		},
		"list has it": {
			func(s *site, leaf *x509.Certificate) { s.pages["/crl"] = body(list(t, int1, revoking(leaf))) }, "ocsp", survey.Yes,
			"the revocation list SITE/crl of 24 Nov 2026 11:00 UTC says revoked on 22 Nov 2026 12:00 UTC, superseded",
		},
		"OCSP fails, list clean": {
			func(s *site, _ *x509.Certificate) { s.pages["/crl"] = body(list(t, int1, nil)) }, "", survey.No,
			"the revocation list SITE/crl of 24 Nov 2026 11:00 UTC does not list it",
		},
		"both fail": {
			func(*site, *x509.Certificate) {}, "", survey.Unknown,
			"OCSP: SITE/ocsp: status 404, wanted 200; CRL: SITE/crl: status 404, wanted 200",
		},
		"nobody named": {func(*site, *x509.Certificate) {}, "crl ocsp", survey.Unknown, "the certificate names neither an OCSP responder nor a revocation list"},
		"list stale": {func(s *site, _ *x509.Certificate) {
			s.pages["/crl"] = body(list(t, int1, func(l *x509.RevocationList) { l.ThisUpdate, l.NextUpdate = noon().Add(-9*aDay), noon().Add(-aDay) }))
		}, "ocsp", survey.Unknown, "the revocation list SITE/crl is stale: of 15 Nov 2026 12:00 UTC, good until 23 Nov 2026 12:00 UTC"},
		"list of another": {
			func(s *site, _ *x509.Certificate) { s.pages["/crl"] = body(list(t, other, nil)) }, "ocsp", survey.Unknown,
			"the revocation list SITE/crl does not count: it is of another issuer",
		},
		"list forged": {func(s *site, _ *x509.Certificate) {
			forger := newRoot(t, named("Issuing"))
			s.pages["/crl"] = body(list(t, forger, nil))
		}, "ocsp", survey.Unknown, "the revocation list SITE/crl does not count: its signature is not by the certificate's issuer"},
		"this part of the list": {func(s *site, _ *x509.Certificate) {
			s.pages["/crl"] = body(list(t, int1, func(l *x509.RevocationList) { l.ExtraExtensions = []pkix.Extension{idp(t, s.URL+"/crl")} }))
		}, "ocsp", survey.No, "the revocation list SITE/crl of 24 Nov 2026 11:00 UTC does not list it"},
		"another part of the list": {func(s *site, _ *x509.Certificate) {
			s.pages["/crl"] = body(list(t, int1, func(l *x509.RevocationList) { l.ExtraExtensions = []pkix.Extension{idp(t, s.URL+"/crl2")} }))
		}, "ocsp", survey.Unknown, "the revocation list SITE/crl does not count: it is another part of the list than the certificate names"},
		"list with an unknown critical extension": {func(s *site, _ *x509.Certificate) {
			s.pages["/crl"] = body(list(t, int1, func(l *x509.RevocationList) {
				l.ExtraExtensions = []pkix.Extension{{Id: []int{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}}
			}))
		}, "ocsp", survey.Unknown, "the revocation list SITE/crl does not count: it has a critical extension that is not understood: 2.5.29.27"},
		"list garbage": {func(s *site, _ *x509.Certificate) { s.pages["/crl"] = body([]byte("<html>")) }, "ocsp", survey.Unknown, "the revocation list SITE/crl does not count: it is no revocation list"},
		"list endless": {func(s *site, _ *x509.Certificate) { s.pages["/crl"] = endless }, "ocsp", survey.Unknown, "CRL: SITE/crl: more than 4194304 bytes"},
		"OCSP endless": {func(s *site, _ *x509.Certificate) { s.pages["/ocsp"] = endless }, "crl", survey.Unknown, "OCSP: SITE/ocsp: more than 65536 bytes"},
		"OCSP in a loop": {func(s *site, _ *x509.Certificate) {
			s.pages["/ocsp"] = func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "/ocsp", http.StatusTemporaryRedirect)
			}
		}, "crl", survey.Unknown, "OCSP: SITE/ocsp: more than 3 redirects"},
		"OCSP to a file": {func(s *site, _ *x509.Certificate) {
			s.pages["/ocsp"] = func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
			}
		}, "crl", survey.Unknown, "OCSP: SITE/ocsp: not an http address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			leaf := int1.leaf(t, func(l *x509.Certificate) {
				if !strings.Contains(c.noURL, "ocsp") {
					l.OCSPServer = []string{s.URL + "/ocsp"}
				}
				if !strings.Contains(c.noURL, "crl") {
					l.CRLDistributionPoints = []string{s.URL + "/crl"}
				}
			})
			c.pages(s, leaf)
			o := options(pinned(t, root))
			o.Network = NewNetwork(NetworkOptions{Local: true})
			e := New(o)
			var got survey.Certificate
			for range 2 { // the second answer is remembered
				got = survey.Certificate{Sent: chain(leaf, int1.cert)}
				e.Examine(t.Context(), shop, &got)
			}
			if want := strings.ReplaceAll(c.text, "SITE", s.URL); got.Revoked != c.want || !strings.HasPrefix(got.Revocation, want) {
				t.Errorf("revoked %s: %q; want %s, %q", got.Revoked, got.Revocation, c.want, want)
			}
			if n := s.asked.Load(); n > 4 {
				t.Errorf("%d requests, want the answer remembered", n)
			}
		})
	}
}

func TestSlowAuthorityEndsWithTheContext(t *testing.T) {
	t.Parallel()
	root := newRoot(t, named("Root"))
	s := newSite(t)
	s.pages["/ocsp"] = silent
	leaf := root.leaf(t, func(l *x509.Certificate) { l.OCSPServer = []string{s.URL + "/ocsp"} })
	o := options(pinned(t, root))
	o.Network = NewNetwork(NetworkOptions{Local: true})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	got := survey.Certificate{Sent: chain(leaf)}
	New(o).Examine(ctx, shop, &got)
	if got.Revoked != survey.Unknown || !strings.Contains(got.Revocation, "no answer in time") || got.Trusted != survey.Yes {
		t.Errorf("revoked %s: %q, trusted %s", got.Revoked, got.Revocation, got.Trusted)
	}
}

func TestNobodyInsideIsAsked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	n := NewNetwork(NetworkOptions{})
	port := netip.MustParseAddrPort(strings.TrimPrefix(s.URL, "http://")).Port()
	for _, address := range []string{
		"http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://2130706433/",
		"http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://169.254.169.254/", "http://100.64.0.1/",
		"http://[fe80::1]/", "http://[fd00::1]/", "http://[ff02::1]/", "http://224.0.0.1/", "http://240.0.0.1/",
		"http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[::]/",
		"https://192.0.2.1/", "ftp://192.0.2.1/", "file:///etc/passwd", "http://u:p@192.0.2.1/", "http://192.0.2.1:22/", "ldap://192.0.2.1/x", "http:///x", "::", "",
	} {
		if _, err := n.get(t.Context(), address, 10); err == nil {
			t.Errorf("%s was asked", address)
		} else if strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "time") || strings.Contains(err.Error(), "unreachable") {
			t.Errorf("%s: %v, want it not even tried", address, err)
		}
	}
	// A public server that leads inside: the first connection is let through by
	// hand, the redirect is guarded.
	guarded := n.client.Transport.(*http.Transport).DialContext
	n.client.Transport = &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == "outside.example:80" {
			return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(s.URL, "http://"))
		}
		return guarded(ctx, network, address)
	}}
	s.pages["/in"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1/", http.StatusFound)
	}
	s.pages["/port"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, (&url.URL{Scheme: "http", Host: netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), port).String()}).String(), http.StatusFound)
	}
	for path, want := range map[string]string{"in": "127.0.0.1 is not a public address and is not asked", "port": "a port other than 80"} {
		if _, err := n.get(t.Context(), "http://outside.example/"+path, 10); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("redirected to %s: %v, want %q", path, err, want)
		}
	}
	if asked := s.asked.Load(); asked != 2 {
		t.Errorf("%d requests reached the server, want the 2 that were let through", asked)
	}
}

func TestFetchedIntermediate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	aia := func(path string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.IssuingCertificateURL = []string{s.URL + path} }
	}
	root := newRoot(t, named("Root"))
	top := root.under(t, named("Top"))
	int1 := top.under(t, named("Issuing"), aia("/top"))
	liar := root.under(t, named("Issuing"))
	s.pages["/top"] = body(top.cert.Raw)
	s.pages["/int"] = body(int1.cert.Raw)
	s.pages["/liar"] = body(liar.cert.Raw)
	s.pages["/huge"] = endless
	missing := "its issuer Issuing (Holdfast Test) was not sent, and could not be fetched: "
	for name, c := range map[string]struct {
		path     string
		trusted  survey.Known
		complete survey.Known
		reason   string
	}{
		"fetched, two steps": {"/int", survey.Yes, survey.No, ""},
		"not there":          {"/none", survey.Unknown, survey.Unknown, missing + s.URL + "/none: status 404, wanted 200"},
		"another's":          {"/liar", survey.Unknown, survey.Unknown, missing + s.URL + "/liar: a certificate of Issuing (Holdfast Test), whose key does not verify the signature"},
		"endless":            {"/huge", survey.Unknown, survey.Unknown, missing + s.URL + "/huge: more than 65536 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := options(pinned(t, root))
			o.Network = NewNetwork(NetworkOptions{Local: true})
			got := examined(t, o, chain(int1.leaf(t, aia(c.path))))
			if got.Trusted != c.trusted || got.Complete != c.complete || got.Trust[0].Reason != c.reason {
				t.Errorf("trusted %s, complete %s: %q; want %s, %s, %q", got.Trusted, got.Complete, got.Trust[0].Reason, c.trusted, c.complete, c.reason)
			}
		})
	}
	o := options(pinned(t, root))
	o.Network = NewNetwork(NetworkOptions{}) // our own server is inside
	s.asked.Store(0)
	got := examined(t, o, chain(int1.leaf(t, func(c *x509.Certificate) { c.IssuingCertificateURL = []string{"http://127.0.0.1/int"} })))
	if got.Trusted != survey.No || got.Complete != survey.Unknown || s.asked.Load() != 0 {
		t.Errorf("address inside: trusted %s, complete %s, %d requests; nobody can fetch it there", got.Trusted, got.Complete, s.asked.Load())
	}
	got = examined(t, options(pinned(t, root)), chain(int1.leaf(t, aia("/int"))))
	if got.Trusted != survey.Unknown || got.Trust[0].Reason != missing+s.URL+"/int was not asked" {
		t.Errorf("without a network: trusted %s: %q", got.Trusted, got.Trust[0].Reason)
	}
}

func TestReasonHasWords(t *testing.T) {
	t.Parallel()
	if got := reason(&url.Error{Op: "Get", URL: "http://secret/", Err: errors.New("a\x1b[2Jb")}).Error(); got != "a?[2Jb" {
		t.Errorf("reason %q", got)
	}
}
