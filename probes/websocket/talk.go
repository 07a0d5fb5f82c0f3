package websocket

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"
	"unicode/utf8"

	"holdfast/probes/internal/netdial"
)

// overConnection reports whether it was the connection that failed, not what
// came on it.
func overConnection(err error) bool {
	_, isOp := errors.AsType[*net.OpError](err)
	_, isErrno := errors.AsType[syscall.Errno](err)
	return isOp || isErrno || netdial.Classify(err) != netdial.Local
}

// talk is an open connection.
type talk struct {
	conn   net.Conn
	in     *bufio.Reader
	frames int
	whole  []byte // the message that is being received
	op     opcode // its kind; opContinue: none is
	seen   int    // bytes of messages so far
}

// heard is one thing that the server said.
type heard struct {
	op   opcode
	data []byte
}

// next returns the next message or pong. Pings are answered on the way; a close
// is the oddity "close".
func (t *talk) next() (heard, error) {
	for {
		if t.frames++; t.frames > maxFrames {
			return heard{}, spoilt("%d frames came without what was wanted", maxFrames)
		}
		f, err := readFrame(t.in)
		if err != nil {
			return heard{}, t.unreadable(err)
		}
		switch f.op {
		case opClose:
			return heard{}, closed(f.payload)
		case opPing:
			_ = t.say(opPong, f.payload) // a broken connection shows at the next reading
		case opPong:
			return heard{opPong, f.payload}, nil
		default:
			done, err := t.piece(f)
			if err != nil || done.op != opContinue {
				return done, err
			}
		}
	}
}

// unreadable says what a failed reading means.
func (t *talk) unreadable(err error) error {
	if errors.Is(err, errEndless) {
		return spoilt("more than 512 KiB came without what was wanted")
	}
	return err
}

// piece takes a frame of a message (RFC 6455 §5.4) and returns the message once
// it is whole.
func (t *talk) piece(f frame) (heard, error) {
	switch {
	case f.op == opContinue && t.op == opContinue:
		return heard{}, spoilt("a message goes on that has not begun")
	case f.op != opContinue && t.op != opContinue:
		return heard{}, spoilt("a message begins in the middle of another")
	case f.op != opContinue:
		t.op, t.whole = f.op, nil
	}
	if t.seen += len(f.payload); t.seen > maxMessage {
		return heard{}, &oddity{key: "message", text: "its messages exceed 64 KiB", fix: "expect: is looked for within the first 64 KiB"}
	}
	if t.whole = append(t.whole, f.payload...); !f.last {
		return heard{}, nil
	}
	done := heard{t.op, t.whole}
	if t.op, t.whole = opContinue, nil; done.op == opText && !utf8.Valid(done.data) {
		return heard{}, spoilt("a text message is no UTF-8")
	}
	return done, nil
}

// say sends a message or a control frame.
func (t *talk) say(op opcode, payload []byte) error {
	_, err := t.conn.Write(appendFrame(make([]byte, 0, len(payload)+14), op, payload))
	return err
}

// Status codes of a close (RFC 6455 §7.4.1).
const (
	closeNormal = 1000
	closeNone   = 1005 // the frame has none
)

// closeName names a status code.
func closeName(code int) string {
	names := map[int]string{
		closeNormal: "normal closure", 1001: "going away", 1002: "protocol error", 1003: "unsupported data", closeNone: "no status",
		1007: "invalid data", 1008: "policy violation", 1009: "message too big", 1010: "extension wanted", 1011: "internal error",
		1012: "service restart", 1013: "try again later", 1014: "bad gateway",
	}
	if name, ok := names[code]; ok {
		return name
	}
	return "application's own"
}

// closed is the oddity of a server that closes although nobody asked it to.
func closed(payload []byte) error {
	code, said := closeNone, ""
	switch {
	case len(payload) == 1:
		return spoilt("a close frame has half a status code")
	case len(payload) > 1:
		code, said = int(binary.BigEndian.Uint16(payload)), string(payload[2:])
	}
	return &oddity{key: "close", text: fmt.Sprintf("it closed with %d (%s)", code, closeName(code)), said: said, fix: closeFix(code)}
}

// closeFix says what to do about a status code.
func closeFix(code int) string {
	switch code {
	case 1008, 1002, 1003, 1007:
		return "it does not like what was said: look at send:, subprotocol: and the credentials"
	case 1001, 1012, 1013:
		return "the server restarts or is full; does that last?"
	default:
		return "the server ends the connection itself: look at its log"
	}
}

// goodbye closes as the protocol has it (§7): we say so, and wait a moment for
// the answer, so that the server's log stays clean. Nothing is judged any more.
func (t *talk) goodbye(ctx context.Context) {
	if t.say(opClose, []byte{closeNormal >> 8, closeNormal & 0xff}) != nil {
		return
	}
	moment := time.Now().Add(time.Second)
	if end, ok := ctx.Deadline(); ok && end.Before(moment) {
		moment = end
	}
	if t.conn.SetReadDeadline(moment) != nil || ctx.Err() != nil {
		return
	}
	for range maxFrames {
		if f, err := readFrame(t.in); err != nil || f.op == opClose {
			return
		}
	}
}

// pong pings, and waits for the pong with the same payload (§5.5.3). A message
// that comes before it is handed over.
func (t *talk) pong(token []byte, message func([]byte)) error {
	if err := t.say(opPing, token); err != nil {
		return err
	}
	for {
		came, err := t.next()
		switch {
		case err != nil:
			return err
		case came.op != opPong:
			message(came.data)
		case bytes.Equal(came.data, token):
			return nil
		}
	}
}

// newTalk begins a talk on a connection from which the handshake was read.
func newTalk(conn net.Conn, in *bufio.Reader) *talk { return &talk{conn: conn, in: in} }

// reader bounds what is read of a connection, the handshake first.
func reader(conn io.Reader) (*bufio.Reader, *bounded) {
	limit := &bounded{r: conn, left: maxHead}
	return bufio.NewReader(limit), limit
}
