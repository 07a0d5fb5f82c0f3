package tlswire_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/tlswire"
)

// TestHelloOptions lets crypto/tls read what each option writes.
func TestHelloOptions(t *testing.T) {
	t.Parallel()
	hello := tlswire.Hello{
		Version: tlswire.TLS12, Suites: tlswire.Suites(tlswire.TLS12)[:9], ServerName: "www.example.com",
		Groups: []tlswire.Group{24, 23}, Schemes: []tlswire.Scheme{0x0601, 0x0403}, ALPN: []string{"imap"},
		NoComforts: true, Staple: true, SessionTicket: true, ExtendedMasterSecret: true, EncryptThenMAC: true,
		Heartbeat: true, SCT: true, FallbackSCSV: true, NoRenegotiation: true,
		Compression: []tlswire.Compression{tlswire.Deflate},
		Extensions:  []tlswire.Extension{{Type: 4242, Body: []byte{1}}},
	}
	info := received(t, hello)
	if diff := cmp.Diff([]uint16{0, 10, 11, 13, 5, 35, 16, 23, 22, 15, 18, 4242}, info.Extensions); diff != "" {
		t.Errorf("extensions (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]tls.CurveID{24, 23}, info.SupportedCurves); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]tls.SignatureScheme{0x0601, 0x0403}, info.SignatureSchemes); diff != "" {
		t.Errorf("schemes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"imap"}, info.SupportedProtos); diff != "" {
		t.Errorf("protocols (-want +got):\n%s", diff)
	}
	if last := info.CipherSuites[len(info.CipherSuites)-1]; last != 0x5600 || slices.Contains(info.CipherSuites, 0x00ff) {
		t.Errorf("suites end in %#04x, want the fallback SCSV, and no other", last)
	}
}

// TestHelloVersions checks what is offered in supported_versions.
func TestHelloVersions(t *testing.T) {
	t.Parallel()
	hello := tlswire.Hello{
		Version: tlswire.TLS13, Suites: []tlswire.Suite{0x1301, 0xc02f}, Groups: []tlswire.Group{29},
		Versions: []tlswire.Version{0x0305, tlswire.TLS13, tlswire.TLS12},
	}
	if diff := cmp.Diff([]uint16{0x0305, 0x0304, 0x0303}, received(t, hello).SupportedVersions); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	hello = tlswire.Hello{Version: tlswire.TLS12, Suites: []tlswire.Suite{0xc02f}, Slim: true, Groups: []tlswire.Group{}, Schemes: []tlswire.Scheme{}}
	if diff := cmp.Diff([]uint16{11}, received(t, hello).Extensions); diff != "" {
		t.Errorf("extensions with empty lists (-want +got):\n%s", diff)
	}
}

// TestHelloBytes checks what a server does not show of a hello.
func TestHelloBytes(t *testing.T) {
	t.Parallel()
	hello := tlswire.Hello{
		Version: tlswire.TLS12, LegacyVersion: 0x0304, RecordVersion: tlswire.SSL30, Suites: []tlswire.Suite{0x002f},
		Random: bytes.Repeat([]byte{0xab}, 32), SessionID: []byte{7, 7}, Slim: true,
		Compression: []tlswire.Compression{tlswire.Deflate, tlswire.LZS},
	}
	record, err := hello.Record()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(record[:3], []byte{22, 3, 0}) || !bytes.Equal(record[9:11], []byte{3, 4}) {
		t.Errorf("versions % x and % x, want 03 00 in the record and 03 04 in the message", record[:3], record[9:11])
	}
	want := slices.Concat(hello.Random, []byte{2, 7, 7, 0, 4, 0, 0x2f, 0, 0xff, 3, 1, 64, 0})
	if !bytes.HasPrefix(record[11:], want) {
		t.Errorf("% x, want % x", record[11:11+len(want)], want)
	}
	again, err := hello.Record()
	if err != nil || !bytes.Equal(record, again) {
		t.Errorf("the same hello with a fixed random is another, %v", err)
	}
}

// TestHelloSize pads to sizes, the least and those that a few bytes fit around.
func TestHelloSize(t *testing.T) {
	t.Parallel()
	hello := tlswire.Hello{Version: tlswire.TLS13, Suites: []tlswire.Suite{0x1301}, ServerName: "www.example.com"}
	bare, err := hello.Message()
	if err != nil {
		t.Fatal(err)
	}
	for size, want := range map[int]int{
		1: len(bare), len(bare): len(bare), len(bare) + 1: len(bare) + 5, len(bare) + 5: len(bare) + 5, 1000: 1000, 8000: 8000,
	} {
		hello.Size = size
		got, err := hello.Message()
		if err != nil || len(got) != want {
			t.Errorf("size %d makes %d bytes, want %d, %v", size, len(got), want, err)
		}
	}
	hello.Size = 4000
	if info := received(t, hello); !slices.Contains(info.Extensions, 21) {
		t.Errorf("extensions %v, want 21 among them", info.Extensions)
	}
}

// TestHelloFragment lets crypto/tls read a hello in records of a few bytes.
func TestHelloFragment(t *testing.T) {
	t.Parallel()
	hello := tlswire.Hello{Version: tlswire.TLS13, Suites: []tlswire.Suite{0x1301}, ServerName: "www.example.com", Fragment: 30}
	if info := received(t, hello); info.ServerName != "www.example.com" {
		t.Errorf("server name %q", info.ServerName)
	}
}

// TestHelloGREASE checks that reserved values are there and valid.
func TestHelloGREASE(t *testing.T) {
	t.Parallel()
	info := received(t, tlswire.Hello{Version: tlswire.TLS13, Suites: []tlswire.Suite{0x1301}, GREASE: true})
	reserved := func(n uint16) bool { return n&0x0f0f == 0x0a0a && n>>8 == n&0xff }
	for what, n := range map[string]uint16{
		"suite": info.CipherSuites[0], "extension": info.Extensions[0],
		"group": uint16(info.SupportedCurves[0]), "version": info.SupportedVersions[0],
	} {
		if !reserved(n) {
			t.Errorf("the first %s is %#04x, want a reserved value", what, n)
		}
	}
}

// TestHelloWrong checks that what cannot be written says so.
func TestHelloWrong(t *testing.T) {
	t.Parallel()
	for name, hello := range map[string]tlswire.Hello{
		"a short random":     {Version: tlswire.TLS12, Random: []byte{1}},
		"a long session id":  {Version: tlswire.TLS12, SessionID: make([]byte, 33)},
		"a long server name": {Version: tlswire.TLS12, ServerName: string(make([]byte, 1<<16))},
		"a giant size":       {Version: tlswire.TLS12, Size: 1 << 17},
		"giant fragments":    {Version: tlswire.TLS12, Fragment: 1 << 15},
		"negative fragments": {Version: tlswire.TLS12, Fragment: -1},
	} {
		if record, err := hello.Record(); err == nil {
			t.Errorf("%s: %d bytes without an error", name, len(record))
		}
	}
}

// asked returns what a crypto/tls server answers to a hello.
func asked(t *testing.T, hello tlswire.Hello, config *tls.Config) tlswire.Answer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"www.example.com"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	config.Certificates = []tls.Certificate{{
		Certificate: [][]byte{der}, PrivateKey: key, OCSPStaple: []byte("staple"), SignedCertificateTimestamps: [][]byte{[]byte("sct")},
	}}
	record, err := hello.Record()
	if err != nil {
		t.Fatal(err)
	}
	client, server := net.Pipe()
	defer client.Close()
	go func() {
		defer server.Close()
		_ = tls.Server(server, config).HandshakeContext(t.Context())
	}()
	if _, err := client.Write(record); err != nil {
		t.Fatal(err)
	}
	answer, err := tlswire.Read(client)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// TestKeyShares lets crypto/tls take each share: a share that makes sense gets a
// ServerHello instead of a HelloRetryRequest.
func TestKeyShares(t *testing.T) {
	t.Parallel()
	for group, size := range map[tlswire.Group]int{29: 32, 23: 65, 24: 97, 25: 133, 4588: 1088 + 32, 4587: 65 + 1088, 4589: 97 + 1568} {
		t.Run(group.String(), func(t *testing.T) {
			t.Parallel()
			share, err := tlswire.NewKeyShare(group)
			if err != nil {
				t.Fatal(err)
			}
			got := asked(t, tlswire.Hello{
				Version: tlswire.TLS13, Suites: tlswire.Suites(tlswire.TLS13), Groups: []tlswire.Group{group}, KeyShares: []tlswire.KeyShare{share},
			}, &tls.Config{CurvePreferences: []tls.CurveID{tls.CurveID(group)}})
			if got.Refused || got.Retry || got.Group != group || len(got.Share) != size || got.Cut != "" {
				t.Errorf("refused %v by %s, retry %v, %s with a share of %d bytes, want one of %d", got.Refused, got.Alert, got.Retry, got.Group, len(got.Share), size)
			}
		})
	}
	if _, err := tlswire.NewKeyShare(30); err == nil {
		t.Error("a share of x448 is made")
	}
}

// TestAnswerOfGo checks the fields against a real server of TLS 1.2 and one that
// could have spoken TLS 1.3.
func TestAnswerOfGo(t *testing.T) {
	t.Parallel()
	hello := tlswire.Hello{
		Version: tlswire.TLS12, Suites: tlswire.Suites(tlswire.TLS12), ServerName: "www.example.com",
		ExtendedMasterSecret: true, SCT: true,
	}
	got := asked(t, hello, &tls.Config{NextProtos: []string{"h2"}, ClientAuth: tls.RequestClientCert})
	want := tlswire.Answer{
		Version: tlswire.TLS12, Suite: 0xc02b, ALPN: "h2", SecureRenegotiation: true, ExtendedMasterSecret: true,
		SessionTicket: true, SCTs: []byte{0, 5, 0, 3, 's', 'c', 't'}, Staple: []byte("staple"), CertificateRequested: true,
		Exchange: tlswire.Exchange{Group: tlswire.X25519, Scheme: 0x0403},
	}
	could, downgraded := got.Downgrade()
	if !downgraded || could != tlswire.TLS13 {
		t.Errorf("downgrade %v %v, want TLS 1.3", could, downgraded)
	}
	if len(got.Random) != 32 || len(got.Certificates) != 1 || len(got.Exchange.Public) != 32 || len(got.Exchange.Signature) < 60 || len(got.Exchange.Signed) != 36 {
		t.Errorf("random, certificates, exchange: %+v", got)
	}
	got.Random, got.Certificates, got.Extensions = nil, nil, nil
	got.Exchange.Public, got.Exchange.Signature, got.Exchange.Signed = nil, nil, nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	plain := asked(t, hello, &tls.Config{MaxVersion: tls.VersionTLS12})
	if could, downgraded := plain.Downgrade(); downgraded || plain.CertificateRequested {
		t.Errorf("a server of TLS 1.2 could speak %s, or wants a certificate", could)
	}
}
