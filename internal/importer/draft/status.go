package draft

import "strconv"

// Codes is a set of HTTP status codes, 100 to 599.
type Codes [500]bool

// AllCodes is the set of every code.
func AllCodes() (c Codes) { return c.Keep(func(int) bool { return true }, true) }

// Keep returns the set of those codes of which is says so; from is what it
// starts from: true for all codes, false for those of the set.
func (c Codes) Keep(is func(code int) bool, from bool) Codes {
	for i := range c {
		c[i] = (from || c[i]) && is(i+100)
	}
	return c
}

// Add puts a run of codes into the set, both ends included.
func (c *Codes) Add(from, to int) {
	for code := max(from, 100); code <= min(to, 599); code++ {
		c[code-100] = true
	}
}

// Empty reports whether no code is in it.
func (c Codes) Empty() bool { return c == Codes{} }

// Words writes the set as a config has it: 2xx, 404, 200-204.
func (c Codes) Words() []string {
	var out []string
	for i := 0; i < len(c); i++ {
		if !c[i] {
			continue
		}
		last := i
		for last+1 < len(c) && c[last+1] {
			last++
		}
		out = append(out, runWords(i+100, last+100)...)
		i = last
	}
	return out
}

// runWords writes one run of codes, cut at the hundreds; a whole one is 2xx.
func runWords(from, to int) []string {
	var out []string
	for from <= to {
		end := min(to, from/100*100+99)
		if from%100 == 0 && end == from+99 {
			out = append(out, strconv.Itoa(from/100)+"xx")
		} else {
			out = append(out, span(from, end))
		}
		from = end + 1
	}
	return out
}

// span is one run as a person writes it.
func span(from, to int) string {
	if from == to {
		return strconv.Itoa(from)
	}
	return strconv.Itoa(from) + "-" + strconv.Itoa(to)
}
