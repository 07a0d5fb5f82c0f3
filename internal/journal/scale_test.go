package journal_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/journal"
)

// BenchmarkDays90 reads ninety days of a thousand checks, as the overview of a
// page does.
func BenchmarkDays90(b *testing.B) {
	j, at := manyDays(b, 1000, 90)
	for b.Loop() {
		days, err := j.Days(b.Context(), at.AddDate(0, 0, -90), at.Add(9*time.Hour))
		if err != nil || len(days) != 1000 || len(days["check-7"]) < 90 {
			b.Fatalf("%d checks, %d days, %v", len(days), len(days["check-7"]), err)
		}
	}
}

// manyDays makes a journal with a look an hour of so many checks, and a status
// that has held for long.
func manyDays(b *testing.B, checks, days int) (*journal.Journal, time.Time) {
	b.Helper()
	end := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	j := open(b, b.TempDir(), journal.Options{Now: func() time.Time { return end }})
	setup := journal.Setup{At: end.AddDate(0, 0, -days-1)}
	batch := journal.Batch{Setup: &setup}
	for i := range checks {
		id := fmt.Sprintf("check-%d", i)
		setup.Checks = append(setup.Checks, holdfast.Check{ID: id, Name: id, Every: time.Hour, FreshFor: 3 * time.Hour})
		batch.Transitions = append(batch.Transitions, journal.Transition{Check: id, At: setup.At, Status: holdfast.Holds})
	}
	commit(b, j, batch)
	for day := range days {
		var batch journal.Batch
		for hour := 0; hour < 24; hour += 8 {
			for i := range checks {
				at := end.AddDate(0, 0, day-days).Add(time.Duration(hour)*time.Hour + time.Duration(i)*time.Second)
				batch.Verdicts = append(batch.Verdicts, calm(fmt.Sprintf("check-%d", i), at, 150*time.Millisecond))
			}
		}
		commit(b, j, batch)
	}
	if err := j.Prune(b.Context(), end.Add(4*time.Hour)); err != nil {
		b.Fatal(err)
	}
	return j, end
}

// BenchmarkBytesPerCheckDay writes a day of checks asked every ten seconds, with
// start times and durations that vary as real ones do, packs it, and reports what
// the file takes for each check and day.
func BenchmarkBytesPerCheckDay(b *testing.B) {
	const checks = 20
	for b.Loop() {
		dir := b.TempDir()
		at := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
		j := open(b, dir, journal.Options{Now: func() time.Time { return at }})
		setup := journal.Setup{At: at}
		for i := range checks {
			setup.Checks = append(setup.Checks, holdfast.Check{ID: fmt.Sprint("check-", i), Every: 10 * time.Second, FreshFor: 30 * time.Second})
		}
		commit(b, j, journal.Batch{Setup: &setup})
		// The empty journal's fixed pages do not grow with time.
		empty := vacuumed(b, j, dir)
		for minute := range 24 * 60 {
			var batch journal.Batch
			for second := 0; second < 60; second += 10 {
				for i := range checks {
					n := uint64(minute*600 + second*10 + i) //nolint:gosec // small
					noise := n * 0x9e3779b97f4a7c15 >> 40
					batch.Verdicts = append(batch.Verdicts, calm(fmt.Sprint("check-", i),
						at.Add(time.Duration(minute)*time.Minute+time.Duration(second)*time.Second+time.Duration(i*37+int(noise%9))*time.Millisecond), //nolint:gosec // below 9
						time.Duration(100_000+noise%40_000+noise%97*noise%300)*time.Microsecond))                                                      //nolint:gosec // small
				}
			}
			commit(b, j, batch)
		}
		if err := j.Prune(b.Context(), at.Add(30*time.Hour)); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(vacuumed(b, j, dir)-empty)/checks, "bytes/check/day")
		b.ReportMetric(float64(vacuumed(b, j, dir)-empty)/checks/8640, "bytes/look")
	}
}

// vacuumed is what the journal takes without free pages.
func vacuumed(b *testing.B, j *journal.Journal, dir string) int64 {
	b.Helper()
	file := filepath.Join(dir, "size")
	if err := j.Backup(b.Context(), file); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.Remove(file); err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

// BenchmarkSustained commits 5,000 looks a time, as a second of them is, while
// housekeeping packs the hours before, and reports how long commits take: what
// is below a second keeps up.
func BenchmarkSustained(b *testing.B) {
	const looks = 5000
	start := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	j := open(b, b.TempDir(), journal.Options{})
	second := func(at time.Time) journal.Batch {
		var batch journal.Batch
		for i := range looks {
			batch.Verdicts = append(batch.Verdicts, calm(fmt.Sprint("check-", i), at, 150*time.Millisecond))
		}
		return batch
	}
	for i := range 60 {
		commit(b, j, second(start.Add(time.Duration(i)*10*time.Second)))
	}
	ctx, stop := context.WithCancel(b.Context())
	var care sync.WaitGroup
	care.Go(func() { _ = j.Prune(ctx, start.Add(4*time.Hour)) })
	var took []time.Duration
	at := start.Add(4 * time.Hour)
	for b.Loop() {
		batch := second(at)
		at = at.Add(10 * time.Second)
		begin := time.Now()
		commit(b, j, batch)
		took = append(took, time.Since(begin))
	}
	stop()
	care.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "p99-ms/commit")
	b.ReportMetric(looks/took[len(took)/2].Seconds(), "looks/s")
}
