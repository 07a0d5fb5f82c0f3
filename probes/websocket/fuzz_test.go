package websocket

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"
)

// FuzzFrames feeds what comes off a connection to what reads it.
func FuzzFrames(f *testing.F) {
	f.Add([]byte("\x81\x05hello\x89\x00\x88\x02\x03\xe8"))
	f.Add([]byte("\x01\x03hel\x80\x02lo"))
	f.Add([]byte("\x82\x7e\x01\x00abc"))
	f.Add([]byte("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, _ := reader(bytes.NewReader(raw))
		talk := newTalk(nowhere{}, in)
		for {
			h, err := talk.next()
			if err != nil {
				_, odd := errors.AsType[*oddity](err)
				if !odd && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("error %v; want an oddity or the end", err)
				}
				return
			}
			if len(h.data) > maxMessage {
				t.Errorf("a message of %d bytes", len(h.data))
			}
		}
	})
}

// FuzzAnswer feeds what comes off a connection to what reads the handshake.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n"))
	f.Add([]byte("HTTP/1.1 200 OK\r\n\r\n"))
	f.Add([]byte("SSH-2.0-x\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, _ := reader(bytes.NewReader(raw))
		resp, err := readAnswer(in) //nolint:bodyclose // it is never read
		if (resp == nil) == (err == nil) {
			t.Errorf("answer %v, error %v; want one of them", resp, err)
		}
	})
}

// TestFrame wants the example of RFC 6455 §5.7 to be read, and ours to be read
// by the rules for clients.
func TestFrame(t *testing.T) {
	t.Parallel()
	f, err := readFrame(bytes.NewReader([]byte{0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f}))
	if err != nil || string(f.payload) != "Hello" || f.op != opText || !f.last {
		t.Errorf("frame %v, %v; want Hello", f, err)
	}
	for _, size := range []int{0, 125, 126, 65535, 65536} {
		out := appendFrame(nil, opBinary, bytes.Repeat([]byte{'x'}, size))
		wide := map[int]int{126: 2, 65535: 2, 65536: 8}[size]
		if out[1]&bitMask == 0 || len(out) != 2+wide+4+size {
			t.Errorf("%d bytes become a frame of %d, masked: %v", size, len(out), out[1]&bitMask != 0)
		}
	}
	if got := accept("dGhlIHNhbXBsZSBub25jZQ=="); got != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" { // §1.3
		t.Errorf("accept is %s", got)
	}
}

// nowhere is a connection that takes everything.
type nowhere struct{ net.Conn }

// Write implements [io.Writer].
func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
