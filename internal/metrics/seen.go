package metrics

import (
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/names"
)

func certificateEnd(s *sheet, c *cell) {
	if end, ok := moment(c.Last.Fact("certificate_not_after")); ok {
		s.put(c.at, labels{}, stamp(end))
	}
}

// grade is 0 while a check of TLS has no letter: none is wanted of it, or not all
// that decides one could be seen.
func grade(s *sheet, c *cell) {
	if letter, ok := c.Last.Fact("grade").(string); ok || c.Kind == "tlsgrade" && c.looked() {
		s.put(c.at, labels{}, names.GradeCode(letter))
	}
}

func openPorts(s *sheet, c *cell) {
	if ports, ok := list(c.Last.Fact("open_ports")); ok {
		s.put(c.at, labels{}, float64(len(ports)))
	}
}

// forbiddenPorts has one series for each port that should not be open.
func forbiddenPorts(s *sheet, c *cell) {
	seen := map[string]bool{}
	for i := range c.Last.Faults {
		f := &c.Last.Faults[i]
		key, ok := strings.CutPrefix(f.Key, "port/")
		port, _, _ := strings.Cut(key, "@")
		if !ok || f.Status != holdfast.Broken || seen[port] {
			continue
		}
		seen[port] = true
		if len(seen) > names.WrongPerCheckCap {
			s.left[names.ForbiddenPort]++
			continue
		}
		s.put(c.at, pairs("port", port), 1)
	}
}

func accepted(f holdfast.Finding) float64 {
	n := 0.0
	for i := range f.Faults {
		if f.Faults[i].Accepted != "" {
			n++
		}
	}
	return n
}

// faultsOf counts the faults whose key begins so.
func faultsOf(f holdfast.Finding, prefix string) (n int) {
	for i := range f.Faults {
		if strings.HasPrefix(f.Faults[i].Key, prefix) {
			n++
		}
	}
	return n
}

// moment reads a time that may have been through JSON.
func moment(v any) (time.Time, bool) {
	switch t := v.(type) {
	case time.Time:
		return t, true
	case string:
		at, err := time.Parse(time.RFC3339, t)
		return at, err == nil
	default:
		return time.Time{}, false
	}
}

// list reads a list of strings that may have been through JSON.
func list(v any) ([]string, bool) {
	switch l := v.(type) {
	case []string:
		return l, true
	case []any:
		out := make([]string, 0, len(l))
		for _, x := range l {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out, true
	default:
		return nil, false
	}
}
