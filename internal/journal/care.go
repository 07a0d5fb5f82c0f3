package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// TableSize is what a table, indexes included, takes of the file.
type TableSize struct {
	Table string `json:"table"`
	Rows  int64  `json:"rows"`
	Bytes int64  `json:"bytes"`
}

// Sizes is what the journal takes of the disk.
type Sizes struct {
	File   int64       `json:"file_bytes"` // the database and its write-ahead log
	Free   int64       `json:"free_bytes"` // of it, pages to be used again
	Tables []TableSize `json:"tables"`     // the largest first
}

// Sizes reads what each table takes. It goes through the whole file.
func (j *Journal) Sizes(ctx context.Context) (Sizes, error) {
	var s Sizes
	for _, ending := range []string{"", "-wal"} {
		if info, err := os.Stat(j.path() + ending); err == nil {
			s.File += info.Size()
		}
	}
	var free, page int64
	if err := j.read.QueryRowContext(ctx, "select (select freelist_count from pragma_freelist_count), (select page_size from pragma_page_size)").Scan(&free, &page); err != nil {
		return s, diagnose(err)
	}
	s.Free = free * page
	const query = `select m.tbl_name, sum(d.pgsize) from dbstat d join sqlite_schema m on m.name = d.name where d.aggregate = 1 group by m.tbl_name order by 2 desc`
	var err error
	s.Tables, err = all(ctx, j.read, query, nil, func(scan scanner) (t TableSize, err error) { return t, scan(&t.Table, &t.Bytes) })
	if err != nil {
		return s, err
	}
	for i := range s.Tables {
		if err := j.read.QueryRowContext(ctx, "select count(*) from \""+s.Tables[i].Table+"\"").Scan(&s.Tables[i].Rows); err != nil { //nolint:gosec // a name of our own schema
			return s, diagnose(err)
		}
	}
	return s, nil
}

// Vacuum rewrites the file without its free pages. It needs as much room again
// on the disk, and the journal to itself: it is for a stopped monitor.
func (j *Journal) Vacuum(ctx context.Context) error {
	if j.writer == nil {
		return errReadOnly()
	}
	if _, err := j.write.ExecContext(ctx, "vacuum"); err != nil {
		return fmt.Errorf("vacuum journal %s: %w", j.path(), diagnose(err))
	}
	return nil
}

// Backup writes a copy of the journal as it is at one moment into a new file,
// while the monitor goes on writing, then opens the copy and checks every page
// of it. A copy that is not whole is taken away again.
func (j *Journal) Backup(ctx context.Context, file string) (err error) {
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("back up to %s: it is there already; name a new file", file)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("back up to %s: %w", file, diagnose(err))
	}
	part := file + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("back up to %s: %w", file, diagnose(err))
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("back up journal %s to %s: %w", j.path(), file, diagnose(err)), remove(part))
		}
	}()
	if err := j.copyInto(ctx, part); err != nil {
		return err
	}
	if err := verify(ctx, part); err != nil {
		return err
	}
	return os.Rename(part, file)
}

// copyInto has SQLite write the copy from within a read transaction.
func (j *Journal) copyInto(ctx context.Context, file string) error {
	name, err := dsn(j.path(), "mode=ro&_error_rc=1&_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "vacuum into ?", file)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := os.Chmod(file, 0o600); err != nil {
		return err
	}
	copied, err := os.OpenFile(file, os.O_RDWR, 0) //nolint:gosec // the file that was just written
	if err != nil {
		return err
	}
	return errors.Join(copied.Sync(), copied.Close())
}

// verify opens a copy and reads all of it.
func verify(ctx context.Context, file string) error {
	name, err := dsn(file, "mode=ro&immutable=1&_error_rc=1")
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // only read
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // only read
	if _, err := inspect(ctx, conn, 0); err != nil {
		return err
	}
	return nil
}

// remove takes a file away, if it is there.
func remove(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
