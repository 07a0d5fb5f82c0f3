package journal_test

import (
	"fmt"
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/journal"
)

// BenchmarkCommit writes batches of looks as a monitor of so many checks does
// and reports the time for each look.
func BenchmarkCommit(b *testing.B) {
	for _, size := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			j := open(b, b.TempDir(), journal.Options{})
			at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
			batch := journal.Batch{Verdicts: make([]holdfast.Verdict, size)}
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				for i := range batch.Verdicts {
					batch.Verdicts[i] = calm(fmt.Sprintf("host-%d.example.com/uptime", i), at.Add(time.Duration(n)*10*time.Second), time.Duration(140+n%17)*time.Millisecond)
				}
				if err := j.Commit(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n*size), "µs/look")
		})
	}
}

// calm is a look at a check that holds, as uptime gives it.
func calm(check string, at time.Time, took time.Duration) holdfast.Verdict {
	return holdfast.Verdict{Check: check, Vantage: "dublin", At: at, Took: took, Finding: holdfast.Finding{
		Status: holdfast.Holds, Reason: fmt.Sprintf("200 in %d ms", took.Milliseconds()),
		Facts: []holdfast.Fact{
			{Name: "status_code", Value: int64(200)},
			{Name: "tls_version", Value: "TLS 1.3"},
			{Name: "certificate_not_after", Value: time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)},
			{Name: "addresses", Value: []string{"203.0.113.10"}},
		},
		Measures: []holdfast.Measure{
			{Name: "dns_seconds", Value: 0.0123},
			{Name: "connect_seconds", Value: 0.028},
			{Name: "tls_seconds", Value: 0.031},
			{Name: "first_byte_seconds", Value: 0.0721},
			{Name: "transfer_seconds", Value: 0.001},
			{Name: "body_bytes", Value: 5120},
		},
	}}
}
