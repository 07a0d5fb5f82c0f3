package websocket

import (
	"crypto/rand"
	"encoding/binary"
	"io"
)

// opcode is the meaning of a frame (RFC 6455 §5.2).
type opcode byte

// The opcodes.
const (
	opContinue opcode = 0x0
	opText     opcode = 0x1
	opBinary   opcode = 0x2
	opClose    opcode = 0x8
	opPing     opcode = 0x9
	opPong     opcode = 0xa
)

// control reports whether it is a control frame's (§5.5).
func (o opcode) control() bool { return o&0x8 != 0 }

// known reports whether the protocol has it.
func (o opcode) known() bool { return o <= opBinary || o >= opClose && o <= opPong }

// frame is one frame, unmasked.
type frame struct {
	op      opcode
	last    bool // FIN: it ends its message
	payload []byte
}

// Bits of the first two bytes, and the longest payload of a control frame.
const (
	bitFin     = 0x80
	bitsRSV    = 0x70
	bitMask    = 0x80
	maxControl = 125
)

// appendFrame writes a whole message as a client does: in one frame, masked with
// a new key, so that no proxy on the way takes it for something else (§5.3).
func appendFrame(out []byte, op opcode, payload []byte) []byte {
	out = append(out, bitFin|byte(op))
	switch n := len(payload); {
	case n <= 125:
		out = append(out, bitMask|byte(n))
	case n <= 0xffff:
		out = binary.BigEndian.AppendUint16(append(out, bitMask|126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, bitMask|127), uint64(n))
	}
	var key [4]byte
	_, _ = rand.Read(key[:]) // never fails (crypto/rand)
	out = append(out, key[:]...)
	for i, b := range payload {
		out = append(out, b^key[i%4])
	}
	return out
}

// readFrame reads one frame of a server, and refuses what §5 forbids.
func readFrame(r io.Reader) (frame, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return frame{}, err
	}
	f := frame{op: opcode(head[0] & 0x0f), last: head[0]&bitFin != 0}
	switch {
	case head[0]&bitsRSV != 0:
		return f, spoilt("a frame uses reserved bits, and no extension was agreed on")
	case !f.op.known():
		return f, spoilt("a frame has the opcode %d, which does not exist", f.op)
	case head[1]&bitMask != 0:
		return f, spoilt("a frame is masked, which servers must not do")
	case f.op.control() && (!f.last || head[1] > maxControl):
		return f, spoilt("a control frame is in pieces, or longer than 125 bytes")
	}
	size, err := length(r, head[1])
	if err != nil {
		return f, err
	}
	f.payload = make([]byte, size)
	if _, err := io.ReadFull(r, f.payload); err != nil {
		return f, broke(err)
	}
	return f, nil
}

// length reads the length of a payload, which must be written in as few bytes as
// it can.
func length(r io.Reader, short byte) (int, error) {
	if short < 126 {
		return int(short), nil
	}
	wide, least := 2, uint64(126)
	if short == 127 {
		wide, least = 8, 1<<16
	}
	var b [8]byte
	if _, err := io.ReadFull(r, b[8-wide:]); err != nil {
		return 0, broke(err)
	}
	switch n := binary.BigEndian.Uint64(b[:]); {
	case n < least:
		return 0, spoilt("a frame's length of %d is written in %d bytes, more than it needs", n, wide)
	case n > maxMessage:
		return 0, &oddity{key: "message", text: "a frame has more than 64 KiB", fix: "expect: looks at messages of at most 64 KiB"}
	default:
		return int(n), nil //nolint:gosec // at most 64 KiB
	}
}

// broke makes an end in the middle of a frame look like one.
func broke(err error) error {
	if err == io.EOF { //nolint:errorlint // io.ReadFull returns it as it is
		return io.ErrUnexpectedEOF
	}
	return err
}
