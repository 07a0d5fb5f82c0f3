package draft

import (
	"errors"
	"fmt"
)

// Refusal is a fault that the loader found in a text: its line, and what it
// says.
type Refusal struct {
	Line int
	Text string
}

// errUnsettled is an importer's own fault: a text that no entry is guilty of.
var errUnsettled = errors.New("the loader refuses what was written")

// Settle writes the config until the loader takes it: an entry with a fault is
// written as a comment then, with the loader's words above it.
func (d *Draft) Settle(of string, load func(config []byte) []Refusal) (Text, error) {
	for {
		text := d.Write(of)
		refused := load(text.Config)
		if len(refused) == 0 {
			return text, nil
		}
		if !d.withdraw(text, refused) {
			return text, fmt.Errorf("%w: line %d: %s", errUnsettled, refused[0].Line, d.scrub(refused[0].Text))
		}
	}
}

// withdraw turns the entries that faults stand in to comments, and reports
// whether any was.
func (d *Draft) withdraw(text Text, refused []Refusal) bool {
	any := false
	for _, r := range refused {
		if r.Line < 1 || r.Line > len(text.owner) {
			continue
		}
		if e := text.owner[r.Line-1]; e != nil && !e.off {
			e.Off(nil, "all of it", "holdfast would refuse it: "+d.scrub(r.Text))
			any = true
		}
	}
	return any
}

// Lefts lists what could not be carried over, in the order it was found, with
// no secret in it.
func (d *Draft) Lefts() []Left {
	out := make([]Left, len(d.left))
	for i, l := range d.left {
		out[i] = Left{Place: l.Place, What: oneLine(d.scrub(l.What)), Why: oneLine(d.scrub(l.Why))}
	}
	return out
}

// Secrets lists the variables, in the order they were found.
func (d *Draft) Secrets() []Secret { return d.secrets }

// Checks counts the checks that are written.
func (d *Draft) Checks() int { return d.written() }
