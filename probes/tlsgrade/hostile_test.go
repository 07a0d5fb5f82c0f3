package tlsgrade

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

// sorted returns the list in order.
func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// reset ends a connection with an RST.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// hello reads the first record of a connection.
func hello(conn net.Conn) []byte {
	head := make([]byte, 5)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil
	}
	body := make([]byte, int(head[3])<<8|int(head[4]))
	if _, err := io.ReadFull(conn, body); err != nil {
		return nil
	}
	return append(head, body...)
}

// again is a connection whose first bytes are read once more.
type again struct {
	net.Conn
	first io.Reader
}

func (a again) Read(b []byte) (int, error) { return a.first.Read(b) }

// replay puts bytes back before what the connection still has.
func replay(conn net.Conn, first []byte) net.Conn {
	return again{conn, io.MultiReader(bytes.NewReader(first), conn)}
}

// TestNothingProven checks that a server which says nothing intelligible never
// holds, and is not called broken either.
func TestNothingProven(t *testing.T) {
	t.Parallel()
	for name, handle := range map[string]func(net.Conn){
		"resets":                func(c net.Conn) { hello(c); reset(c) },
		"closes":                func(c net.Conn) { hello(c) },
		"closes at once":        func(net.Conn) {},
		"stalls":                func(c net.Conn) { _, _ = io.Copy(io.Discard, c) },
		"warns and closes":      func(c net.Conn) { hello(c); _, _ = c.Write([]byte{21, 3, 3, 0, 2, 1, 0}) },
		"stops within a record": func(c net.Conn) { hello(c); _, _ = c.Write([]byte{22, 3, 3, 0, 200, 2, 0}) },
		"sends torn messages":   func(c net.Conn) { hello(c); _, _ = c.Write([]byte{22, 3, 3, 0, 5, 2, 0, 0, 1, 9}) },
		"alerts at random": func() func(net.Conn) {
			var n atomic.Int32
			return func(c net.Conn) { hello(c); _, _ = c.Write([]byte{21, 3, 3, 0, 2, 2, byte(80 + n.Add(1))}) }
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProber(t, holdfast.Env{}, serve(t, "127.0.0.1:0", handle), "")
			p.manners.patience = 50 * time.Millisecond
			f := probe(t, p)
			if f.Status != holdfast.Unknown || f.Headline != "COULD NOT LOOK" || f.Reason == "" {
				t.Errorf("%v %q: %s; want unknown", f.Status, f.Headline, f.Reason)
			}
			if broken := f.FaultKeys(holdfast.Broken); len(broken) > 0 {
				t.Errorf("broken: %v", broken)
			}
		})
	}
}

// TestNoTLS checks that a clear refusal of everything is broken.
func TestNoTLS(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handle func(net.Conn)
		reason string
	}{
		"refuses": {
			func(c net.Conn) { hello(c); _, _ = c.Write([]byte{21, 3, 3, 0, 2, 2, 40}) },
			"127.0.0.1 refuses every version from SSL 2 to TLS 1.3 with every suite",
		},
		"has an internal error, always": {
			func(c net.Conn) { hello(c); _, _ = c.Write([]byte{21, 3, 3, 0, 2, 2, 80}) },
			"127.0.0.1 refuses every version from SSL 2 to TLS 1.3 with every suite",
		},
		"speaks HTTP": {
			func(c net.Conn) { hello(c); _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") },
			`127.0.0.1 speaks no TLS on this port: what came is not TLS: it begins with "HTTP/1.1 400 Bad Request\r\n\r\n"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probe(t, newProber(t, holdfast.Env{}, serve(t, "127.0.0.1:0", c.handle), ""))
			if f.Status != holdfast.Broken || f.Headline != "NO TLS" || f.Reason != c.reason {
				t.Errorf("%v %q: %s; want broken: %s", f.Status, f.Headline, f.Reason, c.reason)
			}
		})
	}
}

// TestQuirks puts a good server behind a difficult front.
func TestQuirks(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	config := &tls.Config{Certificates: []tls.Certificate{ca.issue(t, rsaKey(t, 2048), nil)}, CipherSuites: good()}
	behind := speakTLS(config)
	// turn counts the hellos of a length. A count of all connections would meet
	// askers in lockstep, and reset the same one each time.
	var mu sync.Mutex
	turns := map[int]int{}
	turn := func(length int) int {
		mu.Lock()
		defer mu.Unlock()
		turns[length]++
		return turns[length] - 1
	}
	for name, c := range map[string]struct {
		handle   func(net.Conn)
		versions []string
		unknown  []string
	}{
		"resets every third time that it is asked the same": {
			handle: func(conn net.Conn) {
				first := hello(conn)
				if turn(len(first))%3 == 0 {
					reset(conn)
					return
				}
				behind(replay(conn, first))
			},
			versions: []string{"TLS1.2", "TLS1.3"},
		},
		"resets long hellos": {
			handle: func(conn net.Conn) {
				if first := hello(conn); len(first) > 511 {
					reset(conn)
				} else {
					behind(replay(conn, first))
				}
			},
			versions: []string{"TLS1.2", "TLS1.3"},
		},
		"closes at TLS 1.3 hellos": {
			handle: func(conn net.Conn) {
				if first := hello(conn); !bytes.Contains(first, []byte{0, 43, 0, 3, 2, 3, 4}) && !bytes.Contains(first, []byte{0, 43, 0, 9, 8, 3, 4}) {
					behind(replay(conn, first))
				}
			},
			versions: []string{"TLS1.2"},
			unknown:  []string{"unseen/TLS1.3"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := probe(t, newProber(t, holdfast.Env{Roots: ca.pool}, serve(t, "127.0.0.1:0", c.handle), "server_name: "+shop))
			if diff := cmp.Diff(c.versions, f.Fact("tls_versions")); diff != "" {
				t.Errorf("versions (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.unknown, f.FaultKeys(holdfast.Unknown)); diff != "" {
				t.Errorf("unknown (-want +got):\n%s", diff)
			}
			if suites, _ := f.Fact("suites_tls1_2").([]string); len(suites) != 2 {
				t.Errorf("TLS 1.2 suites %v, want two", suites)
			}
			if want := holdfast.Holds; len(c.unknown) == 0 && f.Status != want {
				t.Errorf("%v: %s; want %v", f.Status, f.Reason, want)
			}
		})
	}
}

// TestCouldNotLook checks the errors of looks that did not take place.
func TestCouldNotLook(t *testing.T) {
	t.Parallel()
	t.Run("nobody listens", func(t *testing.T) {
		t.Parallel()
		var config net.ListenConfig
		listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		at := listener.Addr().String()
		_ = listener.Close()
		_, err = newProber(t, holdfast.Env{}, at, "").Probe(t.Context(), holdfast.Look{})
		if err == nil || !strings.Contains(err.Error(), "refused (RST)") {
			t.Errorf("error %v, want one that says refused", err)
		}
	})
	t.Run("our own dialer fails", func(t *testing.T) {
		t.Parallel()
		env := holdfast.Env{Dial: func(context.Context, string, string) (net.Conn, error) { return nil, syscall.EMFILE }}
		_, err := newProber(t, env, "127.0.0.1:443", "").Probe(t.Context(), holdfast.Look{})
		if !errors.Is(err, syscall.EMFILE) {
			t.Errorf("error %v, want EMFILE", err)
		}
	})
	t.Run("time is up", func(t *testing.T) {
		t.Parallel()
		at := serve(t, "127.0.0.1:0", func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := newProber(t, holdfast.Env{}, at, "").Probe(ctx, holdfast.Look{})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want that time was up", err)
		}
	})
}
