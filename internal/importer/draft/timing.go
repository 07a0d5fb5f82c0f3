package draft

import (
	"fmt"
	"time"

	"holdfast"
)

// Seconds is a duration; zero means that the source says none.
type Seconds time.Duration

func (s Seconds) std() time.Duration { return time.Duration(s) }

// spell prints a duration as a config has it.
func spell(d time.Duration) string { return holdfast.FormatDuration(d) }

// Rule is "tell after n failures in a row, so far apart" as the confirm of a
// check. The loader counts at most 20 looks; more is the second value.
func Rule(failures int, apart time.Duration) (rule string, tooMany bool) {
	const most = 20
	n := min(max(failures, 1), most)
	rule = fmt.Sprintf("%d of %d", n, n)
	if n > 1 && apart > 0 {
		rule += " over " + spell(time.Duration(n-1)*apart)
	}
	return rule, failures > most
}
