package tlsflaw

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// hostile dials servers that do with a connection what a function says, once
// they have read the beginning of the hello.
func hostile(serve func(net.Conn)) func(context.Context) (net.Conn, error) {
	return func(context.Context) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			buf := make([]byte, 16<<10)
			if _, err := far.Read(buf); err != nil {
				return
			}
			serve(far)
		}()
		return near, nil
	}
}

// forever writes the same again and again, with a pause between, until nobody
// listens.
func forever(what []byte, pause time.Duration) func(net.Conn) {
	return func(conn net.Conn) {
		if pause == 0 {
			what = bytes.Repeat(what, 1+16<<10/len(what))
		}
		for {
			if _, err := conn.Write(what); err != nil {
				return
			}
			if pause > 0 {
				<-time.After(pause)
			}
		}
	}
}

func TestHostile(t *testing.T) {
	t.Parallel()
	giant := append([]byte{22, 3, 3, 64, 0, 11, 255, 255, 255}, make([]byte, 16<<10-4)...)
	for _, c := range []struct {
		name string
		dial func(context.Context) (net.Conn, error)
		how  string
	}{
		{"closes", hostile(func(net.Conn) {}), "EOF"},
		{"is silent", hostile(func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }), "timeout"},
		{"one byte a second", hostile(forever([]byte{22}, time.Second)), ""},
		{"one byte a second of a record", hostile(func(conn net.Conn) {
			_, _ = conn.Write([]byte{22, 3, 3, 64, 0})
			forever([]byte{2}, time.Second)(conn)
		}), "timeout"},
		{"empty records without end", hostile(forever([]byte{22, 3, 3, 0, 0}, 0)), "without end"},
		{"warnings without end", hostile(forever([]byte{21, 3, 3, 0, 2, 1, 112}, 0)), "without end"},
		{"a giant message", hostile(forever(giant, 0)), "without end"},
		{"a message before the hello", hostile(forever([]byte{22, 3, 3, 0, 4, 14, 0, 0, 0}, 0)), "out of order"},
		{"data", hostile(forever([]byte{23, 3, 3, 0, 1, 9}, 0)), "out of order"},
		{"another protocol", hostile(forever([]byte("HTTP/1.1 400 Bad Request\r\n"), 0)), "not TLS"},
		{"refuses all", hostile(func(conn net.Conn) { _, _ = conn.Write([]byte{21, 3, 3, 0, 2, 2, 40}) }), "handshake_failure"},
		{"cannot be reached", func(context.Context) (net.Conn, error) { return nil, errors.New("no route to host") }, "no route to host"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			oneKey()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				flaws, used := Ask(t.Context(), Target{Dial: c.dial}, newServer(t, behaviour{}).endpoint())
				if took := time.Since(began); took > 2*time.Minute {
					t.Errorf("it took %s, want two minutes at most", took)
				}
				<-time.After(2 * time.Second) // the last of the slow servers notices
				if want := maxFailures; used != want && c.name != "refuses all" {
					t.Errorf("%d connections, want %d until the server is left in peace", used, want)
				}
				if !strings.Contains(flaws[0].How, c.how) {
					t.Errorf("%s: %s; want %q", flaws[0].Name, flaws[0].How, c.how)
				}
				for _, f := range flaws[:len(activeNames())] {
					if f.Vulnerable != survey.Unknown {
						t.Errorf("%s is %s: %s", f.Name, f.Vulnerable, f.How)
					}
				}
			})
		})
	}
}

// TestContextEnds gives less time than the questions need.
func TestContextEnds(t *testing.T) {
	t.Parallel()
	oneKey()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		s := newServer(t, behaviour{heartbeat: "mute", ccs: "mute"})
		began := time.Now()
		flaws, _ := Ask(ctx, Target{Dial: s.dial}, s.endpoint())
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("it took %s after a context of 3 s", took)
		}
		if last := flaws[len(activeNames())-1]; last.Vulnerable != survey.Unknown || !strings.Contains(last.How, "context deadline exceeded") {
			t.Errorf("%s is %s: %s", last.Name, last.Vulnerable, last.How)
		}
	})
}

// pumped is a connection that is read into memory at once.
type pumped struct {
	net.Conn

	in io.Reader
}

func (p pumped) Read(b []byte) (int, error) { return p.in.Read(b) }

// TestGo asks Go's own server, which has none of the flaws.
func TestGo(t *testing.T) {
	t.Parallel()
	oneKey()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, behaviour{})
		config := &tls.Config{
			Certificates: []tls.Certificate{{Certificate: [][]byte{s.der}, PrivateKey: s.key}},
			MinVersion:   tls.VersionTLS10, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{uint16(theSuite)},
		}
		dial := func(context.Context) (net.Conn, error) {
			near, far := net.Pipe()
			go func() {
				defer far.Close()
				server := tls.Server(pumped{far, pump(far)}, config)
				_, _ = io.Copy(io.Discard, server)
				_ = server.Close()
			}()
			return near, nil
		}
		ep := s.endpoint()
		ep.Protocols[1] = survey.Protocol{Version: tlswire.TLS10, Offered: survey.Yes, Complete: true, Suites: []tlswire.Suite{theSuite}}
		flaws, _ := Ask(t.Context(), Target{Dial: dial}, ep)
		got := known{}
		for _, f := range flaws {
			got[f.Name] = f.Vulnerable
			t.Logf("%s %s: %s", f.Name, f.Vulnerable, f.How)
		}
		if diff := cmp.Diff(wanted(nil), got); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
	})
}
