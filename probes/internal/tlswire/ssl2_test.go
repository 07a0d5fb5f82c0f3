package tlswire_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/probes/internal/tlswire"
)

// ssl2Hello is a SERVER-HELLO with a certificate of two bytes, two cipher kinds
// and a connection id of two bytes.
func ssl2Hello() []byte {
	return []byte{
		4, 0, 1, 0, 2, 0, 2, 0, 6, 0, 2,
		'a', 'b', 7, 0, 0xc0, 1, 0, 0x80, 'i', 'd',
	}
}

// ssl2Record puts a message into a record with a head of two bytes.
func ssl2Record(message []byte) []byte {
	return append([]byte{0x80 | byte(len(message)>>8), byte(len(message))}, message...)
}

func TestReadSSL2(t *testing.T) {
	t.Parallel()
	hello := tlswire.SSL2Answer{
		Version: tlswire.SSL20, Ciphers: []tlswire.SSL2Cipher{0x0700c0, 0x010080},
		Certificate: []byte("ab"), ConnectionID: []byte("id"),
	}
	padded := append([]byte{0, byte(len(ssl2Hello()) + 3), 3}, append(ssl2Hello(), 0, 0, 0)...)
	for name, c := range map[string]struct {
		in   []byte
		want tlswire.SSL2Answer
	}{
		"a hello":               {ssl2Record(ssl2Hello()), hello},
		"a hello with padding":  {padded, hello},
		"no common cipher":      {ssl2Record([]byte{0, 0, 1}), tlswire.SSL2Answer{Refused: true, Error: 1}},
		"an alert of TLS":       {record(21, 2, 70), tlswire.SSL2Answer{Refused: true, Alert: tlswire.ProtocolVersion}},
		"a hello without kinds": {ssl2Record([]byte{4, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0}), tlswire.SSL2Answer{Version: tlswire.SSL20}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tlswire.ReadSSL2(iotest.OneByteReader(bytes.NewReader(c.in)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestReadSSL2ProvesNothing checks that what is neither a hello nor a refusal is
// an error.
func TestReadSSL2ProvesNothing(t *testing.T) {
	t.Parallel()
	for name, in := range map[string][]byte{
		"nothing":           nil,
		"half a head":       {0x80},
		"half a record":     {0x80, 30, 4, 0, 1},
		"an empty record":   {0x80, 0, 4, 0},
		"more padding":      {0, 4, 9, 4, 0, 0, 0},
		"torn kinds":        ssl2Record([]byte{4, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0, 7}),
		"a certificate cut": ssl2Record([]byte{4, 0, 1, 0, 2, 1, 0, 0, 0, 0, 0, 7}),
		"half an error":     ssl2Record([]byte{0, 0}),
		"a warning":         record(21, 1, 0),
		"half an alert":     {21, 3, 1, 0, 2},
		"a hello of TLS":    record(22, serverHello(0x0301, 5)...),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := tlswire.ReadSSL2(bytes.NewReader(in)); err == nil {
				t.Errorf("ReadSSL2 = %+v without an error", got)
			}
		})
	}
}

func TestReadSSL2NotTLS(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"HTTP/1.1 400 Bad Request\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "220 mx\r\n"} {
		_, err := tlswire.ReadSSL2(bytes.NewReader([]byte(in)))
		if other, ok := errors.AsType[*tlswire.NotTLSError](err); !ok || !bytes.HasPrefix([]byte(in), other.Begin) {
			t.Errorf("%q: %v, want a NotTLSError with its beginning", in, err)
		}
	}
}

// TestSSL2Hello reads a hello as the specification has it.
func TestSSL2Hello(t *testing.T) {
	t.Parallel()
	got, err := tlswire.SSL2Hello{
		Ciphers: []tlswire.SSL2Cipher{0x0700c0}, Challenge: bytes.Repeat([]byte{9}, 16),
	}.Record()
	if err != nil {
		t.Fatal(err)
	}
	want := append([]byte{0x80, 28, 1, 0, 2, 0, 3, 0, 0, 0, 16, 7, 0, 0xc0}, bytes.Repeat([]byte{9}, 16)...)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, wrong := range map[string]tlswire.SSL2Hello{
		"a short challenge": {Challenge: []byte{1}},
		"too many kinds":    {Ciphers: make([]tlswire.SSL2Cipher, 20000)},
	} {
		if _, err := wrong.Record(); err == nil {
			t.Errorf("%s is written without an error", name)
		}
	}
	if all, err := (tlswire.SSL2Hello{}).Record(); err != nil || len(all) != 2+9+3*len(tlswire.SSL2Ciphers())+16 {
		t.Errorf("a hello of all kinds has %d bytes, %v", len(all), err)
	}
}

func TestSSL2Ciphers(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, c := range tlswire.SSL2Ciphers() {
		names[c.String()] = true
	}
	if len(names) != 13 || !names["SSL_CK_RC4_128_EXPORT40_WITH_MD5"] {
		t.Errorf("%d names, want 13: %v", len(names), names)
	}
	if c := tlswire.SSL2Cipher(0x0700c0); c.Bits() != 112 || tlswire.SSL2Cipher(0xabcdef).String() != "0xabcdef" {
		t.Errorf("triple DES has %d bits, a stranger is %s", c.Bits(), tlswire.SSL2Cipher(0xabcdef))
	}
}

func FuzzReadSSL2(f *testing.F) {
	f.Add(ssl2Record(ssl2Hello()))
	f.Add(ssl2Record([]byte{0, 0, 1}))
	f.Add(record(21, 2, 70))
	f.Add([]byte("HTTP/1.1 400 Bad Request"))
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := tlswire.ReadSSL2(bytes.NewReader(in))
		again, errAgain := tlswire.ReadSSL2(iotest.OneByteReader(bytes.NewReader(in)))
		if diff := cmp.Diff(got, again); diff != "" || (err == nil) != (errAgain == nil) {
			t.Errorf("the same bytes one by one: %v, %v\n%s", err, errAgain, diff)
		}
		if len(got.Certificate) > len(in) {
			t.Errorf("a certificate of %d bytes from %d", len(got.Certificate), len(in))
		}
	})
}
