package unreachable_test

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"holdfast/probes/probetest"
	"holdfast/probes/unreachable"
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
	const addr = "127.93.31.4"
	settings := "host: " + addr + "\nfrom: inside\nservices: [db2]\n"
	open := func(t *testing.T) probetest.Case {
		return probetest.Case{Settings: settings + fmt.Sprintf("ports: [%d]\n", listen(t, addr))}
	}
	probetest.Run(t, probetest.Suite{
		Kind: unreachable.Kind(),
		Good: func(t *testing.T) probetest.Case {
			return probetest.Case{Settings: settings + fmt.Sprintf("control: tcp://127.0.0.1:%d\n", listen(t, "127.0.0.1"))}
		},
		Bad:     open,
		Empty:   open,
		Timeout: 10 * time.Second,
	})
}
