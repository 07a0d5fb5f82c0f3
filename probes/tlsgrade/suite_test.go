package tlsgrade

import (
	"crypto/tls"
	"io"
	"net"
	"testing"
	"time"

	"holdfast"
	"holdfast/probes/probetest"
)

// TestSuite runs what every kind of probe must pass.
func TestSuite(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	cert := ca.issue(t, rsaKey(t, 2048), nil)
	world := func(at string) probetest.Case {
		return probetest.Case{Settings: "host: " + at + "\nserver_name: " + shop, Env: holdfast.Env{Roots: ca.pool}}
	}
	probetest.Run(t, probetest.Suite{
		Kind:    Kind(),
		Timeout: 10 * time.Second,
		Good: func(t *testing.T) probetest.Case {
			return world(tlsServer(t, &tls.Config{Certificates: []tls.Certificate{cert}, CipherSuites: good()}))
		},
		Bad: func(t *testing.T) probetest.Case {
			return world(tlsServer(t, &tls.Config{
				Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS11,
				CipherSuites: []uint16{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA},
			}))
		},
		Empty: func(t *testing.T) probetest.Case { return world(serve(t, "127.0.0.1:0", func(net.Conn) {})) },
		Hang: func(t *testing.T) probetest.Case {
			return world(serve(t, "127.0.0.1:0", func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }))
		},
	})
}
