package webhead

import (
	"strconv"
	"strings"

	"holdfast/internal/plain"
	"holdfast/probes/internal/survey"
)

const hstsHeader = "Strict-Transport-Security"

// parseHSTS reads the header by the grammar of RFC 6797 §6.1; nil when there is
// none. Of several headers browsers take the first (§8.1).
func parseHSTS(values []string) *survey.HSTS {
	if len(values) == 0 {
		return nil
	}
	h := &survey.HSTS{Raw: plain.Text(values[0], 300)}
	seen := map[string]bool{}
	for directive := range strings.SplitSeq(values[0], ";") {
		name, value, has := strings.Cut(directive, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		if seen[name] {
			h.Problem = "the directive " + plain.Text(name, 40) + " comes twice"
			return h
		}
		seen[name] = true
		if h.Problem = takeDirective(h, name, strings.TrimSpace(value), has); h.Problem != "" {
			return h
		}
	}
	if !seen["max-age"] {
		h.Problem = "max-age is missing"
		return h
	}
	h.Valid = true
	return h
}

// takeDirective reads one directive and says what is wrong with it. Unknown ones
// are passed over, as the RFC has it.
func takeDirective(h *survey.HSTS, name, value string, has bool) (problem string) {
	switch name {
	case "max-age":
		value = strings.Trim(value, `"`)
		age, err := strconv.ParseInt(value, 10, 64)
		if err != nil || age < 0 {
			return "max-age is " + strconv.Quote(plain.Text(value, 40)) + ", wanted a number of seconds"
		}
		h.MaxAge = age
	case "includesubdomains", "preload":
		if has {
			return name + " takes no value"
		}
		h.Subdomains = h.Subdomains || name == "includesubdomains"
		h.Preload = h.Preload || name == "preload"
	}
	return ""
}
