package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// fileName is the database's name in the data directory.
const fileName = "holdfast.db"

// Options are what a journal needs of the world; each zero value is usable.
type Options struct {
	Log *slog.Logger     // nil discards
	Now func() time.Time // wall clock; nil is time.Now
	// Hook is called at named points, "before-commit" and "after-commit", so
	// that tests can end the process there; nil is never.
	Hook func(point string)
	Keep Keep // what Prune leaves, until Retain says otherwise
}

// Journal is an open history. Its methods may be called from any goroutine.
type Journal struct {
	dir  string
	opts Options
	// read answers queries, beside the writer and never waiting for it.
	read *sql.DB
	// The rest is nil or zero when the journal was opened to be read only.
	lock     *os.File
	write    *sql.DB
	writer   *writer
	instance string
	epoch    int64
	lastSeq  atomic.Int64
	keep     atomic.Pointer[Keep] // nil: that of the options
	closing  sync.Once
	closed   error // what closing gave
}

// Open makes dir (0700) where it is missing, locks it, and opens or makes the
// journal in it. Its errors wrap ErrInUse, ErrDamaged, ErrForeign, ErrNewer,
// ErrReadOnly or ErrFull where it is one of these.
func Open(ctx context.Context, dir string, o Options) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make data directory %s: %w", dir, diagnose(err))
	}
	lock, err := takeLock(dir)
	if err != nil {
		return nil, err
	}
	j := &Journal{dir: dir, opts: o.complete(), lock: lock}
	if err := j.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal %s: %w", j.path(), err), j.Close())
	}
	return j, nil
}

// OpenReadOnly opens the journal beside the process that writes it, or while
// none runs. Commit and Prune then fail. A missing journal is ErrMissing.
func OpenReadOnly(ctx context.Context, dir string) (*Journal, error) {
	j := &Journal{dir: dir, opts: Options{}.complete()}
	size, err := sizeOf(j.path())
	if err != nil {
		return nil, fmt.Errorf("open journal %s: %w", j.path(), err)
	}
	if err := j.openReader(ctx, size); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal %s to read: %w", j.path(), err), j.Close())
	}
	return j, nil
}

// Instance names this data directory: eight hexadecimal digits, made once.
func (j *Journal) Instance() string { return j.instance }

// Epoch counts the openings of the journal, from 1; this one's is not used by
// any other process, before or after.
func (j *Journal) Epoch() int64 { return j.epoch }

// LastSeq is the number of the last event, 0 when there is none.
func (j *Journal) LastSeq() int64 { return j.lastSeq.Load() }

// Dir is the data directory.
func (j *Journal) Dir() string { return j.dir }

// Close ends the writer after what it was given, and lets go of the directory.
// To close once more changes nothing.
func (j *Journal) Close() error {
	j.closing.Do(func() { j.closed = j.close() })
	return j.closed
}

// close closes what is open.
func (j *Journal) close() error {
	var errs []error
	if j.writer != nil {
		errs = append(errs, j.writer.close())
	}
	for _, db := range []*sql.DB{j.read, j.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if j.lock != nil {
		errs = append(errs, j.lock.Close())
	}
	return errors.Join(errs...)
}

// complete fills in what was left out.
func (o Options) complete() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Hook == nil {
		o.Hook = func(string) {}
	}
	return o
}

// path is the database's path.
func (j *Journal) path() string { return filepath.Join(j.dir, fileName) }

// dsn names the database for the driver with what must hold on each connection.
func dsn(path string, query string) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find the full path of %s: %w", path, err)
	}
	return (&url.URL{Scheme: "file", Path: full, RawQuery: query}).String(), nil
}

// sizeOf is the file's size, or ErrMissing.
func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return 0, fmt.Errorf("%w: start holdfast run once, or name its directory with data", ErrMissing)
	case err != nil:
		return 0, diagnose(err)
	default:
		return info.Size(), nil
	}
}
