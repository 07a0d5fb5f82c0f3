package tlswire

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
)

// maxAnswer bounds what is read of one answer, in bytes. A long chain has some
// 20 KiB; a server that writes each byte in a record of its own sends six times
// as much.
const maxAnswer = 512 << 10

// NotTLSError says that what came is no TLS record. Begin is how it begins.
type NotTLSError struct{ Begin []byte }

// Error implements error.
func (e *NotTLSError) Error() string {
	return "what came is not TLS: it begins with " + strconv.QuoteToASCII(string(e.Begin))
}

// Read reads one answer: up to a refusal, a TLS 1.3 ServerHello, or
// ServerHelloDone. An error means that no choice of the server's came, and
// proves nothing but for a [NotTLSError]. What ends after the ServerHello is no
// error: the choice has been made, and [Answer.Cut] says why nothing more came.
func Read(r io.Reader) (Answer, error) {
	records := &reader{in: bufio.NewReader(&bounded{r, maxAnswer})}
	for {
		done, err := records.next()
		switch {
		case done:
			return records.answer, nil
		case err != nil && records.answer.Suite != 0:
			records.answer.Cut = err.Error()
			return records.answer, nil
		case err != nil:
			return Answer{}, err
		}
	}
}

// errTooMuch says that an answer has no end in sight.
var errTooMuch = errors.New("the answer has more than 512 KiB")

// bounded reads so many bytes at most, and says so.
type bounded struct {
	from io.Reader
	left int
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, errTooMuch
	}
	n, err := b.from.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// reader puts handshake messages together from records.
type reader struct {
	in      *bufio.Reader
	partial []byte // handshake bytes that are not yet a whole message
	begun   bool   // a well-formed record has come
	answer  Answer
}

// next takes in one record.
func (r *reader) next() (done bool, err error) {
	kind, body, err := r.record()
	if err != nil {
		return false, err
	}
	switch kind {
	case recordAlert:
		return r.alert(body)
	case recordHandshake:
		return r.handshake(body)
	default:
		if r.answer.Suite == 0 {
			return false, nil // RFC 8446 §5: a change cipher spec is to be passed over
		}
		return false, fmt.Errorf("a record of type %d before the end of the server's flight", kind)
	}
}

// record reads one record (RFC 8446 §5.1).
func (r *reader) record() (kind uint8, body []byte, err error) {
	head := make([]byte, 5)
	n, err := io.ReadFull(r.in, head)
	if n > 0 && !r.begun && !plausible(head[:n]) {
		return 0, nil, r.notTLS(head[:n])
	}
	if err != nil {
		return 0, nil, fmt.Errorf("reading a record: %w", err)
	}
	r.begun = true
	body = make([]byte, binary.BigEndian.Uint16(head[3:]))
	if _, err := io.ReadFull(r.in, body); err != nil {
		return 0, nil, fmt.Errorf("reading a record of %d bytes: %w", len(body), err)
	}
	return head[0], body, nil
}

// plausible reports whether bytes may begin a TLS record.
func plausible(head []byte) bool {
	return head[0] >= recordChangeCipherSpec && head[0] <= recordApplicationData && (len(head) < 2 || head[1] == 3)
}

// notTLS gathers a little more of what came, without waiting for it.
func (r *reader) notTLS(head []byte) error {
	more, _ := r.in.Peek(min(r.in.Buffered(), 27))
	return &NotTLSError{Begin: append(head, more...)}
}

// alert takes in an alert record. Warnings (unrecognized_name, close_notify)
// are noted and passed over.
func (r *reader) alert(body []byte) (done bool, err error) {
	const fatal = 2
	if len(body) < 2 {
		return false, nil
	}
	alert := Alert(body[1])
	switch {
	case body[0] != fatal:
		if r.answer.Suite == 0 && len(r.answer.Warnings) < maxWarnings {
			r.answer.Warnings = append(r.answer.Warnings, alert)
		}
		return false, nil
	case r.answer.Suite != 0:
		return false, fmt.Errorf("alert %s after the ServerHello", alert)
	default:
		r.answer = Answer{Refused: true, Alert: alert, Warnings: r.answer.Warnings}
		return true, nil
	}
}

// handshake takes in handshake bytes and reads the messages that are whole.
func (r *reader) handshake(body []byte) (done bool, err error) {
	r.partial = append(r.partial, body...)
	for {
		s := cryptobyte.String(r.partial)
		var kind uint8
		var message cryptobyte.String
		if !s.ReadUint8(&kind) || !s.ReadUint24LengthPrefixed(&message) {
			return false, nil
		}
		r.partial = r.partial[len(r.partial)-len(s):]
		if done, err = r.answer.message(kind, message); done || err != nil {
			return done, err
		}
	}
}
