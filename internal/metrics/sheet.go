package metrics

import (
	"encoding/binary"
	"io"
	"math"
	"strings"

	"holdfast/internal/names"
)

// sheet writes families of gauges and counters in one of the three forms. Begin
// a family with [sheet.family]. In protobuf a family without series leaves no
// trace, as scrapers refuse or skip it.
type sheet struct {
	form form
	out  io.Writer
	err  error // the first error of out; nothing is written after it

	metric names.Metric
	n      int // series of this family
	buf    []byte
	// left counts what fell beyond a family's cap.
	left map[string]int
}

// flushAt is when a text buffer is handed on.
const flushAt = 64 << 10

func newSheet(f form, out io.Writer) *sheet {
	return &sheet{form: f, out: out, left: map[string]int{}, buf: make([]byte, 0, flushAt+4096)}
}

// family ends the family before and begins the next.
func (s *sheet) family(m names.Metric) {
	s.end()
	s.metric, s.n = m, 0
	if s.form != protobuf {
		s.head()
	}
}

// put adds one series; any of the labels may be empty.
func (s *sheet) put(at around, more labels, value float64) {
	if s.metric.Cap > 0 && s.n >= s.metric.Cap {
		s.left[s.metric.Name]++
		return
	}
	s.n++
	if s.form == protobuf {
		s.putProto(at, more, value)
		return
	}
	s.buf = append(s.buf, s.metric.Name...)
	open := byte('{')
	for _, text := range [...]string{at.head.text, more.text, at.tail.text} {
		if text != "" {
			s.buf = append(append(s.buf, open), text...)
			open = ','
		}
	}
	if open == ',' {
		s.buf = append(s.buf, '}')
	}
	s.buf = append(appendValue(append(s.buf, ' '), value), '\n')
	if len(s.buf) > flushAt {
		s.flush()
	}
}

// head writes what stands above a family in the text formats. OpenMetrics names
// a counter's family without the _total of its series.
func (s *sheet) head() {
	name := s.metric.Name
	if s.form == openMetrics {
		name = strings.TrimSuffix(name, "_total")
	}
	s.buf = append(s.buf, "# HELP "+name+" "+s.metric.Help+"\n# TYPE "+name+" "+string(s.metric.Type)+"\n"...)
	if unit := s.metric.Unit(); unit != "" && s.form == openMetrics {
		s.buf = append(s.buf, "# UNIT "+name+" "+unit+"\n"...)
	}
}

// putProto appends one io.prometheus.client.Metric as field 4 of its family: the
// labels, then Gauge (field 2) or Counter (field 3) with a value of eight bytes.
func (s *sheet) putProto(at around, more labels, value float64) {
	s.buf = append(s.buf, 4<<3|2)
	s.buf = binary.AppendUvarint(s.buf, uint64(len(at.head.proto)+len(more.proto)+len(at.tail.proto)+11)) //nolint:gosec // lengths
	s.buf = append(append(append(s.buf, at.head.proto...), more.proto...), at.tail.proto...)
	field := byte(2)
	if s.metric.Type == names.Counter {
		field = 3
	}
	s.buf = append(s.buf, field<<3|2, 9, 1<<3|1)
	s.buf = binary.LittleEndian.AppendUint64(s.buf, math.Float64bits(value))
}

// end ends a family. In protobuf its length stands in front of it, so that a
// family is the least that can be written at once.
func (s *sheet) end() {
	if s.form == protobuf && s.n > 0 {
		head := appendText(appendText(nil, 1, s.metric.Name), 2, s.metric.Help)
		kind := byte(1) // GAUGE
		if s.metric.Type == names.Counter {
			kind = 0
		}
		head = append(head, 3<<3, kind)
		if unit := s.metric.Unit(); unit != "" {
			head = appendText(head, 5, unit)
		}
		s.write(append(binary.AppendUvarint(nil, uint64(len(head)+len(s.buf))), head...)) //nolint:gosec // lengths
		s.flush()
	}
	s.n = 0
}

// close ends the last family and tells the first error.
func (s *sheet) close() error {
	s.end()
	s.flush()
	return s.err
}

func (s *sheet) flush() {
	s.write(s.buf)
	s.buf = s.buf[:0]
}

func (s *sheet) write(b []byte) {
	if s.err == nil && len(b) > 0 {
		_, s.err = s.out.Write(b)
	}
}
