package source

import (
	"fmt"
	"strings"
)

// Place is where something is written. Line and Column count from 1, Column in
// characters; Line is 0 for a file as a whole.
type Place struct {
	File         string
	Line, Column int
}

// String is "gatus.yaml:12:5".
func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Fault is one thing that makes a file unreadable as what it is said to be.
// Text never repeats a value of the file, which may be a secret.
type Fault struct {
	Place
	Path, Text string
}

// String is the fault in one line.
func (f Fault) String() string {
	if f.Path == "" {
		return f.Place.String() + ": " + f.Text
	}
	return f.Place.String() + ": " + f.Path + ": " + f.Text
}

// Faults are all faults of the files that were read together.
type Faults []Fault //nolint:errname // a list of faults, which is an error when there are any

// Error implements error, a line a fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// Log collects faults while files are read.
type Log struct {
	Faults Faults
	told   map[Fault]bool
}

// Add notes a fault once.
func (l *Log) Add(f Fault) {
	if l.told == nil {
		l.told = map[Fault]bool{}
	}
	if !l.told[f] {
		l.told[f] = true
		l.Faults = append(l.Faults, f)
	}
}
