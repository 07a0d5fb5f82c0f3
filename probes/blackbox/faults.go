package blackbox

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong with a module file.
type Fault struct {
	File string
	Line int    // from 1; 0: the file as a whole
	Text string // what was found, and what was wanted
}

// String returns "FILE:LINE: text".
func (f Fault) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.Text
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text)
}

// Faults are all that is wrong with a module file, in the order of its lines.
type Faults []Fault //nolint:errname // as the faults of the config

// Error implements error: one fault a line.
func (f Faults) Error() string {
	lines := make([]string, 0, len(f))
	for _, fault := range f {
		lines = append(lines, fault.String())
	}
	return strings.Join(lines, "\n")
}

// sort puts faults in the order of their lines.
func (f Faults) sort() {
	slices.SortStableFunc(f, func(a, b Fault) int { return a.Line - b.Line })
}

// wrong is a value that decoded but cannot be used; path leads to it inside the
// module ("http.tls_config.ca_file").
type wrong struct{ path, text string }

// Error implements error.
func (w *wrong) Error() string { return w.path + ": " + w.text }

// unoffered is a module that is read, but that /probe does not make; path leads to
// what it would need.
type unoffered struct{ path, text string }

// Error implements error.
func (u *unoffered) Error() string { return u.path + ": " + u.text }
