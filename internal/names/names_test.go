package names

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryNameIsInTheCatalogue reads the constants as text: one that no row
// has would be exposed without a word about it.
func TestEveryNameIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, file := range []string{"names.go", "blackbox.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(source)
	}
	known := map[string]bool{}
	for _, m := range append(All(), Blackbox()...) {
		if known[m.Name] {
			t.Errorf("%s is in the catalogue twice", m.Name)
		}
		known[m.Name] = true
	}
	// What only /probe can know: our schedule has no verified chain at hand.
	known[ProbeChainEnd], known[ProbeChainInfo] = true, true
	for _, m := range regexp.MustCompile(`= "(\w+)"`).FindAllStringSubmatch(text.String(), -1) {
		if !known[m[1]] {
			t.Errorf("%s is a constant but has no row in the catalogue", m[1])
		}
	}
}

func TestRowsKeepTheRulesOfNames(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`^holdfast(_[a-z0-9]+)+$`)
	for _, m := range All() {
		if !name.MatchString(m.Name) {
			t.Errorf("%s: want holdfast_ and words in lower case", m.Name)
		}
		if strings.HasSuffix(m.Name, "_total") != (m.Type == Counter) {
			t.Errorf("%s is a %s: counters, and only they, end in _total", m.Name, m.Type)
		}
		if strings.Contains(m.Name, "_age_") {
			t.Errorf("%s: a timestamp, not an age", m.Name)
		}
		if m.Help == "" || !strings.HasSuffix(m.Help, ".") || strings.HasSuffix(m.Absent, ".") {
			t.Errorf("%s: help is a sentence, absence half of one: %q, %q", m.Name, m.Help, m.Absent)
		}
		for _, l := range m.Labels {
			if l == "instance" || l == "job" || l == "le" {
				t.Errorf("%s: label %s is Prometheus's own", m.Name, l)
			}
		}
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, name := range []string{CheckLastRun, CheckState, SLOObjective, CheckRuns} {
		m, _ := Find(name)
		got[name] = m.Unit()
	}
	want := map[string]string{CheckLastRun: "seconds", CheckState: "", SLOObjective: "ratio", CheckRuns: ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestGradesAreOrdered(t *testing.T) {
	t.Parallel()
	if GradeCode("A+") <= GradeCode("A") || GradeCode("A-") <= GradeCode("B") || GradeCode("F") <= GradeCode("T") || GradeCode("none") != 0 {
		t.Errorf("codes of %v are not in the order of the letters", Grades())
	}
}
