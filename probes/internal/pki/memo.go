package pki

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"

	"holdfast/probes/internal/survey"
)

// maxStudies bounds the memory: a study holds about 50 kB.
const maxStudies = 64

// memo remembers the last studies by what was sent. The mutex guards all fields.
type memo struct {
	mu      sync.Mutex
	studies map[[sha256.Size]byte]*study
	order   [][sha256.Size]byte // oldest use first
}

func newMemo() *memo { return &memo{studies: make(map[[sha256.Size]byte]*study)} }

// study returns what is known of a chain, from memory where it can.
func (e *Examiner) study(c *survey.Certificate) *study {
	key := digest(c)
	if s := e.memo.get(key); s != nil {
		return s
	}
	return e.memo.put(key, read(c))
}

// digest is the hash of all that the server sent.
func digest(c *survey.Certificate) [sha256.Size]byte {
	h := sha256.New()
	var size [8]byte
	for _, part := range append([][]byte{c.Staple, c.SCTList}, c.Sent...) {
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		_, _ = h.Write(size[:]) // a hash never fails
		_, _ = h.Write(part)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func (m *memo) get(key [sha256.Size]byte) *study {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.studies[key]
	if s != nil {
		m.touch(key)
	}
	return s
}

// put remembers a study, unless another goroutine was faster.
func (m *memo) put(key [sha256.Size]byte, s *study) *study {
	m.mu.Lock()
	defer m.mu.Unlock()
	if known := m.studies[key]; known != nil {
		return known
	}
	if len(m.order) >= maxStudies {
		delete(m.studies, m.order[0])
		m.order = m.order[1:]
	}
	m.studies[key] = s
	m.order = append(m.order, key)
	return s
}

// touch moves a key to the end.
func (m *memo) touch(key [sha256.Size]byte) {
	for i, k := range m.order {
		if k == key {
			m.order = append(append(m.order[:i:i], m.order[i+1:]...), key)
			return
		}
	}
}
