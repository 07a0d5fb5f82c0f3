package rare_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"testing"

	"holdfast/probes/internal/tlsflaw/mini/rare"
)

// unhex reads hexadecimal digits.
func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestBlocks checks the vectors of RFC 3713 §A and RFC 5794 §A.
func TestBlocks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name              string
		make              func([]byte) (cipher.Block, error)
		key, plain, wants string
	}{
		{"Camellia-128", rare.NewCamellia, "0123456789abcdeffedcba9876543210", "0123456789abcdeffedcba9876543210", "67673138549669730857065648eabe43"},
		{"Camellia-256", rare.NewCamellia, "0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff", "0123456789abcdeffedcba9876543210", "9acc237dff16d76c20ef7c919e3a7509"},
		{"ARIA-128", rare.NewARIA, "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff", "d718fbd6ab644c739da95f3be6451778"},
		{"ARIA-256", rare.NewARIA, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "00112233445566778899aabbccddeeff", "f92bd7c79fb72e2f2b8f80c1972d24fc"},
	} {
		b, err := c.make(unhex(t, c.key))
		if err != nil {
			t.Fatal(err)
		}
		sealed, opened := make([]byte, b.BlockSize()), make([]byte, b.BlockSize())
		b.Encrypt(sealed, unhex(t, c.plain))
		b.Decrypt(opened, sealed)
		if got := hex.EncodeToString(sealed); got != c.wants || hex.EncodeToString(opened) != c.plain {
			t.Errorf("%s: %s, and back %x; want %s", c.name, got, opened, c.wants)
		}
		if _, err := c.make(make([]byte, 17)); err == nil {
			t.Errorf("%s took a key of 17 bytes", c.name)
		}
	}
}

// TestCCM checks a vector made with OpenSSL, both lengths of tags, and that
// nothing else is opened.
func TestCCM(t *testing.T) {
	t.Parallel()
	block, err := aes.NewCipher(unhex(t, "404142434445464748494a4b4c4d4e4f"))
	if err != nil {
		t.Fatal(err)
	}
	nonce, extra, plain := unhex(t, "101112131415161718191a1b"), unhex(t, "000102030405060708090a0b0c"), []byte("a message of twenty-four")
	for tag, want := range map[int]string{
		16: "a2b34eefa2e15d3ad615afa1c1cebe413f33e1c7f618c9e02fc86840e4c9599bdbb772bbaf790a1a",
		8:  "a2b34eefa2e15d3ad615afa1c1cebe413f33e1c7f618c9e01b4cfc5c2878cfa4",
	} {
		c := rare.NewCCM(block, tag)
		sealed := c.Seal([]byte("head"), nonce, plain, extra)
		if got := hex.EncodeToString(sealed[4:]); got != want || len(sealed) != 4+len(plain)+c.Overhead() || c.NonceSize() != rare.NonceLen {
			t.Errorf("tag of %d bytes: %s, want %s", tag, got, want)
		}
		opened, err := c.Open(nil, nonce, sealed[4:], extra)
		if err != nil || !bytes.Equal(opened, plain) {
			t.Errorf("opened %q, %v", opened, err)
		}
		for i := range sealed[4:] {
			bad := bytes.Clone(sealed[4:])
			bad[i] ^= 1
			if _, err := c.Open(nil, nonce, bad, extra); err == nil {
				t.Fatalf("byte %d was changed, and it opened", i)
			}
		}
		if _, err := c.Open(nil, nonce, sealed[:c.Overhead()-1], extra); err == nil {
			t.Error("less than a tag opened")
		}
	}
}
