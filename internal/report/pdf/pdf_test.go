package pdf

import (
	"bytes"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/report"
)

// written is the sample as a PDF.
func written(t testing.TB, services int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, sample(services)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestEmbeddedReadsBackEveryNumber(t *testing.T) {
	t.Parallel()
	got, err := Embedded(written(t, 8))
	if err != nil {
		t.Fatal(err)
	}
	d, err := report.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(sample(8))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the attachment (-want +got):\n%s", diff)
	}
	if d.Verdict.Subject != sample(8).Verdict.Subject {
		t.Errorf("subject %q", d.Verdict.Subject)
	}
}

// TestSameReportSameBytes writes one report at many places at a time.
func TestSameReportSameBytes(t *testing.T) {
	t.Parallel()
	want := written(t, 8)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var out bytes.Buffer
			if err := Write(&out, sample(8)); err != nil || !bytes.Equal(out.Bytes(), want) {
				t.Errorf("written again: %v, the same bytes: %t", err, bytes.Equal(out.Bytes(), want))
			}
		})
	}
	wg.Wait()
}

func TestSizeOfALargeReport(t *testing.T) {
	t.Parallel()
	if n := len(written(t, 500)); n > 300_000 {
		t.Errorf("a report of 500 services is a PDF of %d bytes, want at most 300,000", n)
	}
}

// TestAnyReportCanBeSet sets reports of nothing, and of words beyond reason.
func TestAnyReportCanBeSet(t *testing.T) {
	t.Parallel()
	odd := sample(3)
	odd.Name = strings.Repeat("Ωmega ", 60) + "\u202e\x00"
	odd.Period.Zone = "Nowhere/Land"
	odd.Uptime[0].Name = strings.Repeat("w", 4000)
	odd.Uptime[0].Days = append(odd.Uptime[0].Days, report.Day{Date: "tomorrow"}, report.Day{Date: "2026-11-30", Word: "fine"})
	odd.Incidents[0].Cause = strings.Repeat("a page of HTML ", 4000)
	odd.Promises[0].Says = "( \\ ) << endobj stream\n"
	odd.Verdict.Actions[0].Text = strings.Repeat("do ", 3000)
	for name, d := range map[string]*report.Document{"empty": {Form: report.Form}, "odd": odd} {
		var out bytes.Buffer
		if err := Write(&out, d); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := Embedded(out.Bytes()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEmbeddedRefuses(t *testing.T) {
	t.Parallel()
	good := written(t, 1)
	swap := func(from, to string) []byte { return bytes.Replace(bytes.Clone(good), []byte(from), []byte(to), 1) }
	start := bytes.LastIndex(good, []byte("startxref"))
	for name, file := range map[string][]byte{
		"nothing":           nil,
		"text":              []byte("Dear auditor"),
		"head only":         []byte("%PDF-1.4\n"),
		"cut":               good[:len(good)/2],
		"no attachment":     swap("/Type /EmbeddedFile", "/Type /EmbeddedFool"),
		"another size":      swap("/Size ", "/Size 9"),
		"start beyond":      append(bytes.Clone(good[:start]), "startxref\n99999999\n%%EOF\n"...),
		"start negative":    append(bytes.Clone(good[:start]), "startxref\n-4\n%%EOF\n"...),
		"start in an image": append(bytes.Clone(good[:start]), "startxref\n100\n%%EOF\n"...),
		"many objects":      swap("xref\n0 ", "xref\n0 9999999"),
		"damaged stream":    swap("/Type /EmbeddedFile /Length ", "/Type /EmbeddedFile /Length 1"),
	} {
		if got, err := Embedded(file); !errors.Is(err, ErrNotOurs) {
			t.Errorf("%s: %d bytes, %v; want %v", name, len(got), err, ErrNotOurs)
		}
	}
}

// TestEmbeddedIsBounded hands over a stream that grows to more than is allowed.
func TestEmbeddedIsBounded(t *testing.T) {
	t.Parallel()
	if _, err := inflate(deflate(make([]byte, mostBytes+1))); !errors.Is(err, ErrNotOurs) {
		t.Errorf("a stream beyond the bound gave %v", err)
	}
}

func FuzzEmbedded(f *testing.F) {
	good := written(f, 1)
	f.Add(good)
	f.Add(good[:len(good)-40])
	f.Add([]byte("%PDF-1.4\n1 0 obj\n<< /Type /EmbeddedFile /Length 3 /Size 3 >>\nstream\nabc\nendstream\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<<>>\nstartxref\n94\n%%EOF\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := Embedded(file)
		if err == nil && len(got) > mostBytes {
			t.Errorf("%d bytes came out of %d", len(got), len(file))
		}
		if err != nil && !errors.Is(err, ErrNotOurs) {
			t.Errorf("%v is not %v", err, ErrNotOurs)
		}
	})
}

// BenchmarkWrite sets the report of 500 services and 7 days, and says what it
// held at most beyond what was there before.
func BenchmarkWrite(b *testing.B) {
	d := sample(500)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n := 0
	for b.Loop() {
		var out bytes.Buffer
		if err := Write(&out, d); err != nil {
			b.Fatal(err)
		}
		n = out.Len()
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(n), "pdf-bytes")
	b.ReportMetric(float64(after.HeapSys-before.HeapSys)/1e6, "heap-MB")
}
