package tlswire_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
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
