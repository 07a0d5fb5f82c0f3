// Package probetest is the suite that every kind of probe passes.
//
// The contract of [holdfast.Prober] is one method, but what is expected of it
// cannot be said in a signature: that a look ends when its context does, that
// it leaves no goroutine behind, that a machine without file descriptors says
// "could not look" and never "down", that an empty answer never holds, that
// fault keys are the same from look to look and explained in the kind's page,
// that no secret of the settings comes out. [Run] tries all of that against
// targets that the kind's own test provides.
//
// Beside the suite are the things that such tests need: [Decode] reads settings
// as the config does, [NewAuthority] issues certificates of any state, and
// [Resolver] is a DNS server on loopback.
package probetest

import (
	"context"
	"errors"
	"net"
	"syscall"
	"testing"
	"time"

	"holdfast"
)

// Case is settings with the world in which they are probed.
type Case struct {
	Settings string // YAML, as below the kind's name
	Env      holdfast.Env
}

// Suite is what a kind provides. A nil case is left out, with the tests that
// need it; Good is needed.
type Suite struct {
	Kind holdfast.Kind[holdfast.Prober]
	// Good makes a target that holds. Its settings should hold secrets where
	// the kind has any, named in Secrets.
	Good func(t *testing.T) Case
	// Bad makes a target that is broken, likewise.
	Bad func(t *testing.T) Case
	// Empty makes a target that accepts and closes without a word.
	Empty func(t *testing.T) Case
	// Hang makes a target that accepts and never says a word.
	Hang func(t *testing.T) Case
	// Secrets are values in the settings that must not come out.
	Secrets []string
	// Offline is true for kinds that open no connection.
	Offline bool
	// Timeout bounds one good look; zero is the kind's own.
	Timeout time.Duration
}

// Run runs the suite.
func Run(t *testing.T, s Suite) {
	t.Helper()
	if s.Timeout == 0 {
		s.Timeout = s.Kind.Timeout
	}
	t.Run("describes itself", func(t *testing.T) { describes(t, s) })
	t.Run("settings are documented", func(t *testing.T) { documented(t, s.Kind.Settings) })
	t.Run("unknown settings are refused", func(t *testing.T) { strict(t, s) })
	t.Run("sample can be used", func(t *testing.T) { usable(t, s) })
	t.Run("good", func(t *testing.T) { good(t, s) })
	t.Run("good from many goroutines", func(t *testing.T) { together(t, s) })
	t.Run("called off", func(t *testing.T) { calledOff(t, s) })
	optional(t, "bad", s.Bad, func(t *testing.T) { bad(t, s) })
	optional(t, "empty answer never holds", s.Empty, func(t *testing.T) { empty(t, s) })
	optional(t, "deadline", s.Hang, func(t *testing.T) { deadline(t, s) })
	optional(t, "called off while waiting", s.Hang, func(t *testing.T) { interrupted(t, s) })
	if !s.Offline {
		for name, err := range localErrors() {
			t.Run("could not look: "+name, func(t *testing.T) { couldNotLook(t, s, err) })
		}
	}
}

// optional runs a test whose case is given.
func optional(t *testing.T, name string, needs func(*testing.T) Case, test func(*testing.T)) {
	t.Helper()
	if needs != nil {
		t.Run(name, test)
	}
}

// localErrors are failures of the machine that looks.
func localErrors() map[string]error {
	op := func(errno syscall.Errno) error { return &net.OpError{Op: "dial", Net: "tcp", Err: errno} }
	return map[string]error{
		"no file descriptors": op(syscall.EMFILE),
		"no route":            op(syscall.ENETUNREACH),
		"no local address":    op(syscall.EADDRNOTAVAIL),
		"own firewall":        op(syscall.EPERM),
		"something else":      errors.New("the dialer is out of order"),
	}
}

// broken returns an environment whose dialer always fails.
func broken(env holdfast.Env, err error) holdfast.Env {
	env.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, err }
	return env
}
