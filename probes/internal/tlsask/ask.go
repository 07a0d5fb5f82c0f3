package tlsask

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// slimSize is the most that a slim hello has, in bytes with its record head: some
// middleboxes take 512 for the limit.
const slimSize = 512

// errAlert says that an alert came which is no refusal by itself.
var errAlert = errors.New("an alert that is no refusal")

// reply is an answer, and the hello that it answers: of a hello that was asked
// in pieces, the piece.
type reply struct {
	tlswire.Answer
	hello tlswire.Hello
	// refused are the suites of pieces that were refused before this one.
	refused []tlswire.Suite
}

// ask puts a hello until it is answered: as it is, after a pause, slim, and once
// more as it is. The error is the last one, when all of that came to nothing.
func (d *door) ask(ctx context.Context, hello tlswire.Hello) (reply, error) {
	type try = func(context.Context, tlswire.Hello) (reply, error)
	tries := []try{d.once, d.once, d.pieces, d.once, d.pieces}
	if d.slim.Load() {
		tries = []try{d.pieces, d.pieces, d.pieces}
	}
	var last error
	for i, try := range tries {
		if i > 0 {
			d.upset()
		}
		answer, err := try(ctx, hello)
		if err == nil {
			return answer, nil
		}
		last = err
		if ctx.Err() != nil || d.hopeless(err, i) {
			break
		}
		if i == 1 && d.closes(ctx, err) {
			return reply{Answer: tlswire.Answer{Refused: true}, hello: hello}, nil
		}
	}
	return reply{}, last
}

// once puts the hello once; an alert that may speak about the moment counts as
// a refusal when the same comes again.
func (d *door) once(ctx context.Context, hello tlswire.Hello) (reply, error) {
	answer, err := d.knock(ctx, hello)
	if err != nil || !answer.Refused || answer.Alert.Refuses() {
		return reply{Answer: answer, hello: hello}, err
	}
	again, err := d.knock(ctx, hello)
	if err == nil && again.Refused && again.Alert != answer.Alert {
		err = fmt.Errorf("%s hello to %s: %w: %s, then %s", hello.Version.Title(), d.to, errAlert, answer.Alert, again.Alert)
	}
	return reply{Answer: again, hello: hello}, err
}

// pieces puts the hello in the old style and in pieces. The first choice of the
// server's is the answer; a refusal is one only when all pieces were refused.
func (d *door) pieces(ctx context.Context, hello tlswire.Hello) (reply, error) {
	whole := hello
	hello.Slim, hello.ExtendedMasterSecret, hello.EncryptThenMAC, hello.Heartbeat, hello.SCT = true, false, false, false, false
	var answer reply
	var refused []tlswire.Suite
	for part := range slices.Chunk(hello.Suites, roomFor(hello)) {
		hello.Suites = part
		var err error
		if answer, err = d.once(ctx, hello); err != nil {
			return reply{}, err
		}
		if !answer.Refused && answer.Version == hello.Version {
			break
		}
		refused = append(refused, part...)
	}
	answer.refused = refused
	if !d.slim.Swap(true) {
		d.whatIsDisliked(ctx, whole, answer)
	}
	return answer, nil
}

// roomFor is how many suites a slim hello has room for.
func roomFor(hello tlswire.Hello) int {
	hello.Suites = nil
	record, _ := hello.Record()
	return max(16, (slimSize-len(record))/2)
}

// whatIsDisliked asks, once a hello was answered only in pieces, whether it was
// its extensions or its size that the server dropped.
func (d *door) whatIsDisliked(ctx context.Context, whole tlswire.Hello, answer reply) {
	if answer.Suite == 0 {
		return
	}
	size := func(h tlswire.Hello) int { record, _ := h.Record(); return len(record) }
	short := whole
	short.Suites = []tlswire.Suite{answer.Suite}
	_, err := d.knock(ctx, short)
	switch {
	case err == nil:
		d.dislikes("size", fmt.Sprintf("a hello of %d bytes came to nothing, one of %d bytes with the same extensions was answered", size(whole), size(short)))
	case errors.Is(err, errUnanswered):
		d.dislikes("extension", fmt.Sprintf("a hello of %d bytes with extensions younger than 2012 came to nothing, one of %d bytes without them was answered", size(short), size(answer.hello)))
	}
}

// dislikes notes an intolerance.
func (d *door) dislikes(to, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.intolerances = append(d.intolerances, survey.Intolerance{To: to, Text: text})
}

// hopeless reports whether asking again is of no use after so many retries: what
// answers speaks no TLS, the budget is used up, no connection has ever come about
// and it is this machine that fails, or a second try failed too.
func (d *door) hopeless(err error, retries int) bool {
	if _, other := errors.AsType[*tlswire.NotTLSError](err); other || errors.Is(err, errBudget) {
		return true
	}
	failure, unmet := errors.AsType[*netdial.Failure](err)
	return unmet && !d.met.Load() && (failure.Class.Local() || retries > 0)
}

// unreachable reports whether the error is that of a connection which did not
// come about at all.
func unreachable(err error) bool {
	_, failure := errors.AsType[*netdial.Failure](err)
	return failure
}
