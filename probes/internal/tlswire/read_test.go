package tlswire_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/probes/internal/tlswire"
)

// record wraps bytes in a TLS record.
func record(kind byte, body ...byte) []byte {
	return append([]byte{kind, 3, 3, byte(len(body) >> 8), byte(len(body))}, body...)
}

// message wraps bytes in a handshake message.
func message(kind byte, body ...byte) []byte {
	return append([]byte{kind, byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body))}, body...)
}

// serverHello is a ServerHello of a version, suite and extensions.
func serverHello(version, suite uint16, extensions ...byte) []byte {
	body := []byte{byte(version >> 8), byte(version)}
	body = append(body, retryRandom()...)
	body = append(body, 0, byte(suite>>8), byte(suite), 0)
	if len(extensions) > 0 {
		body = append(body, byte(len(extensions)>>8), byte(len(extensions)))
		body = append(body, extensions...)
	}
	return message(2, body...)
}

// retryRandom is the random that makes a ServerHello a HelloRetryRequest.
func retryRandom() []byte {
	random := sha256.Sum256([]byte("HelloRetryRequest"))
	return random[:]
}

func TestRead(t *testing.T) {
	t.Parallel()
	prime := bytes.Repeat([]byte{0xff}, 128)
	params := append(append([]byte{0, 128}, prime...), 0, 1, 2, 0, 1, 5)
	dhe := append(bytes.Clone(params), 4, 1, 0, 2, 's', 'g')
	flight := bytes.Join([][]byte{
		serverHello(0x0303, 0x0033, 0xff, 1, 0, 1, 0, 0, 16, 0, 5, 0, 3, 2, 'h', '2', 0, 23, 0, 0, 0, 22, 0, 0,
			0, 35, 0, 0, 0, 15, 0, 1, 1, 0, 18, 0, 3, 0, 1, 9, 0, 99, 0, 0),
		message(11, 0, 0, 8, 0, 0, 2, 'a', 'b', 0, 0, 0),
		message(22, 1, 0, 0, 2, 'o', 'k'), message(12, dhe...), message(13, 1, 1, 0, 0), message(14),
	}, nil)
	full := tlswire.Answer{
		Version: tlswire.TLS12, Suite: 0x0033, Random: retryRandom(), Retry: true,
		Extensions: []uint16{0xff01, 16, 23, 22, 35, 15, 18, 99},
		ALPN:       "h2", SecureRenegotiation: true, ExtendedMasterSecret: true, EncryptThenMAC: true,
		SessionTicket: true, Heartbeat: true, SCTs: []byte{0, 1, 9},
		Staple: []byte("ok"), Certificates: [][]byte{[]byte("ab"), {}}, DHBits: 1024,
		Exchange: tlswire.Exchange{
			Prime: prime, Generator: []byte{2}, Public: []byte{5}, Scheme: 0x0401,
			Signed: params, Signature: []byte("sg"),
		},
		CertificateRequested: true,
	}
	warned := full
	warned.Warnings = []tlswire.Alert{tlswire.UnrecognizedName}
	for name, c := range map[string]struct {
		in   []byte
		want tlswire.Answer
	}{
		"a whole flight":           {record(22, flight...), full},
		"a record for each byte":   {pieces(flight), full},
		"what follows is not read": {append(record(22, flight...), "rubbish"...), full},
		"a warning before":         {append(record(21, 1, 112), record(22, flight...)...), warned},
		"an alert after the choice": {
			append(record(22, serverHello(0x0301, 5)...), record(21, 2, 40)...),
			tlswire.Answer{Version: tlswire.TLS10, Suite: 5, Random: retryRandom(), Retry: true, Cut: "alert handshake_failure after the ServerHello"},
		},
		"an end after the choice": {
			record(22, serverHello(0x0300, 5)...),
			tlswire.Answer{Version: tlswire.SSL30, Suite: 5, Random: retryRandom(), Retry: true, Cut: "reading a record: EOF"},
		},
		"a torn chain": {
			record(22, append(serverHello(0x0303, 5), message(11, 0, 0, 8, 0, 0, 2, 'a', 'b', 0, 0, 9)...)...),
			tlswire.Answer{Version: tlswire.TLS12, Suite: 5, Random: retryRandom(), Retry: true, Cut: "Certificate: a message ends before its fields do"},
		},
		"a refusal": {record(21, 2, 40), tlswire.Answer{Refused: true, Alert: tlswire.HandshakeFailure}},
		"HelloRetryRequest": {
			record(22, serverHello(0x0303, 0x1301, 0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0x11, 0xec)...),
			tlswire.Answer{
				Version: tlswire.TLS13, Suite: 0x1301, Group: 4588, Random: retryRandom(), Retry: true,
				Extensions: []uint16{43, 51},
			},
		},
		"ServerHello of TLS 1.3": {
			record(22, serverHello(0x0303, 0x1301, 0, 43, 0, 2, 3, 4, 0, 51, 0, 6, 0, 29, 0, 2, 7, 8)...),
			tlswire.Answer{
				Version: tlswire.TLS13, Suite: 0x1301, Group: 29, Share: []byte{7, 8}, Random: retryRandom(), Retry: true,
				Extensions: []uint16{43, 51},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tlswire.Read(iotest.OneByteReader(bytes.NewReader(c.in)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// pieces puts each byte in a record of its own.
func pieces(b []byte) []byte {
	var out []byte
	for _, x := range b {
		out = append(out, record(22, x)...)
	}
	return out
}

// TestReadProvesNothing checks that what is no choice and no refusal is an error.
func TestReadProvesNothing(t *testing.T) {
	t.Parallel()
	for name, in := range map[string][]byte{
		"nothing":                   nil,
		"half a head":               {22, 3},
		"half a record":             {22, 3, 3, 0, 9, 2},
		"a warning alone":           record(21, 1, 0),
		"an empty alert":            record(21),
		"a short ServerHello":       record(22, message(2, 3, 3)...),
		"suite 0":                   record(22, serverHello(0x0303, 0)...),
		"torn extensions":           record(22, serverHello(0x0303, 5, 0, 43, 0, 9)...),
		"a certificate first":       record(22, message(11, 0, 0, 0)...),
		"ServerHelloDone first":     record(22, message(14)...),
		"a hello that never starts": bytes.Repeat(record(22), 1000),
		"endless warnings":          bytes.Repeat(record(21, 1, 112), 200_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := tlswire.Read(bytes.NewReader(in)); err == nil {
				t.Errorf("Read = %+v without an error", got)
			}
		})
	}
}

func TestReadNotTLS(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\x00", "\x16\x02\x00"} {
		_, err := tlswire.Read(bytes.NewReader([]byte(in)))
		var other *tlswire.NotTLSError
		if !errors.As(err, &other) || !bytes.HasPrefix([]byte(in), other.Begin) {
			t.Errorf("%q: %v, want a NotTLSError with its beginning", in, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(record(22, serverHello(0x0303, 0xc02f, 0xff, 1, 0, 1, 0)...))
	f.Add(append(record(22, serverHello(0x0303, 0x0033)...), record(22, message(12, 0, 2, 255, 255)...)...))
	f.Add(record(22, serverHello(0x0303, 0x1301, 0, 43, 0, 2, 3, 4)...))
	f.Add(record(21, 2, 70))
	f.Add([]byte("HTTP/1.1 400 Bad Request"))
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := tlswire.Read(bytes.NewReader(in))
		again, errAgain := tlswire.Read(iotest.OneByteReader(io.MultiReader(bytes.NewReader(in))))
		if diff := cmp.Diff(got, again); diff != "" || (err == nil) != (errAgain == nil) {
			t.Errorf("the same bytes one by one: %v, %v\n%s", err, errAgain, diff)
		}
		if err == nil && !got.Refused && got.Suite == 0 && got.Version != tlswire.TLS13 {
			t.Errorf("neither a refusal nor a choice: %+v", got)
		}
	})
}

// FuzzFlight puts any body into a message of each kind that follows a
// ServerHello of any version and suite.
func FuzzFlight(f *testing.F) {
	f.Add(uint16(0x0303), uint16(0xc02f), uint8(12), []byte{3, 0, 29, 1, 7, 4, 3, 0, 1, 9})
	f.Add(uint16(0x0301), uint16(0x0033), uint8(12), []byte{0, 1, 7, 0, 1, 2, 0, 1, 5, 0, 1, 9})
	f.Add(uint16(0x0301), uint16(0x0003), uint8(12), []byte{0, 1, 7, 0, 1, 3, 0, 1, 9})
	f.Add(uint16(0x0303), uint16(0x00aa), uint8(12), []byte{0, 1, 'h', 0, 1, 7, 0, 1, 2, 0, 1, 5})
	f.Add(uint16(0x0303), uint16(0xc02f), uint8(11), []byte{0, 0, 4, 0, 0, 1, 'c'})
	f.Add(uint16(0x0303), uint16(0xc02f), uint8(22), []byte{1, 0, 0, 1, 'o'})
	f.Add(uint16(0x0303), uint16(0xc02f), uint8(13), []byte{1, 1, 0, 0})
	f.Fuzz(func(t *testing.T, version, suite uint16, kind uint8, body []byte) {
		if len(body) > 60000 || suite == 0 {
			return
		}
		flight := append(serverHello(version, suite), message(kind, body...)...)
		got, err := tlswire.Read(bytes.NewReader(record(22, append(flight, message(14)...)...)))
		if err != nil || uint16(got.Suite) != suite {
			t.Fatalf("%+v, %v: the choice has been made", got, err)
		}
		if got.Cut != "" && (got.Staple != nil || got.Certificates != nil || got.Exchange.Public != nil) {
			t.Errorf("half a message is taken for whole: %+v", got)
		}
		if n := len(got.Exchange.Signed) + len(got.Exchange.Signature); n > len(body) {
			t.Errorf("%d bytes of parameters and signature in a body of %d", n, len(body))
		}
	})
}

// TestKeyExchange reads the parameters of each kind of suite.
func TestKeyExchange(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		version, suite uint16
		body           []byte
		want           tlswire.Exchange
		cut            string
	}{
		"DHE below TLS 1.2": {
			0x0301, 0x0033,
			[]byte{0, 1, 7, 0, 1, 2, 0, 1, 5, 0, 1, 9},
			tlswire.Exchange{Prime: []byte{7}, Generator: []byte{2}, Public: []byte{5}, Signed: []byte{0, 1, 7, 0, 1, 2, 0, 1, 5}, Signature: []byte{9}},
			"",
		},
		"DH_anon": {
			0x0303, 0x0034,
			[]byte{0, 1, 7, 0, 1, 2, 0, 1, 5},
			tlswire.Exchange{Prime: []byte{7}, Generator: []byte{2}, Public: []byte{5}, Signed: []byte{0, 1, 7, 0, 1, 2, 0, 1, 5}},
			"",
		},
		"DHE_PSK with a hint": {
			0x0303, 0x00aa,
			[]byte{0, 1, 'h', 0, 1, 7, 0, 1, 2, 0, 1, 5},
			tlswire.Exchange{Prime: []byte{7}, Generator: []byte{2}, Public: []byte{5}, Signed: []byte{0, 1, 'h', 0, 1, 7, 0, 1, 2, 0, 1, 5}},
			"",
		},
		"ECDHE": {
			0x0303, 0xc02f,
			[]byte{3, 0, 29, 1, 7, 4, 1, 0, 1, 9},
			tlswire.Exchange{Group: 29, Public: []byte{7}, Scheme: 0x0401, Signed: []byte{3, 0, 29, 1, 7}, Signature: []byte{9}},
			"",
		},
		"an explicit curve": {0x0303, 0xc02f, []byte{1, 9, 9, 9}, tlswire.Exchange{Explicit: true, Signed: []byte{1}}, ""},
		"an export key": {
			0x0301, 0x0003,
			[]byte{0, 2, 1, 0, 0, 1, 3, 0, 1, 9},
			tlswire.Exchange{RSABits: 9, Signed: []byte{0, 2, 1, 0, 0, 1, 3}, Signature: []byte{9}},
			"",
		},
		"a hint alone":      {0x0303, 0x00a8, []byte{0, 1, 'h'}, tlswire.Exchange{}, ""},
		"SRP":               {0x0303, 0xc01d, []byte{0, 1, 7}, tlswire.Exchange{}, ""},
		"nothing":           {0x0303, 0x0033, nil, tlswire.Exchange{}, "ServerKeyExchange of TLS_DHE_RSA_WITH_AES_128_CBC_SHA: a message ends before its fields do"},
		"a prime of 0 bits": {0x0303, 0x0034, []byte{0, 0, 0, 0, 0, 0}, tlswire.Exchange{}, "ServerKeyExchange of TLS_DH_anon_WITH_AES_128_CBC_SHA: a message ends before its fields do"},
		"no signature":      {0x0303, 0xc02f, []byte{3, 0, 29, 1, 7}, tlswire.Exchange{}, "ServerKeyExchange of TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: a message ends before its fields do"},
		"a strange curve":   {0x0303, 0xc02f, []byte{9, 0, 29, 1, 7}, tlswire.Exchange{}, "ServerKeyExchange of TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: a message ends before its fields do"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			flight := bytes.Join([][]byte{serverHello(c.version, c.suite), message(12, c.body...), message(14)}, nil)
			got, err := tlswire.Read(bytes.NewReader(record(22, flight...)))
			if err != nil || got.Cut != c.cut {
				t.Fatalf("cut %q, %v; want %q", got.Cut, err, c.cut)
			}
			if diff := cmp.Diff(c.want, got.Exchange, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestEndless checks that a server that never ends is told from one that did.
func TestEndless(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		begin, more []byte
		want        string
	}{
		"warnings":         {nil, record(21, 1, 112), "reading a record: the answer has more than 512 KiB"},
		"a giant message":  {record(22, append(serverHello(0x0303, 5), 11, 255, 255, 255)...), record(22, make([]byte, 4096)...), "of 4096 bytes: the answer has more than 512 KiB"},
		"small messages":   {record(22, serverHello(0x0303, 5)...), record(22, message(99)...), "the answer has more than 512 KiB"},
		"nothing in each":  {nil, record(22), "the answer has more than 512 KiB"},
		"hidden in alerts": {record(22, serverHello(0x0303, 5)...), record(21, 1, 0), "the answer has more than 512 KiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := append(c.begin, bytes.Repeat(c.more, 600<<10/len(c.more))...)
			got, err := tlswire.Read(bytes.NewReader(in))
			if err != nil {
				got.Cut = err.Error()
			}
			if !strings.HasSuffix(got.Cut, c.want) || (err == nil) != (c.begin != nil) {
				t.Errorf("cut %q, %v; want %q", got.Cut, err, c.want)
			}
		})
	}
}

// TestManyCertificates checks that a giant chain is bounded.
func TestManyCertificates(t *testing.T) {
	t.Parallel()
	list := make([]byte, 3*200)
	body := append([]byte{0, byte(len(list) >> 8), byte(len(list))}, list...)
	got, err := tlswire.Read(bytes.NewReader(record(22, append(serverHello(0x0303, 5), message(11, body...)...)...)))
	if err != nil || got.Certificates != nil || got.Cut != "Certificate: more than 100 certificates" {
		t.Errorf("%d certificates, cut %q, %v", len(got.Certificates), got.Cut, err)
	}
}

// BenchmarkHello writes the hello with all suites of TLS 1.2.
func BenchmarkHello(b *testing.B) {
	hello := tlswire.Hello{Version: tlswire.TLS12, Suites: tlswire.Suites(tlswire.TLS12), ServerName: "www.example.com"}
	for b.Loop() {
		if _, err := hello.Record(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead reads a flight with a chain of usual size.
func BenchmarkRead(b *testing.B) {
	chain := make([]byte, 3+4000)
	chain[1], chain[2] = 4000>>8, 4000&0xff
	list := append([]byte{0, byte(len(chain) >> 8), byte(len(chain))}, chain...)
	flight := bytes.Join([][]byte{
		serverHello(0x0303, 0xc02f, 0xff, 1, 0, 1, 0), message(11, list...),
		message(12, 3, 0, 29, 1, 7, 4, 1, 0, 1, 9), message(14),
	}, nil)
	in := record(22, flight...)
	for b.Loop() {
		if answer, err := tlswire.Read(bytes.NewReader(in)); err != nil || answer.Cut != "" {
			b.Fatal(answer.Cut, err)
		}
	}
}
