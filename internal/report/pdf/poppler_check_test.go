//go:build check

package pdf

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/netlab"
)

var update = flag.Bool("update", false, "write the golden files anew")

// document writes the sample into a folder of its own.
func document(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(path, written(t, 8), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run returns what a program writes; nothing may be complained about.
func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	var out, complaints bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("%s: %v: %s", name, err, complaints.String())
	}
	return out.Bytes()
}

// golden returns what the file holds, after writing it when asked to.
func golden(t *testing.T, name string, got []byte) []byte {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return want
}

// TestPagesAsText reads the document as a person who searches it does.
func TestPagesAsText(t *testing.T) {
	netlab.Need(t, "pdftotext")
	got := run(t, "pdftotext", "-layout", document(t), "-")
	if diff := cmp.Diff(string(golden(t, "report.txt", got)), string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPagesAsPictures compares the pages with those that were looked at. Another
// version of poppler may draw an edge a little lighter.
func TestPagesAsPictures(t *testing.T) {
	netlab.Need(t, "pdftoppm")
	dir := t.TempDir()
	run(t, "pdftoppm", "-r", "60", "-gray", "-png", document(t), filepath.Join(dir, "page"))
	pages, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil || len(pages) != 5 {
		t.Fatalf("pages %v, %v; want five", pages, err)
	}
	for i, page := range pages {
		got, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("page-%d.png", i+1)
		if share := unlike(t, golden(t, name, got), got); share > 0.005 {
			t.Errorf("%.2f %% of the dots of testdata/%s differ; look at both, then -update", 100*share, name)
		}
	}
}

// unlike is the share of dots of two PNG that differ to the eye.
func unlike(t *testing.T, a, b []byte) float64 {
	t.Helper()
	x, y := decoded(t, a), decoded(t, b)
	if x.Bounds() != y.Bounds() {
		return 1
	}
	n, size := 0, x.Bounds().Size()
	for j := range size.Y {
		for i := range size.X {
			p, q := color.GrayModel.Convert(x.At(i, j)).(color.Gray), color.GrayModel.Convert(y.At(i, j)).(color.Gray)
			if max(p.Y, q.Y)-min(p.Y, q.Y) > 32 {
				n++
			}
		}
	}
	return float64(n) / float64(size.X*size.Y)
}

func decoded(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// TestOthersReadTheDocument asks poppler for what readers show beside the pages.
func TestOthersReadTheDocument(t *testing.T) {
	netlab.Need(t, "pdfinfo", "pdfdetach", "pdffonts")
	path := document(t)
	if got := string(run(t, "pdfdetach", "-list", path)); !strings.Contains(got, "1: report.json") {
		t.Errorf("attachments: %s", got)
	}
	out := filepath.Join(t.TempDir(), "report.json")
	run(t, "pdfdetach", "-save", "1", "-o", out, path)
	theirs, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := Embedded(written(t, 8))
	if err != nil || !bytes.Equal(theirs, ours) {
		t.Errorf("poppler and Embedded read unlike attachments (%d and %d bytes, %v)", len(theirs), len(ours), err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(run(t, "pdffonts", path))), "\n")[2:] {
		if f := strings.Fields(line); len(f) < 8 || f[len(f)-5] != "yes" || f[len(f)-3] != "yes" {
			t.Errorf("a font that is not embedded, or without code points: %s", line)
		}
	}
	if got := string(run(t, "pdfinfo", path)); !strings.Contains(got, "Page size:       595.28 x 841.89 pts (A4)") {
		t.Errorf("pdfinfo: %s", got)
	}
}
