package config

import (
	"slices"
	"strings"
)

// suggest returns "did you mean X?" for the known word nearest to the one that
// was written, or nothing when none is near.
func suggest(word string, known []string) string {
	best, least := "", max(2, len(word)/3+1)
	for _, candidate := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(candidate), least); d < least && d < len(candidate) {
			best, least = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean " + best + "?"
}

// suggestOr is suggest, with the list of what is known when nothing is near.
func suggestOr(word string, known []string) string {
	if hint := suggest(word, known); hint != "" {
		return hint
	}
	return oneOf(known)
}

// longestChoice is how many words a hint offers at most.
const longestChoice = 40

// oneOf says "want a, b or c" of a list that is short enough to be read.
func oneOf(known []string) string {
	if len(known) == 0 || len(known) > longestChoice {
		return ""
	}
	return "want " + either(known)
}

// either joins words as people do: "a, b or c".
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// distance is the number of single-letter edits between two words, a swap of
// neighbours counted as one (Damerau–Levenshtein, optimal string alignment).
// It returns limit as soon as the lengths alone say that it is reached.
func distance(a, b string, limit int) int {
	if abs(len(a)-len(b)) >= limit || len(a) > 200 {
		return limit
	}
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+differ(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// differ is the cost of putting one letter for another.
func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}

// abs is the size of n.
func abs(n int) int { return max(n, -n) }

// sorted returns the keys of a map in order.
func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
