package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
)

// squeeze compresses every stream of a file once more, as well as can be, and
// writes the table of references anew.
func squeeze(file []byte) ([]byte, error) {
	all, err := objects(file)
	if err != nil {
		return nil, err
	}
	_, trailer, _ := bytes.Cut(file[bytes.LastIndex(file, []byte("\nxref\n")):], []byte("trailer\n"))
	trailer, _, _ = bytes.Cut(trailer, []byte("startxref"))
	var out bytes.Buffer
	head, _, _ := bytes.Cut(file, []byte("\n"))
	// The comment of four bytes above 127 tells others that the file is binary
	// (7.5.2).
	fmt.Fprintf(&out, "%s\n%%\xe2\xe3\xcf\xd3\n", head)
	offsets := make([]int, len(all)+1)
	for _, o := range all {
		offsets[o.number] = out.Len()
		if err := o.write(&out); err != nil {
			return nil, err
		}
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets))
	for _, offset := range offsets[1:] {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n%sstartxref\n%d\n%%%%EOF\n", trailer, start)
	return out.Bytes(), nil
}

// write writes the object, its stream compressed.
func (o object) write(out *bytes.Buffer) error {
	fmt.Fprintf(out, "%d 0 obj\n", o.number)
	if o.stream == nil {
		fmt.Fprintf(out, "%s\nendobj\n", o.dict)
		return nil
	}
	dict, stream := o.dict, o.stream
	if bytes.Contains(dict, []byte("/FlateDecode")) {
		plain, err := inflate(stream)
		if err != nil {
			return fmt.Errorf("object %d: %w", o.number, err)
		}
		stream = deflate(plain)
		dict = bytes.Replace(dict, fmt.Appendf(nil, "/Length %d", len(o.stream)), fmt.Appendf(nil, "/Length %d", len(stream)), 1)
	}
	fmt.Fprintf(out, "%s\nstream\n", dict)
	out.Write(stream)
	out.WriteString("\nendstream\nendobj\n")
	return nil
}

// inflate undoes deflate, for at most 64 MiB.
func inflate(stream []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		return nil, fmt.Errorf("%w: a stream of %d bytes: %w", ErrNotOurs, len(stream), err)
	}
	plain, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%w: a stream of %d bytes: %w", ErrNotOurs, len(stream), err)
	}
	if len(plain) > mostBytes {
		return nil, fmt.Errorf("%w: a stream of more than %d bytes", ErrNotOurs, mostBytes)
	}
	return plain, nil
}

// deflate compresses as well as can be. A buffer takes everything.
func deflate(plain []byte) []byte {
	var out bytes.Buffer
	w, err := zlib.NewWriterLevel(&out, zlib.BestCompression)
	if err != nil {
		panic("pdf: compression level 9: " + err.Error())
	}
	_, _ = w.Write(plain)
	_ = w.Close()
	return out.Bytes()
}
