//go:build check

package netlab

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"holdfast"
)

// What a started binary is told to do.
const (
	envLook  = "HOLDFAST_LAB_LOOK"
	envServe = "HOLDFAST_LAB_SERVE"
)

// order is one look.
type order struct {
	Settings string
	Egress   string
	Full     bool
}

// Main is for TestMain: in a binary that was started inside the lab it looks or
// serves, and returns true.
func Main(kind holdfast.Kind[holdfast.Prober]) bool {
	switch {
	case os.Getenv(envLook) != "":
		if err := look(kind, os.Getenv(envLook)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return true
	case os.Getenv(envServe) != "":
		serve(os.Getenv(envServe))
		return true
	}
	return false
}

// look takes one look and writes its finding.
func look(kind holdfast.Kind[holdfast.Prober], text string) error {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	prober, err := kind.New(holdfast.Env{Check: "lab", Egress: o.Egress}, func(into any) error {
		return yaml.UnmarshalWithOptions([]byte(o.Settings), into, yaml.DisallowUnknownField())
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	f, err := prober.Probe(ctx, holdfast.Look{Full: o.Full})
	if err != nil {
		f = holdfast.CouldNotLook(err)
	}
	return json.NewEncoder(os.Stdout).Encode(f)
}

// Look takes a look from the probe's namespace.
func (l *Lab) Look(t *testing.T, settings, egress string, full bool) holdfast.Finding {
	t.Helper()
	return l.take(t, order{settings, egress, full}, self(t))
}

// LookWithout takes a look without a capability of capabilities(7), such as
// "net_raw", that it would else have from root.
func (l *Lab) LookWithout(t *testing.T, capability, settings string) holdfast.Finding {
	t.Helper()
	Need(t, "setpriv")
	return l.take(t, order{Settings: settings}, "setpriv", "--bounding-set", "-"+capability, self(t))
}

// take runs a command that takes a look.
func (l *Lab) take(t *testing.T, o order, command ...string) holdfast.Finding {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	within := append(l.Within("probe"), command...)
	cmd := exec.CommandContext(t.Context(), within[0], within[1:]...) //nolint:gosec // this test's own binary
	cmd.Env = append(os.Environ(), envLook+"="+string(text))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("look: %v", err)
	}
	var f holdfast.Finding
	if err := json.Unmarshal(out, &f); err != nil {
		t.Fatalf("finding %s: %v", out, err)
	}
	return f
}

// Serve listens in a place at ports (host:port each) that accept and say
// nothing, and returns once they do.
func (l *Lab) Serve(t *testing.T, place string, addresses ...string) (stop func()) {
	t.Helper()
	stop = l.Start(t, place, []string{envServe + "=" + strings.Join(addresses, " ")}, self(t))
	for _, a := range addresses {
		l.Await(t, place, a)
	}
	return stop
}

// Await waits until a port of a place listens.
func (l *Lab) Await(t *testing.T, place, address string) {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(30 * time.Second)
	for time.Now().Before(deadline) {
		out, err := exec.CommandContext(t.Context(), "ip", "netns", "exec", l.ns(place), "ss", "-Hltn", "sport", "=", ":"+port).Output() //nolint:gosec // a test's own port
		if err == nil && len(out) > 0 {
			return
		}
		<-time.After(50 * time.Millisecond)
	}
	t.Fatalf("nobody listens at %s in %s", address, place)
}

// serve accepts until the process is killed.
func serve(addresses string) {
	for a := range strings.FieldsSeq(addresses) {
		listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", a)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		go accept(listener)
	}
	select {}
}

// accept holds connections open until their other end closes.
func accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		}()
	}
}

// self is the running test's binary.
func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}
