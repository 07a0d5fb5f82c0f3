package holdfast

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Duration is a time.Duration that reads "90s", "5m", "6h" and also "7d" and
// "2w" from a config, and prints the same way.
type Duration time.Duration

// Std returns it as the standard library's type.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// String prints the shortest exact form: "5m", "1d", "1h30m".
func (d Duration) String() string { return FormatDuration(time.Duration(d)) }

// MarshalText implements [encoding.TextMarshaler].
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler] by [ParseDuration].
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := ParseDuration(string(text))
	*d = Duration(v)
	return err
}

// ParseDuration reads Go durations with two more units, d (24 h) and w (7 d).
// Negative values are refused.
func ParseDuration(s string) (time.Duration, error) {
	text := strings.TrimSpace(s)
	var days time.Duration
	for _, unit := range []struct {
		letter string
		length time.Duration
	}{{"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour}} {
		head, rest, ok := strings.Cut(text, unit.letter)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(head, 10, 16)
		if err != nil {
			return 0, fmt.Errorf("%q is not a duration; want one such as 30s, 5m, 6h or 7d", s)
		}
		days += time.Duration(n) * unit.length
		text = rest
	}
	if text == "" && days > 0 {
		return days, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is not a duration; want one such as 30s, 5m, 6h or 7d", s)
	}
	return days + d, nil
}

// FormatDuration prints d exactly and without needless zeros: 1d, 1h30m, 20s.
func FormatDuration(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	days := d / (24 * time.Hour)
	rest := d % (24 * time.Hour)
	out := ""
	if days > 0 {
		out = strconv.FormatInt(int64(days), 10) + "d"
	}
	if rest == 0 {
		return out
	}
	tail := rest.String()
	if strings.HasSuffix(tail, "m0s") {
		tail = strings.TrimSuffix(tail, "0s")
	}
	if strings.HasSuffix(tail, "h0m") {
		tail = strings.TrimSuffix(tail, "0m")
	}
	return out + tail
}
