//go:build check

package netlab

// Inside runs do within a place, on a thread that is there: sockets that it
// makes itself, not by other goroutines, are the place's.
func (l *Lab) Inside(place string, do func() error) error { return inside(l.ns(place), do) }
