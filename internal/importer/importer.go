// Package importer turns the configs of other monitors into ours.
//
// # Moving house
//
// Somebody who watches two hundred things already has written down what matters
// to them; what they fear of a change is what gets lost on the way. So an import
// has two results: a config that loads, and the list of what is not in it, each
// with the file, line and column where it stood. A monitor that looks complete
// and is not would be worse than none.
//
// # The way of a file
//
//  1. source: YAML or JSON becomes nodes that know their place and whether they
//     were read.
//  2. [Detect]: its content says whose it is.
//  3. gatus, kuma, blackbox and prometheus each translate what they know into a
//     draft: the same question where there is one, a comment where there is not.
//  4. What nobody asked the nodes for is listed as left behind.
//  5. draft: the text is written and given to the loader until it takes it.
//
// # Secrets
//
// Tokens, passwords, webhooks and request headers become variables. Their names
// are listed with the place of each; their values are in no text, and are handed
// out only for a file that the user asked for ([Result.Secrets]).
package importer

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"holdfast/internal/importer/blackbox"
	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/gatus"
	"holdfast/internal/importer/kuma"
	"holdfast/internal/importer/prometheus"
	"holdfast/internal/importer/source"
)

// File is one file to import.
type File struct {
	Name string
	Data []byte
	// From says whose it is; empty lets its content say so.
	From Origin
}

// Options is what importing needs of the program around it.
type Options struct {
	// Kinds are the names of the kinds of check that there are.
	Kinds []string
	// Load gives a config to the loader, with a way to look variables up, and
	// returns what it refuses, by line. Nil trusts what was written.
	Load func(config []byte, getenv func(string) (string, bool)) []draft.Refusal
	// Read and Glob reach the files that a config of Prometheus names; nil
	// reaches none.
	Read func(path string) ([]byte, error)
	Glob func(pattern string) ([]string, error)
}

// Result is a config and what is not in it.
type Result struct {
	// Config is the text, ready to be loaded once its variables are set.
	Config []byte
	// Left is what could not be carried over, in the order it was found.
	Left []draft.Left
	// Secrets are the variables to set.
	Secrets []draft.Secret
	// Checks is how many checks there are.
	Checks int
}

// Import turns files into one config. The error is [source.Faults] (errors.As)
// when a file is not what it is said to be.
func Import(files []File, o Options) (Result, error) {
	log := &source.Log{}
	sorted := map[Origin][]*source.Node{}
	for _, f := range files {
		root := source.Read(f.Name, f.Data, log)
		if root == nil {
			continue
		}
		from := cmp.Or(f.From, Detect(root))
		if from == "" {
			log.Add(source.Fault{Place: source.Place{File: f.Name}, Text: "is no config that is known; want one of Gatus, Uptime Kuma, the blackbox exporter or Prometheus, or say which with --from"})
			continue
		}
		sorted[from] = append(sorted[from], root)
	}
	d := draft.New(o.Kinds)
	translate(d, sorted, o.files(log))
	if len(log.Faults) > 0 {
		return Result{}, log.Faults
	}
	return settle(d, files, o)
}

// translate hands the files to those who know them.
func translate(d *draft.Draft, sorted map[Origin][]*source.Node, files prometheus.Files) {
	if roots := sorted[Gatus]; len(roots) > 0 {
		gatus.Import(d, roots)
	}
	if roots := sorted[Kuma]; len(roots) > 0 {
		kuma.Import(d, roots)
	}
	scrapes, exporters := sorted[Prometheus], sorted[Blackbox]
	modules := blackbox.Read(d, exporters)
	prometheus.Import(d, scrapes, modules, files)
	switch {
	case len(exporters) == 0:
		return
	case len(scrapes) == 0:
		modules.Templates()
		d.Left(exporters[0], "its targets", "they stand in Prometheus' scrape config: import both files together")
	default:
		modules.Unused()
	}
	for _, root := range exporters {
		d.Unread(root)
	}
}

// settle writes the config until the loader takes it.
func settle(d *draft.Draft, files []File, o Options) (Result, error) {
	load := func(config []byte) []draft.Refusal {
		if o.Load == nil {
			return nil
		}
		return o.Load(config, lookup(d, string(config)))
	}
	text, err := d.Settle(named(files), load)
	if err != nil {
		return Result{}, fmt.Errorf("importing %s: %w", named(files), err)
	}
	return Result{Config: text.Config, Left: d.Lefts(), Secrets: d.Secrets(), Checks: d.Checks()}, nil
}

// lookup answers for each variable of a config, and for no other.
func lookup(d *draft.Draft, config string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value := d.Stand(name)
		return value, value != "" && strings.Contains(config, "${"+name)
	}
}

// named is the names of the files, without their folders.
func named(files []File) string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = filepath.Base(f.Name)
	}
	return strings.Join(names, ", ")
}

// errNoFiles is the answer of an import that may not look at files.
var errNoFiles = errors.New("no files can be reached here")

// files are the ways to reach what a config names.
func (o Options) files(log *source.Log) prometheus.Files {
	out := prometheus.Files{Read: o.Read, Glob: o.Glob, Log: log}
	if out.Read == nil {
		out.Read = func(string) ([]byte, error) { return nil, errNoFiles }
	}
	if out.Glob == nil {
		out.Glob = func(string) ([]string, error) { return nil, nil }
	}
	return out
}
