package metrics

import (
	"encoding/binary"
	"slices"
	"strings"
)

// labels are label pairs as both encodings write them, rendered once.
type labels struct {
	text  string // check="a",target="b"
	proto string // the repeated field 1 of io.prometheus.client.Metric
}

// around are the labels of one thing, apart at the place where a further label
// goes: series are written with their labels in order, as people expect to find
// them.
type around struct{ head, tail labels }

// whole are labels that nothing is put between.
func whole(all ...string) around { return around{head: pairs(all...)} }

// pairs renders label names and values, given in turn, in the order of names.
func pairs(all ...string) labels {
	var text strings.Builder
	var proto []byte
	for _, i := range inOrder(all) {
		value := valid(all[i+1])
		if text.Len() > 0 {
			text.WriteByte(',')
		}
		text.WriteString(all[i] + `="` + escaped(value) + `"`)
		one := appendText(appendText(nil, 1, all[i]), 2, value)
		proto = appendText(proto, 1, string(one))
	}
	return labels{text.String(), string(proto)}
}

// inOrder returns the places of the names, sorted by name.
func inOrder(all []string) []int {
	places := make([]int, len(all)/2)
	for i := range places {
		places[i] = 2 * i
	}
	slices.SortFunc(places, func(a, b int) int { return strings.Compare(all[a], all[b]) })
	return places
}

// valid is a text as a label may carry it: the formats are UTF-8.
func valid(text string) string { return strings.ToValidUTF8(text, "?") }

// escaped writes a label value for both text formats.
func escaped(value string) string {
	if !strings.ContainsAny(value, "\\\"\n") {
		return value
	}
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(value)
}

// appendText appends a field of text or of an inner message (wire type 2).
func appendText(b []byte, field byte, value string) []byte {
	b = append(b, field<<3|2)
	b = binary.AppendUvarint(b, uint64(len(value)))
	return append(b, value...)
}
