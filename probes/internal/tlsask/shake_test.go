package tlsask

import (
	"crypto/tls"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// TestStandardHandshakeSeesTheSame compares the handshake of builds without
// zcrypto with that of all others.
func TestStandardHandshakeSeesTheSame(t *testing.T) {
	t.Parallel()
	config := usualServer(t)
	config.MinVersion = tls.VersionTLS10
	config.Certificates[0].OCSPStaple = []byte("a staple")
	config.Certificates[0].SignedCertificateTimestamps = [][]byte{[]byte("a timestamp"), []byte("another")}
	config.ClientAuth = tls.RequestClientCert
	config.CipherSuites = append(config.CipherSuites, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA)
	at := serve(t, speak(config))
	options := Options{Head: head}.withDefaults(1)
	l := &looking{Options: options, target: Target{Port: at.Port(), ServerName: shop}, purse: newPurse(options)}
	d := l.door(at.Addr(), shop)
	for name, p := range map[string]proposal{
		"TLS 1.3":       {tlswire.TLS13, tlswire.TLS13, []tlswire.Suite{gcm128}, []string{"http/1.1"}, plainGroups()},
		"TLS 1.2":       {tlswire.TLS12, tlswire.TLS12, []tlswire.Suite{0xc02f}, []string{"http/1.1"}, plainGroups()},
		"TLS 1.2, 3DES": {tlswire.TLS12, tlswire.TLS12, []tlswire.Suite{0x000a}, nil, plainGroups()},
		"TLS 1.0":       {tlswire.TLS10, tlswire.TLS10, []tlswire.Suite{0xc013}, nil, plainGroups()},
	} {
		usual, standard := d.shakeOnce(t.Context(), p), d.shakeStandard(t.Context(), p)
		if len(standard.sent.Sent) == 0 || standard.took <= 0 || !standard.done || !standard.wantsCertificate || standard.refused {
			t.Errorf("%s: %+v", name, standard)
		}
		usual.took, standard.took = 0, 0
		if diff := cmp.Diff(usual, standard, cmp.AllowUnexported(shake{})); diff != "" {
			t.Errorf("%s (-zcrypto +standard): %s", name, diff)
		}
		if len(usual.sent.SCTList) != 2+2+11+2+7 || string(usual.sent.Staple) != "a staple" {
			t.Errorf("%s: timestamps %q, staple %q", name, usual.sent.SCTList, usual.sent.Staple)
		}
	}
	export := proposal{tlswire.TLS10, tlswire.TLS10, []tlswire.Suite{0x0003}, nil, plainGroups()}
	if s := d.shakeStandard(t.Context(), export); !errors.Is(s.err, errNotSpoken) || !strings.Contains(s.err.Error(), "TLS 1.0 handshake") {
		t.Errorf("a suite that the standard library has not: %v", s.err)
	}
}

// TestClientCertificate checks who wants one, and who only asks.
func TestClientCertificate(t *testing.T) {
	t.Parallel()
	for version, want := range map[tls.ClientAuthType]string{
		tls.NoClientCert: "none", tls.RequestClientCert: "optional", tls.RequireAnyClientCert: "required",
	} {
		for _, most := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			config := usualServer(t)
			config.ClientAuth, config.MaxVersion = version, most
			e := look(t, serve(t, speak(config)), Options{Head: head}).Endpoints[0]
			if e.Features.ClientCertificate != want || len(e.Certificates) != 1 {
				t.Errorf("%s at most: %q and %d chains, want %s", tlswire.Version(most), e.Features.ClientCertificate, len(e.Certificates), want)
			}
		}
	}
}

// TestTwoKeys checks that suites of both keys are found, and both certificates,
// however the server chooses.
func TestTwoKeys(t *testing.T) {
	t.Parallel()
	config := &tls.Config{
		Certificates: []tls.Certificate{certificate(t, ecKey(t)), certificate(t, rsaKey(t))}, MaxVersion: tls.VersionTLS12,
		CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384},
	}
	at := serve(t, speak(config))
	for _, mode := range []Mode{Gentle, Fast} {
		e := look(t, at, Options{Mode: mode}).Endpoints[0]
		p := e.Protocol(tlswire.TLS12)
		if len(p.Suites) != 3 || !p.Complete || len(e.Certificates) != 2 {
			t.Errorf("%s: %v, complete %v, %d chains; want three suites and two chains", mode, p.Suites, p.Complete, len(e.Certificates))
		}
		if p.Order != survey.ServerOrder || !p.GroupsComplete {
			t.Errorf("%s: order %q, groups %v complete %v", mode, p.Order, p.Groups, p.GroupsComplete)
		}
	}
}
