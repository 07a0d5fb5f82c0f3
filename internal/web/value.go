package web

import (
	"fmt"
	"strings"
	"time"

	"holdfast"
)

// value prints a fact for people, whether it is fresh or has been through JSON.
func value(v any) string {
	switch x := v.(type) {
	case time.Time:
		return x.UTC().Format("2006-01-02 15:04:05 UTC")
	case time.Duration:
		return holdfast.FormatDuration(x)
	case []string:
		return listed(x)
	case []any:
		words := make([]string, len(x))
		for i, w := range x {
			words[i] = fmt.Sprint(w)
		}
		return listed(words)
	case float64:
		return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.*f", decimals(x), x), "0"), ".")
	case nil:
		return "none"
	default:
		return fmt.Sprint(x)
	}
}

// decimals is how many of a number's are printed: more of what is small, as a
// connection that took 0.4 ms did not take none.
func decimals(x float64) int {
	if x > -0.01 && x < 0.01 {
		return 6
	}
	return 3
}

// listed joins words; long lists are counted and cut.
func listed(words []string) string {
	const most = 40
	if len(words) == 0 {
		return "none"
	}
	if len(words) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(words[:most], ", "), len(words)-most)
	}
	return strings.Join(words, ", ")
}
