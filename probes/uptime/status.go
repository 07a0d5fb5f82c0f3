package uptime

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// statusRange is a run of status codes, both ends included.
type statusRange struct {
	from, to int
	text     string // as the config has it
}

// parseStatus reads "200", "2xx" or "200-204".
func parseStatus(s string) (statusRange, error) {
	text := strings.ToLower(strings.TrimSpace(s))
	if len(text) == 3 && strings.HasSuffix(text, "xx") && text[0] >= '1' && text[0] <= '5' {
		from := int(text[0]-'0') * 100
		return statusRange{from, from + 99, text}, nil
	}
	first, last, ranged := strings.Cut(text, "-")
	if !ranged {
		last = first
	}
	from, errFrom := statusCode(first)
	to, errTo := statusCode(last)
	if err := errors.Join(errFrom, errTo); err != nil || from > to {
		return statusRange{}, errors.New("want status codes such as 200, 2xx or 200-204")
	}
	return statusRange{from, to, text}, nil
}

// statusCode reads one code (RFC 9110 §15).
func statusCode(s string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 100 || n > 599 {
		return 0, strconv.ErrRange
	}
	return n, nil
}

// wants reports whether the status code is among the wanted.
func (w want) wants(code int) bool {
	return slices.ContainsFunc(w.status, func(r statusRange) bool { return code >= r.from && code <= r.to })
}

// statusWords prints the wanted codes: "2xx or 3xx".
func (w want) statusWords() string {
	words := make([]string, 0, len(w.status))
	for _, r := range w.status {
		words = append(words, r.text)
	}
	return strings.Join(words, " or ")
}
