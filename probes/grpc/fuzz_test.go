package grpc

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"golang.org/x/net/http2"
)

// deaf is a connection of given bytes whose other side is deaf.
type deaf struct{ io.Reader }

// Write implements [io.Writer].
func (deaf) Write(p []byte) (int, error) { return len(p), nil }

// FuzzExchange reads arbitrary bytes as a server's: it ends, within its bounds,
// and only what keeps to the protocol counts as an answer.
func FuzzExchange(f *testing.F) {
	var good bytes.Buffer
	framer := http2.NewFramer(&good, nil)
	_ = framer.WriteSettings()
	_ = framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, EndHeaders: true, BlockFragment: []byte("\x88\x40\x0ccontent-type\x10application/grpc")})
	_ = framer.WriteData(1, false, []byte{0, 0, 0, 0, 2, 8, 1})
	_ = framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, EndHeaders: true, EndStream: true, BlockFragment: []byte("\x40\x0bgrpc-status\x010")})
	f.Add(good.Bytes())
	f.Add([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
	f.Add([]byte("\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		x := newExchange(deaf{bytes.NewReader(data)})
		err := x.read()
		odd := (*oddity)(nil)
		switch {
		case err == nil && x.came.httpStatus == 0:
			t.Error("the reading ended well without an answer")
		case err == nil, errors.As(err, &odd), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		default:
			t.Errorf("the error is %v; want an oddity or an end", err)
		}
		if len(x.came.body) > maxBody {
			t.Errorf("%d bytes of body were kept", len(x.came.body))
		}
	})
}

// FuzzMessage decodes arbitrary bodies: no panic, and SERVING only where the
// field says so.
func FuzzMessage(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 2, 8, 1})
	f.Add([]byte{0, 0, 0, 0, 6, 0x12, 2, 'h', 'i', 8, 1})
	f.Add([]byte{0, 0, 0, 0, 3, 0x12, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, body []byte) {
		message, err := unprefix(body)
		if err != nil {
			return
		}
		if state, err := healthResponse(message); err == nil && state == servingYes && !bytes.Contains(message, []byte{8}) {
			t.Errorf("% x is SERVING without a field that says so", message)
		}
	})
}

func TestHealthResponse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   string
		want serving
		bad  bool
	}{
		"nothing is UNKNOWN":      {"", servingUnknown, false},
		"SERVING":                 {"\x08\x01", servingYes, false},
		"the last counts":         {"\x08\x01\x08\x02", servingNot, false},
		"long varint":             {"\x08\x81\x00", servingYes, false},
		"negative":                {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", -1, false},
		"fixed fields":            {"\x11\x01\x02\x03\x04\x05\x06\x07\x08\x15\x01\x02\x03\x04\x08\x01", servingYes, false},
		"field 1 of another type": {"\x0a\x01\x01", servingUnknown, false},
		"varint cut":              {"\x08\x80", 0, true},
		"varint too long":         {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 0, true},
		"fixed cut":               {"\x11\x01", 0, true},
		"bytes cut":               {"\x12\x05a", 0, true},
		"bytes of 2^63":           {"\x12\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 0, true},
		"group":                   {"\x0b\x0c", 0, true},
		"field 0":                 {"\x00\x01", 0, true},
	} {
		got, err := healthResponse([]byte(c.in))
		if (err != nil) != c.bad || err == nil && got != c.want {
			t.Errorf("%s: %v (error %v), want %v, error %v", name, got, err, c.want, c.bad)
		}
	}
}
