package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"iter"
	"reflect"

	"holdfast"
)

// loader is one act of loading: what was read, what was understood so far, and
// what was found wrong. Nothing stops at the first fault.
type loader struct {
	opt  Options
	plan *Plan

	sum      hash.Hash
	sources  []*source
	reading  []string           // paths of the files being read, outermost first
	read     map[string]place   // path → the include that brought it
	sections map[string][]*node // section → its value in each file
	brought  map[string]place   // section → where it was written first

	problems []problem
	warnings []problem
	told     map[problem]bool // a template's fault is told once, not once a site
	hidden   []string         // values that no text may show

	grammar map[reflect.Type]fields // the settings of each struct, once

	defaults  layer
	groups    map[string]layer
	templates map[string]*template

	names    map[string]place // of every check, also of those with faults
	ids      map[string]place
	renamed  map[string]problem // old id → where it is claimed
	sites    map[string]place
	channels map[string]place
	used     map[string]bool // channels that a route names
}

// problem is a fault before its source line is cut out and masked, which can
// only be done when everything was decoded.
type problem struct {
	at               place
	path, text, hint string
}

func newLoader(name string, o Options) *loader {
	return &loader{
		opt:       o,
		plan:      &Plan{File: name, Renames: map[string]string{}, Objectives: map[string]Objective{}},
		sum:       sha256.New(),
		read:      map[string]place{},
		sections:  map[string][]*node{},
		brought:   map[string]place{},
		told:      map[problem]bool{},
		grammar:   map[reflect.Type]fields{},
		groups:    map[string]layer{},
		templates: map[string]*template{},
		names:     map[string]place{},
		ids:       map[string]place{},
		renamed:   map[string]problem{},
		sites:     map[string]place{},
		channels:  map[string]place{},
		used:      map[string]bool{},
	}
}

// fault notes something wrong with what is written at that place.
func (l *loader) fault(at place, path, text, hint string) {
	p := problem{at, path, text, hint}
	if !l.told[p] {
		l.told[p] = true
		l.problems = append(l.problems, p)
	}
}

// faultf notes something wrong without a hint.
func (l *loader) faultf(at place, path, format string, args ...any) {
	l.fault(at, path, fmt.Sprintf(format, args...), "")
}

// warn notes something that loads but that nobody can have wanted.
func (l *loader) warn(at place, path, text, hint string) {
	p := problem{at, path, text, hint}
	if !l.told[p] {
		l.told[p] = true
		l.warnings = append(l.warnings, p)
	}
}

// hide keeps a value out of every text that loading makes.
func (l *loader) hide(value string) {
	for _, form := range guises(value) {
		if len(form) >= shortestSecret {
			l.hidden = append(l.hidden, form)
		}
	}
}

// probe returns the kind of check of that name.
func (l *loader) probe(name string) (*probeKind, bool) {
	return kindNamed(l.opt.Catalogue.Probes, name)
}

// The two sorts of kind that a catalogue has.
type (
	probeKind   = holdfast.Kind[holdfast.Prober]
	channelKind = holdfast.Kind[holdfast.Notifier]
)

// probes lists the kinds of check in the catalogue's order.
func (l *loader) probes() iter.Seq[*probeKind] {
	return func(yield func(*probeKind) bool) {
		for i := range l.opt.Catalogue.Probes {
			if !yield(&l.opt.Catalogue.Probes[i]) {
				return
			}
		}
	}
}

// kindNamed finds a kind in a list.
func kindNamed[T any](kinds []holdfast.Kind[T], name string) (*holdfast.Kind[T], bool) {
	for i := range kinds {
		if kinds[i].Name == name {
			return &kinds[i], true
		}
	}
	return nil, false
}

// kindNames lists the names of kinds.
func kindNames[T any](kinds []holdfast.Kind[T]) []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Name
	}
	return names
}

// digest is the hex form of what was summed so far.
func (l *loader) digest() string { return hex.EncodeToString(l.sum.Sum(nil)) }
