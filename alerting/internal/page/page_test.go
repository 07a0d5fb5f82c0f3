package page_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/alerting/alerttest"
	"holdfast/alerting/internal/page"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file below testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), -update writes it anew:\n%s", path, diff)
	}
}

// notices are the texts that have a golden file.
func notices() map[string]holdfast.Notice {
	out := map[string]holdfast.Notice{
		"opened": alerttest.Opened(), "over": alerttest.Over(), "longest": alerttest.Longest(),
		"worse":        alerttest.At(holdfast.StepWorse, 2),
		"reminder":     alerttest.At(holdfast.StepReminder, 75),
		"acknowledged": alerttest.At(holdfast.StepAcknowledged, 2),
		"resolved":     alerttest.At(holdfast.StepResolved, 9),
		"drill":        alerttest.At(holdfast.StepDrill, 0),
	}
	bare := holdfast.Notice{Step: holdfast.StepOpened, At: alerttest.Noon(), Incident: holdfast.Incident{Class: holdfast.ClassBlind}}
	out["bare"] = bare
	late := alerttest.Opened()
	late.LateBy, late.Check.Name = 4*time.Minute+10*time.Second, "the primary is closed to the world"
	late.Incident.Since = late.At.Add(-26 * time.Hour)
	out["late"] = late
	gone := alerttest.At(holdfast.StepResolved, 9)
	gone.Incident.Cause, gone.Incident.Until, gone.Incident.Acked = "no longer watched", time.Time{}, time.Time{}
	out["gone"] = gone
	both := alerttest.At(holdfast.StepResolved, 9)
	both.Over, both.LateBy = &both.Incident, 3*time.Minute
	out["resolved-late"] = both
	return out
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, n := range notices() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name, page.Compose(n).Text())
		})
	}
}

// TestWords guards what a receiver may sort by: a recovery says RESOLVED, and
// nothing else speaks of one.
func TestWords(t *testing.T) {
	t.Parallel()
	recovery := regexp.MustCompile(`(?i)\bresolved?\b|recovered`)
	for name, n := range notices() {
		text := page.Compose(n).Text()
		if got, want := recovery.MatchString(text), n.Step == holdfast.StepResolved; got != want {
			t.Errorf("%s: speaks of a recovery: %v, want %v\n%s", name, got, want, text)
		}
		if n.Step == holdfast.StepResolved && !strings.HasPrefix(text, "RESOLVED") {
			t.Errorf("%s: does not begin with RESOLVED: %s", name, text)
		}
	}
}

// TestBounds holds a page of 5,000 hostile faults to its size, and demands the
// count and the first twenty.
func TestBounds(t *testing.T) {
	t.Parallel()
	p := page.Compose(alerttest.Longest())
	text := p.Text()
	if size := len(text); size > 60<<10 {
		t.Errorf("page has %d bytes, want at most 60 KB", size)
	}
	for _, want := range []string{"5,000 faults; ", "; the first 20:", "port/1: ", "port/20: ", "and 4,995 more promises"} {
		if !strings.Contains(text, want) {
			t.Errorf("page does not say %q", want)
		}
	}
	if strings.Contains(text, "port/21: ") {
		t.Error("page lists a twenty-first fault")
	}
	for _, limit := range []int{1, 60, 150, 1024} {
		if got := utf8.RuneCountInString(p.Title(limit)); got > limit {
			t.Errorf("Title(%d) has %d characters", limit, got)
		}
	}
	if got := p.Title(200); !strings.HasSuffix(got, ", since 03:04:10 UTC") {
		t.Errorf("a cut title lost its time: %q", got)
	}
}

func TestLockScreen(t *testing.T) {
	t.Parallel()
	got := page.Compose(alerttest.Opened()).Title(1000)
	if diff := cmp.Diff("EXPOSED: Redis on db2.example.com:6379 answers without a pas", got[:60]); diff != "" {
		t.Error(diff)
	}
}

func FuzzCompose(f *testing.F) {
	f.Add("DOWN", "503, wanted 200", "x\r\ny", "fix", "opened", int64(-1), uint8(3))
	f.Add("", "", "", "", "resolved", int64(1<<60), uint8(200))
	f.Fuzz(func(t *testing.T, head, reason, fault, fix, step string, late int64, faults uint8) {
		n := alerttest.Opened()
		n.Step, n.LateBy = holdfast.Step(step), time.Duration(late)
		n.Incident.Headline, n.Incident.Reason, n.Incident.Faults = head, reason, nil
		for range faults {
			n.Incident.Faults = append(n.Incident.Faults, holdfast.Fault{Key: fault, Text: fault, Fix: fix})
		}
		p := page.Compose(n)
		for line := range strings.Lines(p.Text()) {
			line = strings.TrimSuffix(line, "\n")
			if strings.ContainsFunc(line, unicode.IsControl) || !utf8.ValidString(line) || utf8.RuneCountInString(line) > 1010 {
				t.Errorf("bad line %q", line)
			}
		}
	})
}
