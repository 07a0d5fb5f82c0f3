package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"holdfast"
	"holdfast/config"
	"holdfast/internal/app"
)

// Options say how to run the demo.
type Options struct {
	Out     io.Writer
	For     time.Duration // ends by itself after this; zero goes on
	Data    string        // keeps the journal here; empty is a folder that goes
	Load    func(path string, env holdfast.Env) (*config.Plan, error)
	Version string
}

// Run starts the estate and the monitor, plays the story, and stops both.
func Run(ctx context.Context, o Options) error {
	estate, err := newEstate()
	if err != nil {
		return err
	}
	defer estate.close()
	receivers, err := estate.startReceivers()
	if err != nil {
		return err
	}
	dir, clean, err := folder(o.Data)
	if err != nil {
		return err
	}
	defer clean()
	listen, err := freePort("9780")
	if err != nil {
		return err
	}
	public, err := freePort("9781")
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "demo.yaml")
	if err := os.WriteFile(file, []byte(estate.config(receivers, dir, listen, public)), 0o600); err != nil {
		return err
	}
	if o.For > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, o.For)
		defer stop()
	}
	return watch(ctx, o, estate, receivers, file, public)
}

// watch runs the real monitor over the estate and tells what happens.
func watch(ctx context.Context, o Options, e *estate, r *receivers, file, public string) error {
	n := newNarrator(o.Out)
	ready := make(chan struct{})
	a, err := app.New(ctx, app.Options{
		Config: file, Load: o.Load, Version: o.Version, Told: n.hear,
		Env: holdfast.Env{Resolver: e.network.resolver(), Dial: e.network.dial, Roots: e.ca.pool()},
		Ready: func(page string) {
			fmt.Fprintf(o.Out, "holdfast demo  %s  4 pretend hosts, looked at every 2 s; Slack, PagerDuty and mail are pretend too. Ctrl-C ends\n", page)
			fmt.Fprintf(o.Out, "for the public http://%s  the status page of two of the hosts\n", public)
			close(ready)
		},
	})
	if err != nil {
		return err
	}
	var rooms sync.WaitGroup
	rooms.Go(func() {
		select {
		case <-ready:
			rooms.Go(func() { n.follow(ctx, a.View) })
			play(ctx, script(e, r), n.announce)
		case <-ctx.Done():
		}
	})
	err = a.Run(ctx)
	rooms.Wait()
	fmt.Fprintf(o.Out, "next: holdfast scan %s (legacy, while the demo runs) · holdfast scan YOUR.HOST · holdfast init YOUR.HOST\n", e.legacy)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// announce prints what the script does, between the lines of the monitor.
func (n *narrator) announce(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.say(n.paint.Dim(text))
}

// folder is where the journal lives, and how it is cleaned away.
func folder(data string) (dir string, clean func(), err error) {
	if data != "" {
		return data, func() {}, os.MkdirAll(data, 0o700)
	}
	dir, err = os.MkdirTemp("", "holdfast-demo-")
	return dir, func() { _ = os.RemoveAll(dir) }, err
}

// freePort is the address of a page: the usual one if nobody has it.
func freePort(usual string) (string, error) {
	var lc net.ListenConfig
	for _, address := range []string{"127.0.0.1:" + usual, "127.0.0.1:0"} {
		l, err := lc.Listen(context.Background(), "tcp", address)
		if err == nil {
			return l.Addr().String(), l.Close()
		}
	}
	return "", errors.New("no free port on 127.0.0.1")
}
