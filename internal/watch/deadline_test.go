package watch

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Whatever somebody does with a look's context, it does what WithDeadline's does.
func TestLookingIsAContextWithADeadline(t *testing.T) {
	t.Parallel()
	type key struct{}
	wait := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	tests := []struct {
		name  string
		after func(stop func()) // what happens once somebody waits
		use   func(ctx context.Context) error
		want  error
		took  time.Duration
	}{
		{"waits", nil, wait, context.DeadlineExceeded, time.Second},
		{"waits by a child", nil, func(ctx context.Context) error {
			child, cancel := context.WithCancel(ctx)
			defer cancel()
			return wait(child)
		}, context.DeadlineExceeded, time.Second},
		{"is cancelled while a child waits", func(stop func()) { time.AfterFunc(time.Second/2, stop) }, func(ctx context.Context) error {
			child, cancel := context.WithTimeout(ctx, time.Hour)
			defer cancel()
			return wait(child)
		}, context.Canceled, time.Second / 2},
		{"a child ends first", nil, func(ctx context.Context) error {
			child, cancel := context.WithTimeout(ctx, time.Second/4)
			defer cancel()
			return wait(child)
		}, context.DeadlineExceeded, time.Second / 4},
		{"asks at the end without waiting", nil, func(ctx context.Context) error { time.Sleep(time.Second); return ctx.Err() }, context.DeadlineExceeded, time.Second},
		{"asks before the end", nil, func(ctx context.Context) error { return ctx.Err() }, nil, 0},
		{"has a value of its parent's, before and after", nil, func(ctx context.Context) error {
			if ctx.Value(key{}) != 7 || ctx.Done() == nil || ctx.Value(key{}) != 7 {
				return errors.New("no value")
			}
			return nil
		}, nil, 0},
		{"runs a function at its end", nil, func(ctx context.Context) error {
			ran := make(chan struct{})
			context.AfterFunc(ctx, func() { close(ran) })
			<-ran
			return context.Cause(ctx)
		}, context.DeadlineExceeded, time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				l := lookUntil(context.WithValue(t.Context(), key{}, 7), began.Add(time.Second))
				if tt.after != nil {
					tt.after(l.stop)
				}
				if err := tt.use(l); !errors.Is(err, tt.want) {
					t.Errorf("%v, want %v", err, tt.want)
				}
				if took := time.Since(began); took != tt.took {
					t.Errorf("it took %s, want %s", took, tt.took)
				}
				l.stop()
				if l.Err() == nil {
					t.Error("no error after the end")
				}
				<-l.Done()
			})
		})
	}
}

func TestLookingEndsWithItsParent(t *testing.T) {
	t.Parallel()
	parent, cancel := context.WithTimeout(t.Context(), time.Minute)
	l := lookUntil(parent, time.Now().Add(time.Hour))
	if end, ok := l.Deadline(); !ok || time.Until(end) > time.Minute {
		t.Errorf("deadline %s, %v; want the parent's, which is sooner", end, ok)
	}
	cancel()
	if !errors.Is(l.Err(), context.Canceled) {
		t.Errorf("%v after the parent's end, want canceled", l.Err())
	}
}

// The net package derives deadlines and cancellations from it.
func TestLookingDials(t *testing.T) {
	t.Parallel()
	l := lookUntil(t.Context(), time.Now())
	defer l.stop()
	_, err := (&net.Dialer{}).DialContext(l, "tcp", "127.0.0.1:1")
	if !timedOut(err) {
		t.Errorf("dialling past the deadline: %v, want a time-out", err)
	}
}

func TestLookingFromManySides(t *testing.T) {
	t.Parallel()
	for range 50 {
		l := lookUntil(t.Context(), time.Now().Add(time.Millisecond))
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() { <-l.Done() })
			wg.Go(func() { _ = l.Err(); _ = l.Value(0) })
		}
		wg.Go(l.stop)
		wg.Wait()
	}
}
