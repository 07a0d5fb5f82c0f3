//go:build !race

package watch

// raced is true when the race detector is on.
const raced = false
