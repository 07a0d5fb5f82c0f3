package tlswire_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/tlswire"
)

// words is one of each thing that is written by name.
type words struct {
	V tlswire.Version
	S []tlswire.Suite
	G []tlswire.Group
	H []tlswire.Scheme
}

// TestTexts checks that what is written is read back, be it known or not.
func TestTexts(t *testing.T) {
	t.Parallel()
	in := words{
		tlswire.SSL20,
		append(tlswire.Suites(tlswire.TLS12), 0xfafa, 0, 0x0047),
		append(append(tlswire.Groups(tlswire.TLS13), tlswire.Groups(tlswire.TLS12)...), 4242),
		append(tlswire.Schemes(), 0x4242),
	}
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out words
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, out); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, bad := range []string{`{"V":"TLS9"}`, `{"S":["TLS_X"]}`, `{"S":["0x12345"]}`, `{"G":["curve"]}`, `{"G":["group x"]}`, `{"H":["none"]}`, `{"H":["0x"]}`} {
		if err := json.Unmarshal([]byte(bad), &out); err == nil {
			t.Errorf("%s is read without an error", bad)
		}
	}
}

// TestGroups checks what is asked for in which version.
func TestGroups(t *testing.T) {
	t.Parallel()
	old, modern := tlswire.Groups(tlswire.TLS12), tlswire.Groups(tlswire.TLS13)
	for _, c := range []struct {
		group               tlswire.Group
		name                string
		inOld, inModern     bool
		hybrid, finiteField bool
		strength            int
	}{
		{tlswire.X25519MLKEM768, "X25519MLKEM768", false, true, true, false, 3072},
		{4587, "SecP256r1MLKEM768", false, true, true, false, 3072},
		{513, "MLKEM768", false, true, false, false, 7680},
		{tlswire.X25519, "x25519", true, true, false, false, 3072},
		{25, "secp521r1", true, true, false, false, 15360},
		{257, "ffdhe3072", false, true, false, true, 3072},
		{22, "secp256k1", true, false, false, false, 3072},
		{31, "brainpoolP256r1tls13", false, true, false, false, 3072},
		{1, "sect163k1", true, false, false, false, 1024},
		{4242, "group 4242", false, false, false, false, 0},
	} {
		if c.group.String() != c.name || c.group.Hybrid() != c.hybrid || c.group.FiniteField() != c.finiteField || c.group.Strength() != c.strength {
			t.Errorf("%s: hybrid %v, finite field %v, strength %d; want %+v", c.group, c.group.Hybrid(), c.group.FiniteField(), c.group.Strength(), c)
		}
		if slices.Contains(old, c.group) != c.inOld || slices.Contains(modern, c.group) != c.inModern {
			t.Errorf("%s: in TLS 1.2 %v, in TLS 1.3 %v", c.group, slices.Contains(old, c.group), slices.Contains(modern, c.group))
		}
	}
	names := map[string]bool{}
	for _, g := range append(old, modern...) {
		names[g.String()] = true
		if back, ok := tlswire.GroupNamed(g.String()); !ok || back != g {
			t.Errorf("%s is found as %d, %v", g, back, ok)
		}
	}
	if len(names) != 55 {
		t.Errorf("%d names, want 55", len(names))
	}
}

func TestSmallNames(t *testing.T) {
	t.Parallel()
	got := []string{
		tlswire.Deflate.String(), tlswire.NoCompression.String(), tlswire.LZS.String(), tlswire.Compression(9).String(),
		tlswire.Scheme(0x0804).String(), tlswire.Alert(120).String(), tlswire.Alert(199).String(),
	}
	want := []string{"DEFLATE", "NULL", "LZS", "compression 9", "rsa_pss_rsae_sha256", "no_application_protocol", "alert 199"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
