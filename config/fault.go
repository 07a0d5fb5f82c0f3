package config

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Fault is one thing wrong in a file, at the place where a person wrote it.
type Fault struct {
	// File is the path as it was reached; Line and Column count from 1, Column
	// in characters. Line is 0 for a fault of the file as a whole.
	File         string
	Line, Column int
	// Path is the key in the file: "sites.app.example.com.uptime.every".
	Path string
	// Text says what was found and wanted, Hint what to do ("did you mean …?").
	Text, Hint string
	// Source is the line itself, without its indentation and with every secret
	// masked; Width is how many characters the caret marks.
	Source string
	Width  int

	caret int // where in Source the mark begins, from 0
}

// String is the fault as a person reads it: place, path and sentence, then the
// line and a mark under it.
func (f Fault) String() string {
	out := f.Head()
	if f.Source == "" {
		return out
	}
	mark := strings.Repeat(" ", f.caret) + strings.Repeat("^", max(1, f.Width))
	return out + "\n    " + f.Source + "\n    " + mark
}

// Head is the fault in one line: "holdfast.yaml:8:21: PATH: TEXT; HINT".
func (f Fault) Head() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		b.WriteString(":" + strconv.Itoa(f.Line) + ":" + strconv.Itoa(f.Column))
	}
	b.WriteString(": ")
	if f.Path != "" {
		b.WriteString(f.Path + ": ")
	}
	b.WriteString(f.Text)
	if f.Hint != "" {
		b.WriteString("; " + f.Hint)
	}
	return b.String()
}

// Faults is everything that is wrong with a file, in the order of its lines.
type Faults []Fault

// Error prints all of them.
func (fs Faults) Error() string {
	parts := make([]string, len(fs))
	for i, f := range fs {
		parts[i] = f.String()
	}
	return strings.Join(parts, "\n")
}

// finish makes faults of problems: in file order, the line cut out and masked,
// and no hidden value in any text.
func (l *loader) finish(problems []problem) []Fault {
	faults := make([]Fault, 0, len(problems))
	order := map[string]int{}
	for i, src := range l.sources {
		order[src.name] = i
	}
	for _, p := range problems {
		faults = append(faults, l.finishOne(p))
	}
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(order[a.File], order[b.File]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return faults
}

// finishOne makes the fault of one problem.
func (l *loader) finishOne(p problem) Fault {
	f := Fault{File: l.plan.File, Path: l.scrub(p.path), Text: l.scrub(p.text), Hint: l.scrub(p.hint)}
	if p.at.src == nil {
		return f
	}
	f.File, f.Line, f.Column = p.at.src.name, p.at.line, p.at.col
	if p.at.line > 0 {
		f.Source, f.caret, f.Width = p.at.excerpt()
	}
	return f
}
