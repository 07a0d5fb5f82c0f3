package tlsask

import (
	"context"
	"sync"

	"holdfast/probes/internal/tlswire"
)

// volley is a number of hellos that are put all at once.
type volley []shot

// shot is one hello of a volley, and what to do with its reply.
type shot struct {
	hello tlswire.Hello
	hit   func(reply)
}

// aim adds a hello to the volley.
func (v *volley) aim(h tlswire.Hello, hit func(reply)) { *v = append(*v, shot{h, hit}) }

// fire puts all hellos in one way ([door.once], [door.ask]), and takes the replies
// in order when all are there. The error is that of the first which came to
// nothing; those after it are not taken. hits is how many were.
func (v volley) fire(ctx context.Context, put func(context.Context, tlswire.Hello) (reply, error)) (hits int, err error) {
	replies := make([]reply, len(v))
	errs := make([]error, len(v))
	var wg sync.WaitGroup
	for i, s := range v {
		wg.Go(func() { replies[i], errs[i] = put(ctx, s.hello) })
	}
	wg.Wait()
	for i, s := range v {
		if errs[i] != nil {
			return i, errs[i]
		}
		s.hit(replies[i])
	}
	return len(v), nil
}
