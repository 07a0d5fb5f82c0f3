// Package parquet writes tables as Apache Parquet files, in the plainest form that
// every reader takes.
//
// A Parquet file (https://parquet.apache.org/docs/file-format/) is the word PAR1,
// then for each group of rows the values of one column after the other, each
// column as a page with a header, then the file's description, its length in four
// bytes and PAR1 again. Headers and description are Thrift structs in its compact
// protocol. Here columns are required, values PLAIN and not compressed, a group
// has one page a column: strings with their length before them, whole numbers and
// times in milliseconds as eight bytes, little end first.
//
// The only library that is kept well makes a program 11 MB larger; this is what
// an export needs of it.
package parquet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

// Kind is the type of a column.
type Kind uint8

// The kinds, with the Go type of their values.
const (
	Text   Kind = iota // string
	Number             // int64
	Time               // time.Time, to the millisecond, UTC
)

// Column is a column of a table.
type Column struct {
	Name string
	Kind Kind
}

// groupRows is how many rows one group has at most.
const groupRows = 1 << 16

// ErrValue is the fault of a value that is not of its column's kind.
var ErrValue = errors.New("the value is not of the column's kind")

// Write writes a table. Every row has a value for each column.
func Write(w io.Writer, columns []Column, rows [][]any) error {
	f := &file{w: w}
	f.write([]byte("PAR1"))
	var groups []group
	for start := 0; start < len(rows); start += groupRows {
		g, err := f.group(columns, rows[start:min(start+groupRows, len(rows))])
		if err != nil {
			return err
		}
		groups = append(groups, g)
	}
	meta := describe(columns, groups, len(rows))
	f.write(meta)
	f.write(binary.LittleEndian.AppendUint32(nil, uint32(len(meta)))) //nolint:gosec // a description is small
	f.write([]byte("PAR1"))
	return f.err
}

// file counts what it writes and remembers the first fault.
type file struct {
	w   io.Writer
	at  int64
	err error
}

func (f *file) write(b []byte) {
	if f.err == nil {
		_, f.err = f.w.Write(b)
	}
	f.at += int64(len(b))
}

// group is where a group's columns are.
type group struct {
	rows   int
	chunks []chunk
}

type chunk struct{ at, size int64 }

// group writes some rows.
func (f *file) group(columns []Column, rows [][]any) (group, error) {
	g := group{rows: len(rows)}
	for i, c := range columns {
		var page bytes.Buffer
		for _, row := range rows {
			if err := put(&page, c, row[i]); err != nil {
				return g, err
			}
		}
		begin := f.at
		f.write(pageHeader(page.Len(), len(rows)))
		f.write(page.Bytes())
		g.chunks = append(g.chunks, chunk{at: begin, size: f.at - begin})
	}
	return g, f.err
}

// put appends a value in PLAIN encoding.
func put(page *bytes.Buffer, c Column, value any) error {
	var n int64
	switch v := value.(type) {
	case string:
		if c.Kind != Text {
			return fmt.Errorf("column %s: %w", c.Name, ErrValue)
		}
		page.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(v)))) //nolint:gosec // no text is 4 GB
		page.WriteString(v)
		return nil
	case int64:
		n = v
	case time.Time:
		n = v.UnixMilli()
		if v.IsZero() {
			n = 0
		}
	default:
		return fmt.Errorf("column %s: %T: %w", c.Name, value, ErrValue)
	}
	if c.Kind == Text {
		return fmt.Errorf("column %s: %w", c.Name, ErrValue)
	}
	page.Write(binary.LittleEndian.AppendUint64(nil, uint64(n))) //nolint:gosec // two's complement is the format
	return nil
}
