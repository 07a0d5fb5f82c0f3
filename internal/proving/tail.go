//go:build check

package proving

import (
	"bytes"
	"sync"
)

// tailSize is how much of a log is kept, in bytes.
const tailSize = 16 << 10

// Tail keeps the end of what is written to it. Several goroutines may use it.
type Tail struct {
	mu  sync.Mutex // protects buf
	buf bytes.Buffer
}

// Write implements io.Writer.
func (l *Tail) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf.Write(p)
	l.buf.Next(max(0, l.buf.Len()-tailSize))
	return len(p), nil
}

// String returns the kept end.
func (l *Tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
