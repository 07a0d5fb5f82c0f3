package ports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// All returns every TCP port, 1 to 65535, in order.
func All() []uint16 {
	list := make([]uint16, 0, 65535)
	for p := 1; p <= 65535; p++ {
		list = append(list, uint16(p))
	}
	return list
}

// Parse reads a list of ports: "all", "db" (the databases), "dangerous", "web"
// (80 and 443), single ports and ranges, separated by commas:
// "80,443,8000-8100". The result is in ascending order, each port once.
func Parse(text string) ([]uint16, error) {
	var list []uint16
	for word := range strings.SplitSeq(text, ",") {
		some, err := parseWord(strings.TrimSpace(word))
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// parseWord reads one word of a list of ports.
func parseWord(word string) ([]uint16, error) {
	switch word {
	case "all":
		return All(), nil
	case "db":
		return Numbers(Databases()), nil
	case "dangerous":
		return Numbers(Dangerous()), nil
	case "web":
		return []uint16{80, 443}, nil
	}
	first, last, isRange := strings.Cut(word, "-")
	if !isRange {
		last = first
	}
	from, errFrom := parsePort(first)
	to, errTo := parsePort(last)
	if errFrom != nil || errTo != nil || from > to {
		return nil, fmt.Errorf("%q is no list of ports; want all, db, web, dangerous, or numbers 1 to 65535 such as 80,443,8000-8100", word)
	}
	var list []uint16
	for p := int(from); p <= int(to); p++ {
		list = append(list, uint16(p))
	}
	return list, nil
}

// parsePort reads a single port, 1 to 65535.
func parsePort(text string) (uint16, error) {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("%q is no port; want 1 to 65535", text)
	}
	return uint16(n), nil
}

// Text writes ports shortly, runs as ranges and at most limit of them (0: no
// limit): "80, 443, 8000-8003 and 12 more".
func Text(list []uint16, limit int) string {
	sorted := slices.Compact(slices.Sorted(slices.Values(list)))
	var words []string
	shown := 0
	for i := 0; i < len(sorted); {
		if limit > 0 && len(words) == limit {
			return fmt.Sprintf("%s and %d more", strings.Join(words, ", "), len(sorted)-shown)
		}
		j := i
		for j+1 < len(sorted) && sorted[j+1] == sorted[j]+1 {
			j++
		}
		words = append(words, runText(sorted[i], sorted[j]))
		shown += j - i + 1
		i = j + 1
	}
	return strings.Join(words, ", ")
}

// runText writes one run of ports.
func runText(from, to uint16) string {
	switch {
	case from == to:
		return strconv.Itoa(int(from))
	case to == from+1:
		return fmt.Sprintf("%d, %d", from, to)
	default:
		return fmt.Sprintf("%d-%d", from, to)
	}
}
