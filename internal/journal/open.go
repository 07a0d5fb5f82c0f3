package journal

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// The settings of a connection. FULL is the one that survives a power cut; the
// size limit hands the space of a long write-ahead log back.
const (
	writeQuery = "_txlock=immediate&_error_rc=1&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=temp_store(MEMORY)&_pragma=cache_size(-8192)&_pragma=journal_size_limit(33554432)"
	readQuery = "mode=ro&_error_rc=1&_pragma=busy_timeout(10000)&_pragma=query_only(1)&_pragma=cache_size(-4096)"
)

// readers is how many queries may run at a time.
const readers = 4

// open opens both sides of the database and starts the writer.
func (j *Journal) open(ctx context.Context) error {
	size, err := touch(j.path())
	if err != nil {
		return err
	}
	conn, err := j.connect(ctx, size)
	if err != nil {
		return err
	}
	if err := j.identify(ctx, conn); err != nil {
		return diagnose(err)
	}
	if j.writer, err = newWriter(ctx, conn, j.opts); err != nil {
		return diagnose(err)
	}
	return j.openReader(ctx, 0)
}

// touch makes the database file for its owner alone; SQLite gives its other
// files the same mode.
func touch(path string) (int64, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path is the operator's data directory
	if err != nil {
		return 0, diagnose(err)
	}
	defer file.Close() //nolint:errcheck // nothing was written
	return sizeOf(path)
}

// connect opens the one connection that writes, on a schema of today.
func (j *Journal) connect(ctx context.Context, size int64) (*sql.Conn, error) {
	if err := whole(j.path(), size); err != nil {
		return nil, err
	}
	name, err := dsn(j.path(), writeQuery)
	if err != nil {
		return nil, err
	}
	if j.write, err = sql.Open("sqlite", name); err != nil {
		return nil, err
	}
	conn, err := j.write.Conn(ctx)
	if err != nil {
		return nil, diagnose(err)
	}
	version, err := inspect(ctx, conn, size)
	if err != nil {
		return nil, err
	}
	return conn, migrate(ctx, conn, version)
}

// identify reads the instance's name, making it at the first opening, and
// counts the epoch up; both are on disk before anything is numbered.
func (j *Journal) identify(ctx context.Context, conn *sql.Conn) error {
	fresh := make([]byte, 4)
	_, _ = rand.Read(fresh) // never fails
	const script = `
insert into meta (key, value) values ('instance', ?) on conflict (key) do nothing;
insert into meta (key, value) values ('epoch', '1') on conflict (key) do update set value = value + 1;`
	if _, err := conn.ExecContext(ctx, "begin immediate;"+script+"commit", hex.EncodeToString(fresh)); err != nil {
		_, _ = conn.ExecContext(ctx, "rollback")
		return fmt.Errorf("count this opening: %w", err)
	}
	return j.readIdentity(ctx, conn)
}

// queryer is what identity is read from: a connection or a pool of them.
type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// readIdentity reads instance, epoch and the last event's number.
func (j *Journal) readIdentity(ctx context.Context, db queryer) error {
	var epoch string
	var seq int64
	row := db.QueryRowContext(ctx, `select (select value from meta where key = 'instance'),
		(select value from meta where key = 'epoch'), (select coalesce(max(seq), 0) from event)`)
	if err := row.Scan(&j.instance, &epoch, &seq); err != nil {
		return fmt.Errorf("read the journal's identity: %w", err)
	}
	j.lastSeq.Store(seq)
	var err error
	j.epoch, err = strconv.ParseInt(epoch, 10, 64)
	return err
}

// openReader opens the connections that queries use. A size above zero asks for
// an inspection first, when the writer has not already made it.
func (j *Journal) openReader(ctx context.Context, size int64) error {
	if err := whole(j.path(), size); err != nil {
		return err
	}
	name, err := dsn(j.path(), readQuery+j.immutable())
	if err != nil {
		return err
	}
	if j.read, err = sql.Open("sqlite", name); err != nil {
		return err
	}
	j.read.SetMaxOpenConns(readers)
	if j.writer != nil {
		return nil
	}
	conn, err := j.read.Conn(ctx)
	if err != nil {
		return diagnose(err)
	}
	defer conn.Close() //nolint:errcheck // it goes back to the pool
	version, err := inspect(ctx, conn, size)
	if err != nil {
		return err
	}
	if known, err := steps(); err != nil || version < len(known) {
		return errors.Join(err, fmt.Errorf("%w of this version (schema %d, wanted %d): start holdfast run once", ErrMissing, version, len(known)))
	}
	return j.readIdentity(ctx, conn)
}

// immutable is the setting that reads a journal in a directory where not even
// a reader's index file can be made; it is right only while nobody writes, which
// the missing write-ahead log shows.
func (j *Journal) immutable() string {
	if _, err := os.Stat(j.path() + "-wal"); err == nil || j.writer != nil {
		return ""
	}
	if unix.Access(j.dir, unix.W_OK) == nil {
		return ""
	}
	return "&immutable=1"
}
