package config

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"holdfast"
)

// Catalogue is what a file may speak of: the kinds of check and of channel.
type Catalogue struct {
	Probes   []holdfast.Kind[holdfast.Prober]
	Channels []holdfast.Kind[holdfast.Notifier]
}

// Options is what loading needs of the world. Zero fields mean the ordinary
// thing, so that a test can take all of it away.
type Options struct {
	Catalogue Catalogue
	// Env is handed to the kinds, with Check filled for each check, and with
	// Egress and Consent as the file declares them.
	Env holdfast.Env
	// Getenv looks up ${NAME}; nil is os.LookupEnv.
	Getenv func(string) (string, bool)
	// ReadFile reads included files and file: secrets; nil is os.ReadFile.
	ReadFile func(string) ([]byte, error)
	// Glob finds the files of an include pattern; nil is filepath.Glob.
	Glob func(string) ([]string, error)
	// Discover reads the lists of the discover section; nil refuses it.
	Discover Discoverer
	// Now tells which exceptions and windows have passed; nil is time.Now.
	Now func() time.Time
}

// filled returns the options with every nil replaced by the ordinary thing.
func (o Options) filled() Options {
	if o.Getenv == nil {
		o.Getenv = os.LookupEnv
	}
	if o.ReadFile == nil {
		o.ReadFile = os.ReadFile
	}
	if o.Glob == nil {
		o.Glob = filepath.Glob
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Plan is a file understood: everything that the program is to do.
type Plan struct {
	// File is the path as it was given, Hash the SHA-256 (hex) over all files
	// that were read, as they are written: references to secrets, not secrets.
	File, Hash string
	// Data is the data directory. Listen is host:port of metrics, staff page
	// and API; Public that of what is named public, empty for none. URL is the
	// address of the page as people reach it, empty when not told.
	Data, Listen, Public, URL string
	// Insecure is true when the file says that the staff page may be open to
	// anybody; else Password guards it wherever Listen is not loopback.
	Insecure bool
	Password holdfast.Secret

	Vantage holdfast.Vantage
	// Consent are ranges that scheduled sweeps may touch beyond the addresses
	// that the file names.
	Consent []netip.Prefix

	Checks   []holdfast.Check
	Channels []holdfast.Channel
	// Routes are empty when the file has none: everything to every channel.
	Routes   []holdfast.Route
	Windows  []holdfast.Window
	Promises []holdfast.Promise
	// Objectives are what checks are to reach, by their ID.
	Objectives map[string]Objective
	Page       Page
	Probe      Probe
	Report     Report
	History    History

	// Warnings are things that load but that nobody can have wanted.
	Warnings []Fault
	// Renames maps the id that was: names to the id it has now.
	Renames map[string]string

	trace trace
}

// Probe is the drop-in for the blackbox exporter.
type Probe struct {
	// Modules is the path of the module file; empty: there is no drop-in.
	Modules string
	// Names and Ranges may be asked; Open lets every public address be asked.
	Names  []string
	Ranges []netip.Prefix
	Open   bool
}

// Page is the status page that anybody may see.
type Page struct {
	Name string
	// URL is its address as people reach it, without a slash at its end; empty
	// when not told.
	URL              string
	Checks, Promises []string // globs on names and ids
	// Evidence shows reasons, facts and the last evidence too.
	Evidence bool
	// Static is the directory that the pages are written into, empty for none.
	Static string
}

// Load reads the file at path and all that it includes. The error is [Faults]
// (errors.As) when what was read is no good, else that of reading.
func Load(path string, o Options) (*Plan, error) {
	data, err := o.filled().ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the config: %w", err)
	}
	return Parse(path, data, o)
}

// Parse is Load for a file that was read already; name says where its includes
// are looked for, and heads its faults.
func Parse(name string, data []byte, o Options) (*Plan, error) {
	l := newLoader(name, o.filled())
	l.readFile(name, data, place{})
	l.readSections()
	l.plan.Warnings = l.finish(l.warnings)
	if faults := l.finish(l.problems); len(faults) > 0 {
		return nil, Faults(faults)
	}
	return l.plan, nil
}
