package draft

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"holdfast/internal/importer/source"
)

// Draft is the config so far.
type Draft struct {
	checks   []*Check
	channels []*Entry
	windows  []*Entry
	// templates are lists of checks that nobody uses yet.
	templates []*Check

	left    []Left
	notes   []string
	secrets []Secret
	names   map[string]bool // of checks
	taken   map[string]bool // names of channels and of variables, as "channel ops"
	kinds   map[string]bool
	// variables are the source's own, with what their values may look like.
	variables map[string]string
}

// New returns an empty draft. kinds are the names of the kinds of check that
// there are.
func New(kinds []string) *Draft {
	d := &Draft{names: map[string]bool{}, taken: map[string]bool{}, kinds: map[string]bool{}, variables: map[string]string{}}
	for _, kind := range kinds {
		d.kinds[kind] = true
	}
	return d
}

// Knows reports whether there is a kind of check of that name.
func (d *Draft) Knows(kind string) bool { return d.kinds[kind] }

// Check adds a check under a name, which is changed if another has it. Others
// are words to tell it apart by then, best first.
func (d *Draft) Check(at source.Place, kind, name string, others ...string) *Check {
	name = d.unique(name, others)
	c := &Check{Entry: &Entry{Table: &Table{}, name: name, at: at, d: d}, Kind: kind, Ask: &Table{}}
	d.checks = append(d.checks, c)
	return c
}

// Template adds a check that no site uses yet; {host} stands for the site's.
func (d *Draft) Template(at source.Place, kind, name string) *Check {
	c := &Check{Entry: &Entry{Table: &Table{}, name: d.unique(name, nil), at: at, d: d}, Kind: kind, Ask: &Table{}}
	d.templates = append(d.templates, c)
	return c
}

// longest is how long the loader lets a name be.
const longest = 200

// unique makes a name of one line that no check has.
func (d *Draft) unique(name string, others []string) string {
	name = oneLine(name)
	for _, other := range others {
		if name != "" && d.names[name] && oneLine(other) != "" {
			name = oneLine(other) + "/" + name
		}
	}
	if name == "" {
		name = "unnamed"
	}
	base := strings.TrimSpace(cut(name, longest-8))
	name = base
	for i := 2; d.names[name]; i++ {
		name = fmt.Sprintf("%s (%d)", base, i)
	}
	d.names[name] = true
	return name
}

// cut shortens text to at most n bytes, at a character's border.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n]
}

// oneLine is a text without line breaks and control characters.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\uFEFF' || r == unicode.ReplacementChar || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// Channel adds a channel of a kind, under a name made from the given one.
func (d *Draft) Channel(at source.Place, name, kind string) (e *Entry, settings *Table) {
	settings = &Table{}
	e = &Entry{Table: (&Table{}), name: d.slug("channel ", name, "-", "channel"), at: at, d: d}
	e.fields = append(e.fields, field{kind, settings})
	d.channels = append(d.channels, e)
	return e, settings
}

// slug makes a name of letters and digits that nobody of its sort has.
func (d *Draft) slug(sort, name, dash, otherwise string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	base := strings.Join(words, dash)
	if base == "" || base[0] >= '0' && base[0] <= '9' {
		base = strings.Trim(otherwise+dash+base, dash)
	}
	base = strings.Trim(cut(base, 60), dash)
	out := base
	for i := 2; d.taken[sort+out]; i++ {
		out = fmt.Sprintf("%s%s%d", base, dash, i)
	}
	d.taken[sort+out] = true
	return out
}

// Window adds planned work.
func (d *Draft) Window(at source.Place, name string) *Entry {
	e := &Entry{Table: &Table{}, name: oneLine(name), at: at, d: d}
	e.Set("name", e.name)
	d.windows = append(d.windows, e)
	return e
}

// Left notes something that could not be carried over and belongs to no entry.
func (d *Draft) Left(at *source.Node, what, why string) {
	var place source.Place
	if at != nil {
		place = at.Place
	}
	d.left = append(d.left, Left{Place: place, What: what, Why: why})
}

// Note tells a difference that holds for all that is imported; it is written
// once at the head.
func (d *Draft) Note(text string) {
	if !slices.Contains(d.notes, text) {
		d.notes = append(d.notes, text)
	}
}

// Unread lists what nobody asked for as left.
func (d *Draft) Unread(root *source.Node) {
	for _, n := range root.Unread() {
		d.Left(n, n.Path, "nothing here corresponds to it")
	}
}
