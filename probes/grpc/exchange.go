package grpc

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// exchange reads one connection up to the end of our stream.
type exchange struct {
	in      *bufio.Reader
	framer  *http2.Framer
	settled bool // the server's settings came, as they must first
	came    answer
}

// newExchange reads from a connection and acknowledges on it.
func newExchange(conn io.ReadWriter) *exchange {
	in := bufio.NewReader(&bounded{r: conn, left: maxBytes})
	framer := http2.NewFramer(conn, in)
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil) // the size both sides begin with (RFC 9113 §6.5.2)
	framer.MaxHeaderListSize = maxAnswerHeaders
	framer.SetMaxReadFrameSize(maxFrameSize)
	framer.SetReuseFrames()
	return &exchange{in: in, framer: framer}
}

// read takes frames until the answer is whole, or so far known that the rest
// does not matter. The error is an [oddity], or one of the connection.
func (x *exchange) read() error {
	if err := x.begin(); err != nil {
		return err
	}
	for range maxFrames {
		frame, err := x.framer.ReadFrame()
		if err != nil {
			return x.unreadable(err)
		}
		if err := x.take(frame); err != nil {
			return err
		}
		if x.came.ended || x.came.httpStatus > 0 && !x.came.isGRPC() {
			return nil
		}
	}
	return spoilt("%d frames came without an answer", maxFrames)
}

// begin looks at the first bytes: servers that know HTTP/1 only say so in it.
func (x *exchange) begin() error {
	head, err := x.in.Peek(5)
	switch {
	case err != nil && len(head) > 0 && errors.Is(err, io.EOF):
		return &oddity{key: "protocol", text: "what came is no HTTP/2", said: string(head)}
	case err != nil:
		return err
	case bytes.Equal(head, []byte("HTTP/")):
		line, _ := x.in.Peek(min(x.in.Buffered(), 40))
		first, _, _ := bytes.Cut(line, []byte("\r\n"))
		return &oddity{key: "protocol", text: "it speaks HTTP/1, wanted HTTP/2", said: string(first), fix: "does this port speak gRPC, and does every proxy on the way speak HTTP/2?"}
	default:
		return nil
	}
}

// unreadable says what a failed reading means: faults of the framing are the
// peer's, others those of the connection.
func (x *exchange) unreadable(err error) error {
	conn, isConn := errors.AsType[http2.ConnectionError](err)
	one, isStream := errors.AsType[http2.StreamError](err)
	switch {
	case errors.Is(err, errEndless):
		return spoilt("%v", err)
	case errors.Is(err, http2.ErrFrameTooLarge):
		return spoilt("what came is no HTTP/2 (a frame would have more than 16 KiB)")
	case isConn:
		return spoilt("what came breaks HTTP/2: %s", http2.ErrCode(conn))
	case isStream:
		return spoilt("what came breaks HTTP/2: %s", one.Code)
	default:
		return err
	}
}

// take takes one frame.
func (x *exchange) take(frame http2.Frame) error {
	settings, ok := frame.(*http2.SettingsFrame)
	if !x.settled && (!ok || settings.IsAck()) {
		return spoilt("it began with a frame %s, wanted SETTINGS", frame.Header().Type)
	}
	x.settled = true
	switch f := frame.(type) {
	case *http2.SettingsFrame:
		return x.acknowledge(f)
	case *http2.PingFrame:
		if !f.IsAck() {
			_ = x.framer.WritePing(true, f.Data) // a broken connection shows at the next reading
		}
	case *http2.GoAwayFrame:
		return goneAway(f)
	case *http2.PushPromiseFrame:
		return spoilt("it pushed something, which our settings forbid")
	case *http2.RSTStreamFrame, *http2.MetaHeadersFrame, *http2.DataFrame:
		return x.onStream(frame)
	}
	return nil
}

// acknowledge takes the server's settings.
func (x *exchange) acknowledge(f *http2.SettingsFrame) error {
	if !f.IsAck() {
		_ = x.framer.WriteSettingsAck() // as above
	}
	return nil
}

// onStream takes a frame of a stream; there is but one.
func (x *exchange) onStream(frame http2.Frame) error {
	if id := frame.Header().StreamID; id != stream {
		return spoilt("a frame %s came on stream %d, which nobody opened", frame.Header().Type, id)
	}
	switch f := frame.(type) {
	case *http2.RSTStreamFrame:
		return &oddity{key: "reset", text: "it reset the call with " + f.ErrCode.String(), fix: "look at the server's log, and at the proxy's in front of it"}
	case *http2.MetaHeadersFrame:
		return x.came.headers(f)
	case *http2.DataFrame:
		return x.came.data(f)
	default:
		return nil
	}
}

// goneAway takes a GOAWAY: it matters only when our call will not be answered
// any more (RFC 9113 §6.8).
func goneAway(f *http2.GoAwayFrame) error {
	if f.LastStreamID >= stream {
		return nil
	}
	return &oddity{
		key: "goaway", text: "it went away (GOAWAY " + f.ErrCode.String() + ") without taking the call", said: string(f.DebugData()),
		fix: "a server that drains, or that counts our calls as too many: look at its log",
	}
}
