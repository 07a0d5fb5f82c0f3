package exposure_test

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"holdfast/probes/exposure"
	"holdfast/probes/probetest"
)

// listen accepts at a port of an own loopback address, and closes at once.
func listen(t *testing.T, addr string) int {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", addr+":0")
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
			_ = conn.Close()
		}
	}()
	tcp, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("listening on %v", l.Addr())
	}
	return tcp.Port
}

func TestSuite(t *testing.T) {
	const addr = "127.93.32.4"
	// Few ports and a short sweep: a round is done in one look. The port's
	// neighbours are left out, other tests may listen at them on all addresses.
	good := func(t *testing.T) probetest.Case {
		port := listen(t, addr)
		return probetest.Case{Settings: fmt.Sprintf("host: %s\nfrom: inside\nsweep: 1m\nallow: [%d]\nexpect: [%d]\nports: 1,7,9,13,%d\n", addr, port, port, port)}
	}
	probetest.Run(t, probetest.Suite{
		Kind: exposure.Kind(),
		Good: good,
		Bad: func(t *testing.T) probetest.Case {
			c := good(t)
			c.Settings = fmt.Sprintf("host: %s\nfrom: inside\nsweep: 1m\nallow: []\nports: 1,7,%d\n", addr, listen(t, addr))
			return c
		},
		Offline: true, // a sweep has sockets of its own, and no dialer
		Timeout: 10 * time.Second,
	})
}
