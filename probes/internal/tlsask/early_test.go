package tlsask

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"testing"

	"holdfast/probes/internal/survey"
)

// sealed makes a record as a server would send it.
func sealed(t testing.TB, o opener, sequence uint64, plain []byte) []byte {
	t.Helper()
	head := []byte{23, 3, 3, 0, 0}
	binary.BigEndian.PutUint16(head[3:], uint16(len(plain)+o.aead.Overhead()))
	nonce := append([]byte(nil), o.iv...)
	binary.BigEndian.PutUint64(nonce[4:], binary.BigEndian.Uint64(nonce[4:])^sequence)
	return o.aead.Seal(head, nonce, plain, head)
}

// ticket is a NewSessionTicket in a handshake record, opened.
func ticket(extensions ...byte) []byte {
	body := append([]byte{0, 0, 1, 0, 1, 2, 3, 4, 1, 0, 0, 2, 'h', 'i', 0, byte(len(extensions))}, extensions...)
	return append(append([]byte{4, 0, 0, byte(len(body))}, body...), 22)
}

func TestEarlyData(t *testing.T) {
	t.Parallel()
	allowed := ticket(0, 42, 0, 4, 0, 0, 64, 0)
	for _, size := range []int{sha256.Size, sha512.Size384} {
		secret := make([]byte, size)
		for i, o := range openers(secret) {
			for name, c := range map[string]struct {
				plain [][]byte
				want  survey.Known
			}{
				"no ticket":          {[][]byte{{'h', 'i', 23}}, survey.Unknown},
				"a plain ticket":     {[][]byte{ticket()}, survey.No},
				"one that allows it": {[][]byte{{'h', 'i', 23}, ticket(), append(allowed, 0, 0)}, survey.Yes},
			} {
				e := &eavesdropper{secret: secret, heard: []byte{23, 3, 3, 0, 3, 1, 2, 3}} // of another key
				for n, plain := range c.plain {
					e.heard = append(e.heard, sealed(t, o, uint64(n), plain)...)
				}
				if got := e.earlyData(); got != c.want {
					t.Errorf("%s, %d bytes, cipher %d: %v, want %v", name, size, i, got, c.want)
				}
			}
		}
	}
}

func FuzzEarlyData(f *testing.F) {
	f.Add(ticket(0, 42, 0, 4, 0, 0, 64, 0), true)
	f.Add([]byte{23, 3, 3, 255, 255, 1}, false)
	f.Fuzz(func(t *testing.T, b []byte, seal bool) {
		secret := make([]byte, sha256.Size)
		if seal && len(b) < 1<<14 {
			b = sealed(t, openers(secret)[0], 0, b)
		}
		e := &eavesdropper{secret: secret, heard: b}
		_ = e.earlyData()
	})
}
