package grpc_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// listen accepts connections and hands them over; they end with the test.
func listen(t testing.TB, config *tls.Config, handle func(net.Conn)) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen: %v", err)
	}
	if config != nil {
		l = tls.NewListener(l, config)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = c.Close() })
			go handle(c)
		}
	}()
	return l.Addr().String()
}

// wire is the server's side of one connection.
type wire struct {
	net.Conn
	*http2.Framer
	headers map[string]string // of the call
	body    []byte
}

// script plays a server: it reads the preface and a whole call, and then does
// what the test wants.
func script(do func(w *wire)) func(net.Conn) {
	return func(c net.Conn) {
		defer func() { _ = c.Close() }()
		if _, err := io.ReadFull(c, make([]byte, len(http2.ClientPreface))); err != nil {
			return
		}
		w := &wire{Conn: c, Framer: http2.NewFramer(c, c), headers: map[string]string{}}
		w.AllowIllegalWrites = true
		w.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
		for {
			frame, err := w.ReadFrame()
			if err != nil {
				return
			}
			switch f := frame.(type) {
			case *http2.MetaHeadersFrame:
				for _, field := range f.Fields {
					w.headers[field.Name] = field.Value
				}
			case *http2.DataFrame:
				w.body = append(w.body, f.Data()...)
				if f.StreamEnded() {
					do(w)
					_, _ = io.Copy(io.Discard, c) // until the client has read all
					return
				}
			}
		}
	}
}

// settings says the server's settings.
func (w *wire) settings() *wire {
	_ = w.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 100})
	return w
}

// head sends a block of headers, name after value.
func (w *wire) head(end bool, fields ...string) *wire {
	var block bytes.Buffer
	packer := hpack.NewEncoder(&block)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = packer.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	_ = w.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: block.Bytes(), EndHeaders: true, EndStream: end})
	return w
}

// ok sends the headers of an answer.
func (w *wire) ok() *wire { return w.head(false, ":status", "200", "content-type", "application/grpc") }

// data sends a piece of the body.
func (w *wire) data(bytes ...byte) *wire {
	_ = w.WriteData(1, false, bytes)
	return w
}

// state sends the message of a state.
func (w *wire) state(n byte) *wire { return w.data(0, 0, 0, 0, 2, 8, n) }

// status sends trailers.
func (w *wire) status(code string, more ...string) *wire {
	return w.head(true, append([]string{"grpc-status", code}, more...)...)
}

// healthy answers SERVING.
func healthy(w *wire) { w.settings().ok().state(1).status("0") }

// raw says bytes and ends.
func raw(text string) func(net.Conn) {
	return func(c net.Conn) {
		defer func() { _ = c.Close() }()
		_, _ = io.ReadFull(c, make([]byte, len(http2.ClientPreface)))
		_, _ = io.WriteString(c, text)
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.CloseWrite()
		}
		_, _ = io.Copy(io.Discard, c)
	}
}
