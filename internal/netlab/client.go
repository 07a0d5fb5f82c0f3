//go:build check

package netlab

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// Client asks over HTTP from within a place, without a process there.
func (l *Lab) Client(place string) *http.Client {
	dial := func(ctx context.Context, network, address string) (conn net.Conn, err error) {
		err = inside(l.ns(place), func() error {
			conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
			return err
		})
		return conn, err
	}
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
}

// inside runs do on a thread that is in a namespace; a socket stays in the one
// that it was made in. A thread that cannot come back ends with its goroutine.
func inside(name string, do func() error) error {
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		home, err := os.Open("/proc/thread-self/ns/net")
		if err != nil {
			done <- err
			return
		}
		defer func() { _ = home.Close() }()
		err = enter("/run/netns/" + name)
		if err == nil {
			err = do()
		}
		back := unix.Setns(int(home.Fd()), unix.CLONE_NEWNET)
		if back == nil {
			runtime.UnlockOSThread()
		}
		done <- errors.Join(err, back)
	}()
	return <-done
}

// enter moves this thread into a namespace.
func enter(path string) error {
	there, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = there.Close() }()
	if err := unix.Setns(int(there.Fd()), unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("enter %s: %w", path, err)
	}
	return nil
}
