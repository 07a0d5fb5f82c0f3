package unreachable

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/probes/internal/sweep"
)

// prob makes a prober from YAML settings with an engine that answers.
func prob(t *testing.T, text string, env holdfast.Env, answer func(netip.Addr, uint16) (sweep.State, netip.Addr)) *prober {
	t.Helper()
	made, err := build(env, func(into any) error { return yaml.UnmarshalWithOptions([]byte(text), into, yaml.Strict()) })
	if err != nil {
		t.Fatal(err)
	}
	p, ok := made.(*prober)
	if !ok {
		t.Fatalf("made a %T", made)
	}
	if answer != nil {
		p.engine = sweep.Fake{Answer: answer}
	}
	return p
}

// all answers the same on every port, but for some.
func all(rest sweep.State, some map[uint16]sweep.State) func(netip.Addr, uint16) (sweep.State, netip.Addr) {
	return func(_ netip.Addr, port uint16) (sweep.State, netip.Addr) {
		if s, ok := some[port]; ok {
			return s, netip.Addr{}
		}
		return rest, netip.Addr{}
	}
}

func TestWhatProvesIt(t *testing.T) {
	t.Parallel()
	silent := errors.New("nobody there")
	for _, c := range []struct {
		name     string
		egress   string
		control  error // of the dialled control; nil answers
		settings string
		answer   func(netip.Addr, uint16) (sweep.State, netip.Addr)
		status   holdfast.Status
		headline string
		keys     []string
	}{
		{"all send RST", "", nil, "", all(sweep.Closed, nil), holdfast.Holds, "", nil},
		{"silence without egress proves nothing", "", nil, "", all(sweep.Filtered, map[uint16]sweep.State{443: sweep.Open}), holdfast.Unknown, "NOT PROVEN", []string{"egress"}},
		{"silence beside a canary and a declared way out", "open", nil, "", all(sweep.Filtered, map[uint16]sweep.State{443: sweep.Open}), holdfast.Holds, "", nil},
		{"silence of a host that may be dead", "open", nil, "", all(sweep.Filtered, nil), holdfast.Unknown, "NOT PROVEN", []string{"egress"}},
		{"silence beside a control", "open", nil, "control: tcp://127.0.0.8:443", all(sweep.Filtered, nil), holdfast.Holds, "", nil},
		{"the control is silent too", "open", silent, "control: tcp://127.0.0.8:443", all(sweep.Filtered, nil), holdfast.Unknown, "COULD NOT LOOK", []string{"control", "egress"}},
		{"an open port", "open", silent, "", all(sweep.Closed, map[uint16]sweep.State{11211: sweep.Open}), holdfast.Broken, "EXPOSED", []string{"port/11211"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			env := holdfast.Env{Egress: c.egress, Dial: func(context.Context, string, string) (net.Conn, error) {
				if c.control != nil {
					return nil, c.control
				}
				client, server := net.Pipe()
				go func() { _ = server.Close() }()
				return client, nil
			}}
			p := prob(t, "host: 127.0.0.9\nfrom: inside\n"+c.settings, env, c.answer)
			f, err := p.Probe(t.Context(), holdfast.Look{})
			if err != nil {
				t.Fatal(err)
			}
			var keys []string
			for _, fault := range f.Faults {
				keys = append(keys, fault.Key)
			}
			if diff := cmp.Diff([]any{c.status, c.headline, c.keys}, []any{f.Status, f.Headline, keys}); diff != "" {
				t.Errorf("%s\nreason: %s", diff, f.Reason)
			}
			if f.Reason == "" {
				t.Error("no reason")
			}
		})
	}
}

func TestPrivateAddressesProveNothingFromOutside(t *testing.T) {
	t.Parallel()
	f, err := prob(t, "host: 127.0.0.9", holdfast.Env{Egress: "open"}, all(sweep.Closed, nil)).Probe(t.Context(), holdfast.Look{})
	if err != nil || f.Status != holdfast.Unknown {
		t.Errorf("%v, %v: %s", f.Status, err, f.Reason)
	}
}

// redis answers as one without a password.
func redis(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				buf := make([]byte, 256)
				for {
					n, err := conn.Read(buf)
					if err != nil {
						return
					}
					text := "+PONG\r\n"
					if strings.HasPrefix(string(buf[:n]), "INFO") {
						text = "$22\r\nredis_version:7.0.15\r\n\r\n"
					}
					if _, err := conn.Write([]byte(text)); err != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

func TestRedisIsRecognisedOnAnyPort(t *testing.T) {
	t.Parallel()
	_, port, err := net.SplitHostPort(redis(t))
	if err != nil {
		t.Fatal(err)
	}
	f, err := prob(t, "host: 127.0.0.1\nfrom: inside\nservices: [cassandra]\nports: ["+port+"]", holdfast.Env{}, nil).Probe(t.Context(), holdfast.Look{})
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("127.0.0.1:%s said Redis 7.0.15, no AUTH asked; nothing written", port)
	if f.Status != holdfast.Broken || f.Faults[0].Text != want {
		t.Errorf("%v: %q, want %q", f.Status, f.Faults[0].Text, want)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, field string }{
		{"services: [redis]", "host"},
		{"host: db/x", "host"},
		{"host: db\nservices: [redes]", "services.0"},
		{"host: db\ncontrol: app:443", "control"},
		{"host: db\nexpect: nothing", "expect"},
		{"host: db\nip: five", "ip"},
		{"host: db\naddresses: [here]", "addresses.0"},
		{"host: db\nports: [0]", "ports"},
	} {
		_, err := build(holdfast.Env{}, func(into any) error { return yaml.Unmarshal([]byte(c.text), into) })
		var fault *holdfast.SettingError
		if !errors.As(err, &fault) || fault.Field != c.field {
			t.Errorf("%q: %v, want a fault of %s", c.text, err, c.field)
		}
	}
}
