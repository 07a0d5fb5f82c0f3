package tlsgrade

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/tlswire"
)

// piece is how many suites a slim hello offers: so few that the whole stays
// below 512 bytes, which some middleboxes take for the limit.
const piece = 64

// errAlert says that an alert came which is no refusal by itself.
var errAlert = errors.New("an alert that is no refusal")

// ask puts a hello until it is answered: as it is, after a pause, slim, and once
// more as it is. The error is the last one, when all of that came to nothing.
func (d *door) ask(ctx context.Context, hello tlswire.Hello) (tlswire.Answer, error) {
	tries := []func(context.Context, tlswire.Hello) (tlswire.Answer, error){d.once, d.once, d.pieces, d.once, d.pieces}
	if d.slim.Load() {
		tries = []func(context.Context, tlswire.Hello) (tlswire.Answer, error){d.pieces, d.pieces, d.pieces}
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
	}
	return tlswire.Answer{}, last
}

// once puts the hello once; an alert that may speak about the moment counts as
// a refusal when the same comes again.
func (d *door) once(ctx context.Context, hello tlswire.Hello) (tlswire.Answer, error) {
	answer, err := d.knock(ctx, hello)
	if err != nil || !answer.Refused || answer.Alert.Refuses() {
		return answer, err
	}
	again, err := d.knock(ctx, hello)
	if err == nil && again.Refused && again.Alert != answer.Alert {
		return again, fmt.Errorf("%s hello to %s: %w: %s, then %s", hello.Version.Title(), d.to, errAlert, answer.Alert, again.Alert)
	}
	return again, err
}

// pieces puts the hello in the old style and in pieces. The first choice of the
// server's is the answer; a refusal is one only when all pieces were refused.
func (d *door) pieces(ctx context.Context, hello tlswire.Hello) (tlswire.Answer, error) {
	hello.Slim = true
	var answer tlswire.Answer
	for part := range slices.Chunk(hello.Suites, piece) {
		hello.Suites = part
		var err error
		if answer, err = d.once(ctx, hello); err != nil {
			return tlswire.Answer{}, err
		}
		if !answer.Refused && answer.Version == hello.Version {
			break
		}
	}
	d.slim.Store(true)
	return answer, nil
}

// hopeless reports whether asking again is of no use after so many retries: what
// answers speaks no TLS, or no connection has ever come about and it is this
// machine that fails, or a second try failed too.
func (d *door) hopeless(err error, retries int) bool {
	if _, other := errors.AsType[*tlswire.NotTLSError](err); other {
		return true
	}
	failure, unmet := errors.AsType[*netdial.Failure](err)
	return unmet && !d.met.Load() && (failure.Class.Local() || retries > 0)
}

// unreachable reports whether the error is that of a connection which did not
// come about at all.
func unreachable(err error) bool {
	var failure *netdial.Failure
	return errors.As(err, &failure)
}
