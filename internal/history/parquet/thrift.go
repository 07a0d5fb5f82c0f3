package parquet

import "encoding/binary"

// The types of Thrift's compact protocol that a description needs, and numbers
// of Parquet's own.
const (
	typeI32    = 5
	typeI64    = 6
	typeBinary = 8
	typeList   = 9
	typeStruct = 12

	physicalInt64 = 2
	physicalBytes = 6
	convertedUTF8 = 0
	convertedTime = 9 // TIMESTAMP_MILLIS
	encodingPlain = 0
	encodingRLE   = 3
)

// thrift writes structs: fields in the order of their numbers.
type thrift struct {
	out  []byte
	last []int16 // number of the last field, a struct deep each
}

func (t *thrift) field(number int16, kind byte) {
	top := len(t.last) - 1
	t.out = append(t.out, byte(number-t.last[top])<<4|kind) //nolint:gosec // neighbours are close
	t.last[top] = number
}

func (t *thrift) number(n int64) { t.out = binary.AppendVarint(t.out, n) }

func (t *thrift) i32(field int16, n int) {
	t.field(field, typeI32)
	t.number(int64(n))
}

func (t *thrift) i64(field int16, n int64) {
	t.field(field, typeI64)
	t.number(n)
}

func (t *thrift) text(s string) {
	t.out = binary.AppendUvarint(t.out, uint64(len(s)))
	t.out = append(t.out, s...)
}

func (t *thrift) binary(field int16, s string) {
	t.field(field, typeBinary)
	t.text(s)
}

// list begins a list of n.
func (t *thrift) list(field int16, kind byte, n int) {
	t.field(field, typeList)
	if n < 15 {
		t.out = append(t.out, byte(n)<<4|kind) //nolint:gosec // below 15
		return
	}
	t.out = append(t.out, 0xf0|kind)
	t.out = binary.AppendUvarint(t.out, uint64(n))
}

func (t *thrift) begin() { t.last = append(t.last, 0) }

func (t *thrift) end() {
	t.out = append(t.out, 0)
	t.last = t.last[:len(t.last)-1]
}

// pageHeader is the struct before a page's values.
func pageHeader(size, values int) []byte {
	t := &thrift{}
	t.begin()
	t.i32(1, 0) // a data page
	t.i32(2, size)
	t.i32(3, size)
	t.field(5, typeStruct)
	t.begin()
	t.i32(1, values)
	t.i32(2, encodingPlain)
	t.i32(3, encodingRLE)
	t.i32(4, encodingRLE)
	t.end()
	t.end()
	return t.out
}

// describe is the file's description.
func describe(columns []Column, groups []group, rows int) []byte {
	t := &thrift{}
	t.begin()
	t.i32(1, 1)
	t.list(2, typeStruct, len(columns)+1)
	t.begin()
	t.binary(4, "schema")
	t.i32(5, len(columns))
	t.end()
	for _, c := range columns {
		t.column(c)
	}
	t.i64(3, int64(rows))
	t.list(4, typeStruct, len(groups))
	for _, g := range groups {
		t.group(columns, g)
	}
	t.binary(6, "holdfast")
	t.end()
	return t.out
}

// physical is how a kind is stored, converted what it means; below 0 nothing
// beside.
func (c Column) types() (physical, converted int) {
	switch c.Kind {
	case Text:
		return physicalBytes, convertedUTF8
	case Time:
		return physicalInt64, convertedTime
	case Number:
	}
	return physicalInt64, -1
}

func (t *thrift) column(c Column) {
	physical, converted := c.types()
	t.begin()
	t.i32(1, physical)
	t.i32(3, 0) // required
	t.binary(4, c.Name)
	if converted >= 0 {
		t.i32(6, converted)
	}
	t.end()
}

func (t *thrift) group(columns []Column, g group) {
	var size int64
	t.begin()
	t.list(1, typeStruct, len(columns))
	for i, c := range columns {
		t.chunk(c, g.chunks[i], g.rows)
		size += g.chunks[i].size
	}
	t.i64(2, size)
	t.i64(3, int64(g.rows))
	t.end()
}

func (t *thrift) chunk(c Column, at chunk, rows int) {
	physical, _ := c.types()
	t.begin()
	t.i64(2, at.at)
	t.field(3, typeStruct)
	t.begin()
	t.i32(1, physical)
	t.list(2, typeI32, 1)
	t.number(encodingPlain)
	t.list(3, typeBinary, 1)
	t.text(c.Name)
	t.i32(4, 0) // not compressed
	t.i64(5, int64(rows))
	t.i64(6, at.size)
	t.i64(7, at.size)
	t.i64(9, at.at)
	t.end()
	t.end()
}
