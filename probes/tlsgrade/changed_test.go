package tlsgrade

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// Suites of the tests: two that are good, one without forward secrecy, one without
// AEAD.
const (
	goodSuite   tlswire.Suite = 0xc02f // TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
	otherGood   tlswire.Suite = 0xc030 // TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
	staticSuite tlswire.Suite = 0x009c // TLS_RSA_WITH_AES_128_GCM_SHA256
	cbcSuite    tlswire.Suite = 0xc013 // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
)

// offered makes a node of what it accepts.
func offered(protocols map[tlswire.Version][]tlswire.Suite) node {
	e := &survey.Endpoint{}
	for _, v := range tlswire.Versions() {
		p := survey.Protocol{Version: v, Offered: survey.No, Complete: true}
		if suites := protocols[v]; len(suites) > 0 {
			p.Offered, p.Suites = survey.Yes, suites
		}
		e.Protocols = append(e.Protocols, p)
	}
	return node{e}
}

// seenBefore is a finding of TLS 1.2 with one suite.
func seenBefore(faults ...holdfast.Fault) holdfast.Finding {
	return holdfast.Finding{Faults: faults, Facts: []holdfast.Fact{
		{Name: "tls_versions", Value: []string{"TLS1.2"}},
		{Name: suitesFact(tlswire.TLS12), Value: []string{goodSuite.String()}},
	}}
}

// TestWeakened wants a fault for each thing that came up and weakens, and none for
// what does not or cannot be compared.
func TestWeakened(t *testing.T) {
	t.Parallel()
	type offer = map[tlswire.Version][]tlswire.Suite
	both := offer{tlswire.TLS10: {cbcSuite}, tlswire.TLS12: {goodSuite, staticSuite}}
	for _, c := range []struct {
		name string
		prev holdfast.Finding
		now  offer
		want []string
	}{
		{"nothing new", seenBefore(), offer{tlswire.TLS12: {goodSuite}}, nil},
		{"a good suite came", seenBefore(), offer{tlswire.TLS12: {goodSuite, otherGood}}, nil},
		{"a newer version came", seenBefore(), offer{tlswire.TLS12: {goodSuite}, tlswire.TLS13: {0x1301}}, nil},
		{"a suite went", seenBefore(), offer{tlswire.TLS12: {otherGood}}, nil},
		{"a suite without forward secrecy came", seenBefore(), offer{tlswire.TLS12: {goodSuite, staticSuite}}, []string{"changed/suite/" + staticSuite.String()}},
		{"a suite without AEAD came", seenBefore(), offer{tlswire.TLS12: {goodSuite, cbcSuite}}, []string{"changed/suite/" + cbcSuite.String()}},
		{"TLS 1.0 came back, and a suite", seenBefore(), both, []string{"changed/version/TLS1.0", "changed/suite/" + staticSuite.String()}},
		{"the first look", holdfast.Finding{}, both, nil},
		{"the look before did not see all", seenBefore(holdfast.Fault{Key: "unseen/TLS1.0", Status: holdfast.Unknown}), both, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var keys []string
			for _, f := range weakened(c.prev, []node{offered(c.now)}) {
				keys = append(keys, f.Key)
				if f.Status != holdfast.AtRisk || f.Text == "" || f.Fix == "" {
					t.Errorf("%+v; want a risk, with text and fix", f)
				}
			}
			if diff := cmp.Diff(c.want, keys); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// TestReplaced wants the moment at which another certificate was first seen, kept
// for as long as it is shown.
func TestReplaced(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 5, time.UTC)
	then := now.Truncate(time.Second).Add(-24 * time.Hour)
	sum := func(text string) holdfast.Fact { return holdfast.Fact{Name: "certificate_sha256", Value: text} }
	since := holdfast.Fact{Name: "certificate_replaced", Value: then}
	for _, c := range []struct {
		name         string
		before, seen []holdfast.Fact
		want         []holdfast.Fact
	}{
		{"the first look", nil, []holdfast.Fact{sum("a")}, nil},
		{"the same", []holdfast.Fact{sum("a")}, []holdfast.Fact{sum("a")}, nil},
		{"another", []holdfast.Fact{sum("a")}, []holdfast.Fact{sum("b")}, []holdfast.Fact{{Name: "certificate_replaced", Value: now.Truncate(time.Second)}}},
		{"the same since then", []holdfast.Fact{sum("b"), since}, []holdfast.Fact{sum("b")}, []holdfast.Fact{since}},
		{"another once more", []holdfast.Fact{sum("b"), since}, []holdfast.Fact{sum("c")}, []holdfast.Fact{{Name: "certificate_replaced", Value: now.Truncate(time.Second)}}},
		{"none was shown", []holdfast.Fact{sum("a"), since}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, replaced(holdfast.Finding{Facts: c.before}, c.seen, now)); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}
