package mini

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"holdfast/probes/internal/tlswire"
)

// End is how listening to a server ended.
type End uint8

// The ends.
const (
	// Silence: nothing more came in the time given.
	Silence End = iota
	// Closed: the server closed the connection.
	Closed
	// Reset: the connection was reset.
	Reset
	// Garbage: something came that is no record, or one that the keys do not open.
	Garbage
	// Endless: more came than anybody needs to hear.
	Endless
	// Enough: the listener had heard what it wanted.
	Enough
)

// String says it in words.
func (e End) String() string {
	switch e {
	case Silence:
		return "silence"
	case Closed:
		return "the connection closed"
	case Reset:
		return "the connection reset"
	case Garbage:
		return "something that is no record of the session"
	case Enough:
		return ""
	default:
		return "data without end"
	}
}

// maxHeard is how many things are listened to; no reaction to one record has as
// many that differ.
const maxHeard = 64

// Reaction is what a server did, as far as it can be told from outside.
type Reaction struct {
	// Said are the things that came: alerts by level and name, messages by
	// type, data. Data that follows data is one thing.
	Said []string
	End  End
	// Alert is the first fatal alert, if HasAlert.
	Alert    tlswire.Alert
	HasAlert bool
	// NoRenegotiation tells of the warning by that name (RFC 5246 §7.2.2).
	NoRenegotiation bool
	// Hello tells that a ServerHello came.
	Hello bool
	// Data tells that application data came.
	Data bool
	// Heartbeats are the lengths of the heartbeat messages that came, in bytes.
	// What they held is thrown away unread.
	Heartbeats []int
}

// applicationData is how data is noted in Said.
const applicationData = "application data"

// String says it in one line.
func (r Reaction) String() string {
	said := r.Said
	if r.End != Enough {
		said = append(slices.Clone(said), r.End.String())
	}
	return strings.Join(said, ", then ")
}

// Objection says it in one line without the data that came: some servers greet,
// and the greeting says nothing about what they were sent.
func (r Reaction) Objection() string {
	r.Said = slices.DeleteFunc(slices.Clone(r.Said), func(s string) bool { return s == applicationData })
	return r.String()
}

// Quiet reports whether nothing was said and the connection stayed open.
func (r Reaction) Quiet() bool { return len(r.Said) == 0 && r.End == Silence }

// Gone reports whether the server ended the connection.
func (r Reaction) Gone() bool { return r.End == Closed || r.End == Reset }

// Refused reports whether a fatal alert came.
func (r Reaction) Refused() bool { return r.HasAlert }

// Listen hears what the server does, until it ends the connection or nothing
// more comes for the time given. A stop that returns true ends it earlier, with
// [Enough].
func (c *Conn) Listen(patience time.Duration, stop func(Reaction) bool) Reaction {
	var r Reaction
	for range maxHeard {
		until := time.Now().Add(patience)
		if until.After(c.until) {
			until = c.until
		}
		_ = c.conn.SetReadDeadline(until) // fails only on a closed connection, which the read tells
		e, err := c.next()
		if err != nil {
			r.End = endOf(err)
			return r
		}
		r.hear(e)
		if stop != nil && stop(r) {
			r.End = Enough
			return r
		}
	}
	r.End = Endless
	return r
}

// endOf classifies an error of reading.
func endOf(err error) End {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return Silence
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return Reset
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrClosedPipe):
		return Closed
	case errors.Is(err, errTooMuch):
		return Endless
	default:
		return Garbage
	}
}

// hear takes in one event.
func (r *Reaction) hear(e event) {
	switch e.record {
	case AlertRecord:
		r.alert(e.body)
	case HandshakeRecord:
		r.Hello = r.Hello || e.message == serverHello
		r.say(fmt.Sprintf("handshake message %d", e.message))
	case HeartbeatRecord:
		r.Heartbeats = append(r.Heartbeats, len(e.body))
		clear(e.body)
		r.say("a heartbeat")
	case ChangeCipherSpec:
		r.say("ChangeCipherSpec")
	default:
		r.Data = true
		r.say(applicationData)
	}
}

// say notes a thing, once for those that follow each other.
func (r *Reaction) say(what string) {
	if n := len(r.Said); n == 0 || r.Said[n-1] != what {
		r.Said = append(r.Said, what)
	}
}
