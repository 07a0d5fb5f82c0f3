package board

import (
	"testing"

	"holdfast"
	"holdfast/internal/statement"
)

// A page is not well while a sentence on it is broken.
func TestPledged(t *testing.T) {
	t.Parallel()
	state := func(s holdfast.Status) statement.State { return statement.State{Status: s, Proven: true} }
	unproven := statement.State{Status: holdfast.Unknown}
	for name, c := range map[string]struct {
		status   holdfast.Status
		text     string
		promises []statement.State
		want     holdfast.Status
		words    string
	}{
		"all well":                  {holdfast.Holds, "all 3 hold", []statement.State{state(holdfast.Holds), unproven}, holdfast.Holds, "all 3 hold"},
		"a promise broken":          {holdfast.Holds, "all 3 hold", []statement.State{state(holdfast.Broken), state(holdfast.Holds)}, holdfast.Broken, "1 of 2 promises broken; of the checks shown here, all 3 hold"},
		"a promise broken too":      {holdfast.Broken, "1 of 3 broken: a", []statement.State{state(holdfast.Broken)}, holdfast.Broken, "1 of 3 broken: a; 1 of 1 promises broken"},
		"a promise unknown":         {holdfast.Holds, "all 3 hold", []statement.State{state(holdfast.Unknown)}, holdfast.Unknown, "1 of 1 promises unknown; of the checks shown here, all 3 hold"},
		"unknown beside broken":     {holdfast.Broken, "1 of 3 broken: a", []statement.State{state(holdfast.Unknown)}, holdfast.Broken, "1 of 3 broken: a"},
		"broken beats unknown ones": {holdfast.Unknown, "1 of 3 unknown: a", []statement.State{state(holdfast.Unknown), state(holdfast.Broken)}, holdfast.Broken, "1 of 2 promises broken; of the checks shown here, 1 of 3 unknown: a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, words := pledged(c.status, c.text, c.promises); got != c.want || words != c.words {
				t.Errorf("%v %q, want %v %q", got, words, c.want, c.words)
			}
		})
	}
}
