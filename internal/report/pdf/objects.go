package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// ErrNotOurs is a file that is no PDF as this package writes it.
var ErrNotOurs = errors.New("no report in PDF")

// Bounds of what is read: a document of ours has some hundred objects.
const (
	mostBytes   = 64 << 20
	mostObjects = 100_000
)

// object is one object of a file: its dictionary, and the stream behind it, nil
// for none.
type object struct {
	number int
	dict   []byte
	stream []byte
}

// objects takes a file apart as its table of references says (ISO 32000-1,
// 7.5.4: one section of entries of 20 bytes).
func objects(file []byte) ([]object, error) {
	if len(file) > mostBytes || !bytes.HasPrefix(file, []byte("%PDF-")) {
		return nil, fmt.Errorf("%w: %d bytes that do not begin as one", ErrNotOurs, len(file))
	}
	offsets, err := references(file)
	if err != nil {
		return nil, err
	}
	all := make([]object, 0, len(offsets))
	for number, offset := range offsets {
		if number == 0 {
			continue
		}
		o, err := readObject(file, number, offset)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// references reads where each object begins.
func references(file []byte) ([]int, error) {
	tail := file[max(0, len(file)-64):]
	_, after, found := bytes.Cut(tail, []byte("startxref"))
	if !found {
		return nil, fmt.Errorf("%w: no startxref at the end", ErrNotOurs)
	}
	start, err := strconv.Atoi(string(bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(after), []byte("%%EOF")))))
	if err != nil || start < 0 || start >= len(file) {
		return nil, fmt.Errorf("%w: startxref %.20q points nowhere", ErrNotOurs, after)
	}
	rest, ok := bytes.CutPrefix(file[start:], []byte("xref\n0 "))
	line, entries, cut := bytes.Cut(rest, []byte("\n"))
	n, err := strconv.Atoi(string(line))
	if !ok || !cut || err != nil || n < 1 || n > mostObjects || len(entries) < 20*n {
		return nil, fmt.Errorf("%w: no table of references at %d", ErrNotOurs, start)
	}
	offsets := make([]int, n)
	for i := range offsets {
		offset, err := strconv.Atoi(string(entries[20*i : 20*i+10]))
		if err != nil || offset < 0 || offset >= len(file) {
			return nil, fmt.Errorf("%w: entry %d of the table of references", ErrNotOurs, i)
		}
		offsets[i] = offset
	}
	return offsets, nil
}

// length finds the length of a stream in its dictionary.
func length(dict []byte) (int, bool) {
	m := regexp.MustCompile(`/Length (\d{1,9})\b`).FindSubmatch(dict)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(string(m[1]))
	return n, err == nil
}

// readObject reads the object at an offset.
func readObject(file []byte, number, offset int) (object, error) {
	o := object{number: number}
	rest, ok := bytes.CutPrefix(file[offset:], fmt.Appendf(nil, "%d 0 obj\n", number))
	if !ok {
		return o, fmt.Errorf("%w: object %d is not at %d", ErrNotOurs, number, offset)
	}
	end := bytes.Index(rest, []byte("endobj"))
	if end < 0 {
		return o, fmt.Errorf("%w: object %d has no end", ErrNotOurs, number)
	}
	dict, body, streamed := bytes.Cut(rest[:end], []byte("stream\n"))
	o.dict = bytes.TrimSpace(dict)
	if !streamed {
		return o, nil
	}
	n, ok := length(dict)
	at := end - len(body)
	if !ok || n > len(rest)-at {
		return o, fmt.Errorf("%w: the stream of object %d has no length, or one beyond the file", ErrNotOurs, number)
	}
	o.stream = rest[at : at+n]
	return o, nil
}
