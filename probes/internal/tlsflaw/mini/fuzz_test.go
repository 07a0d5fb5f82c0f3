package mini

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"holdfast/probes/internal/tlswire"
)

// script is a connection whose other end says what was written before, and
// closes.
type script struct {
	net.Conn

	said *bytes.Reader
}

func (s script) Read(p []byte) (int, error)     { return s.said.Read(p) }
func (script) Write(p []byte) (int, error)      { return len(p), nil }
func (script) Close() error                     { return nil }
func (script) SetDeadline(time.Time) error      { return nil }
func (script) SetReadDeadline(time.Time) error  { return nil }
func (script) SetWriteDeadline(time.Time) error { return nil }

// seeds are what real servers said: certificates, and flights up to
// ServerHelloDone.
func seeds(f *testing.F, pattern string) [][]byte {
	f.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "seeds", pattern))
	if err != nil || len(names) == 0 {
		f.Fatalf("no seeds %s: %v", pattern, err)
	}
	var out [][]byte
	for _, name := range names {
		seed, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		out = append(out, seed)
	}
	return out
}

// FuzzHandshake lets a server say anything to a client that wants a session.
func FuzzHandshake(f *testing.F) {
	for _, seed := range seeds(f, "*.flight") {
		f.Add(seed)
		f.Add(append(seed, ChangeCipherSpec, 3, 3, 0, 1, 1))
	}
	f.Add([]byte{AlertRecord, 3, 3, 0, 2, 2, 40})
	f.Fuzz(func(t *testing.T, said []byte) {
		c, err := Start(script{said: bytes.NewReader(said)}, Offer{Version: tlswire.TLS12, Suites: []tlswire.Suite{0x2f}}, time.Now())
		if err != nil {
			return
		}
		if c.Flight.Suite == 0 {
			t.Error("a flight without a suite is no error")
		}
		if err := c.Complete(); err == nil {
			t.Error("a server that does not know the keys completed a handshake")
		}
	})
}

// FuzzListen lets a server say anything to a client that listens.
func FuzzListen(f *testing.F) {
	f.Add([]byte{AlertRecord, 3, 3, 0, 2, 2, 40})
	f.Add([]byte{HeartbeatRecord, 3, 3, 0, 4, 2, 0, 1, 9, ApplicationData, 3, 3, 0, 0})
	f.Add([]byte{HandshakeRecord, 3, 3, 0, 5, 2, 0, 0, 1, 9, ChangeCipherSpec, 3, 1, 0, 1, 1})
	f.Fuzz(func(t *testing.T, said []byte) {
		c, err := newConn(script{said: bytes.NewReader(said)}, time.Now().Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		r := c.Listen(time.Second, nil)
		if len(r.Said) > maxHeard {
			t.Errorf("%d things were heard, want %d at most", len(r.Said), maxHeard)
		}
		if r.End == Silence || r.End == Enough {
			t.Errorf("listening ended with %d, but the connection was closed", r.End)
		}
	})
}

// FuzzCertificate reads the key out of anything.
func FuzzCertificate(f *testing.F) {
	for _, seed := range seeds(f, "*.der") {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		key, err := rsaKey(der)
		if err != nil {
			return
		}
		if bits := key.N.BitLen(); bits > maxModulus || bits < minModulus || key.E <= 0 {
			t.Errorf("a key of %d bits with the exponent %d was taken", bits, key.E)
		}
		if bits := key.N.BitLen(); bits <= 2048 && len(Encrypt(key, PKCS1(key, make([]byte, 48)))) != key.Size() {
			t.Error("what was encrypted is not as long as the key")
		}
	})
}

// FuzzOpen opens records that nobody sealed.
func FuzzOpen(f *testing.F) {
	for _, id := range []uint16{0x2f, 0x05, 0x9c, 0xcca8} {
		f.Add(id, []byte("0123456789abcdef0123456789abcdef0123456789abcdef"))
		f.Add(id, []byte{})
	}
	f.Fuzz(func(t *testing.T, id uint16, payload []byte) {
		for _, v := range []tlswire.Version{tlswire.TLS10, tlswire.TLS12} {
			if !Speaks(tlswire.Suite(id), v) {
				continue
			}
			half, _, err := Keys(tlswire.Suite(id), v, make([]byte, 48), make([]byte, 32), make([]byte, 32))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := half.Open(ApplicationData, payload); err == nil {
				t.Error("a record was opened that nobody sealed")
			}
		}
	})
}

// FuzzExchange answers any key exchange parameters.
func FuzzExchange(f *testing.F) {
	f.Add([]byte{3, 0, 29, 3, 1, 2, 3})
	f.Add([]byte{0, 2, 0xff, 0xfb, 0, 1, 2, 0, 1, 9})
	f.Fuzz(func(_ *testing.T, parameters []byte) {
		_, _, _ = secretEC(parameters)
		_, _, _ = secretDH(parameters)
	})
}
