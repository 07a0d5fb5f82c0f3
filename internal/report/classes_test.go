package report_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/report"
)

// look makes a sight of a status with faults "a", "b" ….
func look(at time.Time, s holdfast.Status, keys ...string) report.Sight {
	f := holdfast.Finding{Status: s, Reason: s.String()}
	for _, key := range keys {
		status := holdfast.Broken
		if s == holdfast.AtRisk {
			status = holdfast.AtRisk
		}
		f.Faults = append(f.Faults, holdfast.Fault{Key: key, Status: status, Text: key})
	}
	return report.Sight{At: at, Finding: f}
}

// blindTo is a broken look that could not look at one part.
func blindTo(at time.Time, key string, broken ...string) report.Sight {
	s := look(at, holdfast.Broken, broken...)
	s.Finding.Faults = append(s.Finding.Faults, holdfast.Fault{Key: key, Status: holdfast.Unknown})
	return s
}

// classes are the keys of each class, in one line each.
func classes(c report.Changes) map[string][]string {
	out := map[string][]string{}
	for name, list := range map[string][]report.Finding{"new": c.New, "open": c.Open, "regressed": c.Regressed, "resolved": c.Resolved, "gone": c.Gone} {
		for _, f := range list {
			out[name] = append(out[name], f.Key)
		}
	}
	return out
}

func TestClasses(t *testing.T) {
	t.Parallel()
	holds, broken, unknown := holdfast.Holds, holdfast.Broken, holdfast.Unknown
	for _, c := range []struct {
		name   string
		sights []report.Sight
		gone   bool
		want   map[string][]string
	}{
		{"nothing is wrong", []report.Sight{look(at(10, 0, 0), holds)}, false, map[string][]string{}},
		{"new", []report.Sight{look(at(10, 0, 0), holds), look(at(18, 0, 0), broken, "a")}, false, map[string][]string{"new": {"a"}}},
		{"still open", []report.Sight{look(at(10, 0, 0), broken, "a")}, false, map[string][]string{"open": {"a"}}},
		{"mended and back in the week", []report.Sight{look(at(10, 0, 0), broken, "a"), look(at(17, 0, 0), holds), look(at(18, 0, 0), broken, "a")}, false, map[string][]string{"regressed": {"a"}}},
		{"back after weeks", []report.Sight{look(at(1, 0, 0), broken, "a"), look(at(2, 0, 0), holds), look(at(18, 0, 0), broken, "a")}, false, map[string][]string{"regressed": {"a"}}},
		{"resolved", []report.Sight{look(at(10, 0, 0), broken, "a"), look(at(18, 0, 0), holds)}, false, map[string][]string{"resolved": {"a"}}},
		{"came and went", []report.Sight{look(at(18, 0, 0), broken, "a"), look(at(18, 1, 0), holds)}, false, map[string][]string{"resolved": {"a"}}},
		{"resolved before", []report.Sight{look(at(1, 0, 0), broken, "a"), look(at(2, 0, 0), holds)}, false, map[string][]string{}},
		{"resolved after", []report.Sight{look(at(10, 0, 0), broken, "a"), look(at(24, 0, 0), holds)}, false, map[string][]string{"open": {"a"}}},
		{"broken after", []report.Sight{look(at(10, 0, 0), holds), look(at(24, 0, 0), broken, "a")}, false, map[string][]string{}},
		{"nobody could look", []report.Sight{look(at(10, 0, 0), broken, "a"), look(at(18, 0, 0), unknown)}, false, map[string][]string{"open": {"a"}}},
		{"this part could not be looked at", []report.Sight{look(at(10, 0, 0), broken, "a", "b"), blindTo(at(18, 0, 0), "a")}, false, map[string][]string{"open": {"a"}, "resolved": {"b"}}},
		{"broken as a whole", []report.Sight{look(at(10, 0, 0), broken, "a"), look(at(18, 0, 0), broken)}, false, map[string][]string{"open": {"a"}, "new": {"whole"}}},
		{"no longer watched", []report.Sight{look(at(10, 0, 0), broken, "a")}, true, map[string][]string{"gone": {"a"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := report.Subject{Check: holdfast.Check{ID: "x"}, Watched: !c.gone, Last: at(18, 2, 0), Stays: report.Stays(c.sights)}
			if diff := cmp.Diff(c.want, classes(report.Classify([]report.Subject{s}, week(), true))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// world draws a history of a few checks over eight weeks.
func world(r *rand.Rand) [][]report.Sight {
	checks := make([][]report.Sight, 1+r.IntN(4))
	for i := range checks {
		now := at(1, 0, 0)
		for range r.IntN(40) {
			now = now.Add(time.Duration(1+r.IntN(60*60)) * time.Minute)
			var keys []string
			for _, key := range []string{"a", "b", "c"} {
				if r.IntN(3) == 0 {
					keys = append(keys, key)
				}
			}
			switch {
			case r.IntN(5) == 0:
				checks[i] = append(checks[i], look(now, holdfast.Unknown))
			case len(keys) == 0:
				checks[i] = append(checks[i], look(now, holdfast.Holds))
			case r.IntN(4) == 0:
				checks[i] = append(checks[i], look(now, holdfast.AtRisk, keys...))
			default:
				checks[i] = append(checks[i], look(now, holdfast.Broken, keys...))
			}
		}
	}
	return checks
}

// failing are the faults of the last look before a moment that could tell.
func failing(sights []report.Sight, at time.Time) []string {
	var keys []string
	for _, s := range sights {
		if s.At.Before(at) && s.Finding.Status != holdfast.Unknown {
			keys = nil
			for _, f := range s.Finding.Faults {
				keys = append(keys, f.Key)
			}
		}
	}
	return keys
}

// TestClassesAreWhole draws worlds and weeks: new, open and regressed together
// are what fails at the end; what failed at the beginning is in open, regressed,
// resolved or gone; and no finding is in two classes.
func TestClassesAreWhole(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a test's dice
		checks := world(r)
		from := at(1, 0, 0).Add(time.Duration(r.IntN(50*24*60)) * time.Minute)
		p := report.Period{From: from, To: from.Add(7 * 24 * time.Hour)}
		var subjects []report.Subject
		var want, before []string
		for i, sights := range checks {
			id := fmt.Sprint("c", i)
			subjects = append(subjects, report.Subject{Check: holdfast.Check{ID: id}, Watched: true, Stays: report.Stays(sights)})
			for _, key := range failing(sights, p.To) {
				want = append(want, id+" "+key)
			}
			for _, key := range failing(sights, p.From) {
				before = append(before, id+" "+key)
			}
		}
		c := report.Classify(subjects, p, true)
		var now, all []string
		for n, list := range [][]report.Finding{c.New, c.Open, c.Regressed, c.Resolved, c.Gone} {
			for _, f := range list {
				if n < 3 {
					now = append(now, f.ID)
				}
				all = append(all, f.ID)
			}
		}
		slices.Sort(now)
		slices.Sort(want)
		if diff := cmp.Diff(want, now); diff != "" {
			t.Fatalf("seed %d, failures at the end (-want +got):\n%s", seed, diff)
		}
		slices.Sort(all)
		if n := len(all); len(slices.Compact(slices.Clone(all))) != n {
			t.Fatalf("seed %d: a finding is in two classes: %v", seed, all)
		}
		for _, id := range before {
			if !slices.Contains(all, id) {
				t.Fatalf("seed %d: %s failed at the beginning and is in no class", seed, id)
			}
		}
		if diff := cmp.Diff(c, report.Classify(subjects, p, true)); diff != "" {
			t.Fatalf("seed %d: the same weeks differ:\n%s", seed, diff)
		}
	}
}
