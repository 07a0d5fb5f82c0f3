package journal

import (
	"slices"
	"strings"
	"time"

	"holdfast"
)

// unchanged reports whether two looks saw the same thing: status, headline,
// faults and facts. The reason counts too while something is wrong, but for the
// times in it.
func unchanged(a, b *holdfast.Finding) bool {
	if a.Status != b.Status || a.Headline != b.Headline || a.Silence != b.Silence {
		return false
	}
	if !slices.Equal(a.Faults, b.Faults) || !slices.EqualFunc(a.Facts, b.Facts, sameFact) {
		return false
	}
	return a.Status == holdfast.Holds || sameReason(a.Reason, b.Reason)
}

// sameFact compares by value; lists and times are not comparable by ==.
func sameFact(a, b holdfast.Fact) bool {
	if a.Name != b.Name {
		return false
	}
	switch v := a.Value.(type) {
	case []string:
		w, ok := b.Value.([]string)
		return ok && slices.Equal(v, w)
	case time.Time:
		w, ok := b.Value.(time.Time)
		return ok && v.Equal(w)
	case string, bool, int, int64, float64, time.Duration:
		return a.Value == b.Value
	default:
		return false
	}
}

// sameReason compares two reasons without the durations in them: "no answer in
// 2.01 s" and "no answer in 2.03 s" say the same.
func sameReason(a, b string) bool {
	if a == b {
		return true
	}
	for a != "" && b != "" {
		headA, tailA := cutNumber(a)
		headB, tailB := cutNumber(b)
		if headA != headB {
			return false
		}
		numberA, restA := number(tailA)
		numberB, restB := number(tailB)
		if numberA != numberB && (!isTime(restA) || !isTime(restB)) {
			return false
		}
		a, b = restA, restB
	}
	return a == b
}

// cutNumber splits a text before its first digit.
func cutNumber(s string) (head, tail string) {
	i := strings.IndexAny(s, "0123456789")
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i:]
}

// number splits the digits and points at the start of a text from the rest.
func number(s string) (digits, rest string) {
	rest = strings.TrimLeft(s, "0123456789.")
	return s[:len(s)-len(rest)], rest
}

// isTime reports whether a text that follows a number begins with a unit of time.
func isTime(rest string) bool {
	word, _, _ := strings.Cut(strings.TrimLeft(rest, " \u202f\u00a0"), " ")
	word = strings.TrimRight(strings.ToLower(word), ".,;:)")
	switch word {
	case "ns", "µs", "us", "ms", "s", "sec", "seconds", "second", "min", "minutes", "h", "hours":
		return true
	default:
		return false
	}
}
