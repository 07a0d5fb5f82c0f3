package blackbox

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// page is the series of one probe, all of them gauges.
type page []series

// series is one number with its name and labels.
type series struct {
	name, labels string // labels as they are written: {a="b",c="d"}, or nothing
	value        float64
}

// set gives a series a value; labels come in pairs.
func (p *page) set(name string, value float64, labels ...string) {
	p.at(name, labels).value = value
}

// add adds to the value of a series.
func (p *page) add(name string, value float64, labels ...string) {
	p.at(name, labels).value += value
}

// at finds a series or makes it, with the value zero.
func (p *page) at(name string, labels []string) *series {
	written := write(labels)
	for i := range *p {
		if (*p)[i].name == name && (*p)[i].labels == written {
			return &(*p)[i]
		}
	}
	*p = append(*p, series{name: name, labels: written})
	return &(*p)[len(*p)-1]
}

// write writes labels as the text format has them, sorted by name.
func write(pairs []string) string {
	if len(pairs) == 0 {
		return ""
	}
	parts := make([]string, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		parts = append(parts, pairs[i]+`="`+escaped(pairs[i+1])+`"`)
	}
	slices.Sort(parts)
	return "{" + strings.Join(parts, ",") + "}"
}

// escaped is a label's value as it is written; most values need nothing.
func escaped(value string) string {
	value = strings.ToValidUTF8(value, "\uFFFD")
	if !strings.ContainsAny(value, "\\\"\n") {
		return value
	}
	value = strings.ReplaceAll(value, `\`, `\\`)
	return strings.ReplaceAll(strings.ReplaceAll(value, `"`, `\"`), "\n", `\n`)
}

// text writes the page in the text format of Prometheus, version 0.0.4, with the
// words that help has for a name.
func (p page) text(help map[string]string) []byte {
	slices.SortFunc(p, func(a, b series) int {
		if a.name != b.name {
			return strings.Compare(a.name, b.name)
		}
		return strings.Compare(a.labels, b.labels)
	})
	out := make([]byte, 0, 4096)
	last := ""
	for _, s := range p {
		if s.name != last {
			last = s.name
			out = append(out, "# HELP "+s.name+" "+help[s.name]+"\n# TYPE "+s.name+" gauge\n"...)
		}
		out = append(append(out, s.name...), s.labels...)
		out = number(append(out, ' '), s.value)
		out = append(out, '\n')
	}
	return out
}

// number writes a value as the text format has it.
func number(out []byte, v float64) []byte {
	switch {
	case math.IsInf(v, 1):
		return append(out, "+Inf"...)
	case math.IsInf(v, -1):
		return append(out, "-Inf"...)
	default:
		return strconv.AppendFloat(out, v, 'g', -1, 64) // NaN as it is
	}
}
