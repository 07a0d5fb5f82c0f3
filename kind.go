package holdfast

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net"
	"net/netip"
	"time"
)

// Kind is a sort of check or of channel: a folder that is a chapter. T is
// [Prober] for probes and [Notifier] for channels; the settings type stays the
// folder's own secret.
type Kind[T any] struct {
	// Name is the key in the config: "uptime", "slack".
	Name string
	// Title says in one line what it asks or where it tells.
	Title string
	// Doc is the kind's page as Markdown; its "### `key`" headings explain the
	// fault keys.
	Doc string
	// Sample is a commented example of its settings, as YAML.
	Sample string
	// Settings is a pointer to the settings with their defaults filled in, for
	// the schema and the reference (fields carry yaml and doc tags).
	Settings any
	// New makes one from its settings. decode fills a pointer to a settings
	// struct from the config, strictly; New must call it once, after filling in
	// defaults. An error names the setting and says what was wanted
	// ([SettingError]).
	New func(env Env, decode func(into any) error) (T, error)

	// For probes: Site kinds are asked of every site and take host: from it;
	// Every and Timeout are the defaults; Heavy kinds run in a pool of their own.
	Site    bool
	Every   time.Duration
	Timeout time.Duration
	Heavy   bool
	// For channels: Pages marks those that wake people.
	Pages bool
}

// SettingError is a setting that decoded but makes no sense. Field is its path
// below the kind ("status", "headers.0"); the config adds file, line and column.
type SettingError struct {
	Field string
	Text  string // what was found, what was wanted, what to do
}

// Error implements error.
func (e *SettingError) Error() string {
	if e.Field == "" {
		return e.Text
	}
	return e.Field + ": " + e.Text
}

// Targeted is a Prober that can name what it asks: Target as people write it
// (URL, host, host:port), Host the bare name or address of it. Every prober
// implements it.
type Targeted interface {
	Target() string
	Host() string
}

// Env is what a kind may use of the world. Zero fields mean the ordinary thing.
type Env struct {
	// Check is the ID of the check that is being made.
	Check string
	// Resolver looks names up; nil is the system's.
	Resolver *net.Resolver
	// Dial opens connections; nil is a plain net.Dialer without keep-alive.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Roots are the certificate authorities to trust; nil is the system's.
	Roots *x509.CertPool
	// Egress is the vantage's declared way out ("open" or empty).
	Egress string
	// Consent are further ranges that a scheduled sweep may touch.
	Consent []netip.Prefix
	// Pace limits packets of sweeps over all checks; nil does not limit.
	Pace Pacer
	// Beats remembers heartbeats; nil where none can arrive (check, scan).
	Beats Beats
	// Now is the wall clock; nil is time.Now.
	Now func() time.Time
	// Log is for what operators may want to read; nil discards.
	Log *slog.Logger
	// Version goes into the User-Agent.
	Version string
}

// Pacer lets n packets towards an address out, waiting as long as its rates
// demand, or until ctx ends.
type Pacer interface {
	Wait(ctx context.Context, addr netip.Addr, n int) error
}

// Beats remembers when each heartbeat token was last called.
type Beats interface {
	// Last returns the time of the last beat of the token's check (zero: never)
	// and since when this process has been able to hear one.
	Last(check string) (last, listening time.Time)
}

// Clock returns env.Now or the wall clock, in UTC.
func (e Env) Clock() time.Time {
	if e.Now == nil {
		return time.Now().UTC()
	}
	return e.Now().UTC()
}
