package blackbox

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Regexp is a regular expression (RE2) of the file; a zero one was not given.
type Regexp struct{ *regexp.Regexp }

// UnmarshalYAML compiles the expression.
func (r *Regexp) UnmarshalYAML(n *yaml.Node) error {
	re, err := regexp.Compile(n.Value)
	if err != nil {
		return atLine(n, "%v", err)
	}
	r.Regexp = re
	return nil
}

// MarshalYAML returns the expression as it was written.
func (r Regexp) MarshalYAML() (any, error) {
	if r.Regexp == nil {
		return nil, nil //nolint:nilnil // YAML's null
	}
	return r.String(), nil
}

// IsZero reports whether none was given.
func (r Regexp) IsZero() bool { return r.Regexp == nil }

// Size is a number of bytes: a number, or one with a unit such as 10MB, in which
// every unit counts in 1024s, with or without the i.
type Size int64

// UnmarshalYAML reads the size.
func (s *Size) UnmarshalYAML(n *yaml.Node) error {
	number := strings.TrimRight(n.Value, "BiKMGTPE")
	unit := strings.TrimSuffix(strings.Replace(n.Value[len(number):], "i", "", 1), "B")
	power := 0
	if unit != "" {
		power = strings.Index("KMGTPE", unit) + 1
	}
	size, err := strconv.ParseFloat(number, 64)
	if err != nil || len(unit) > 1 || unit != "" && power == 0 || size < 0 {
		return atLine(n, "want a size such as 10MB, have %q", n.Value)
	}
	for range power {
		size *= 1024
	}
	if size >= 1<<62 {
		return atLine(n, "want a size below 4 EB, have %q", n.Value)
	}
	*s = Size(size)
	return nil
}

// atLine makes an error of the decoder's own sort, with its line.
func atLine(n *yaml.Node, format string, args ...any) error {
	return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: ", n.Line) + fmt.Sprintf(format, args...)}}
}

// source checks the address to send from.
func source(prober, text string) error {
	if text == "" {
		return nil
	}
	if _, err := netip.ParseAddr(text); err != nil {
		return &wrong{prober + ".source_ip_address", "want an address of this machine"}
	}
	return nil
}
