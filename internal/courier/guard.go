package courier

import (
	"context"
	"fmt"
	"time"

	"holdfast"
)

// guardGrace is how long a notifier may take to come back after its time is up.
const guardGrace = time.Second

// guarded makes one call, bounded and safe: a notifier that panics or does not
// come back has given no answer.
func guarded(ctx context.Context, ch holdfast.Channel, n holdfast.Notice) holdfast.Receipt {
	ctx, cancel := context.WithTimeout(ctx, ch.Timeout)
	defer cancel()
	done := make(chan holdfast.Receipt, 1)
	go func() { done <- caught(ctx, ch.Notifier, n) }()
	grace := time.NewTimer(ch.Timeout + guardGrace)
	defer grace.Stop()
	select {
	case r := <-done:
		return r
	case <-grace.C:
		return holdfast.Receipt{Answer: fmt.Sprintf("no answer in %s", ch.Timeout+guardGrace)}
	}
}

// caught turns a panic into a lost answer.
func caught(ctx context.Context, to holdfast.Notifier, n holdfast.Notice) (r holdfast.Receipt) {
	defer func() {
		if p := recover(); p != nil {
			r = holdfast.Receipt{Answer: fmt.Sprintf("the channel panicked: %v", p)}
		}
	}()
	return to.Notify(ctx, n)
}
