package journal

import (
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/sys/unix"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can be wrong with a journal. Errors wrap one of these and say in a
// sentence what was done, to which file, what came and what to do.
var (
	ErrInUse    = errors.New("another process has it")
	ErrDamaged  = errors.New("the file is damaged")
	ErrForeign  = errors.New("the file is no Holdfast journal")
	ErrNewer    = errors.New("a newer Holdfast wrote the file")
	ErrReadOnly = errors.New("nothing can be written there")
	ErrFull     = errors.New("the disk is full")
	ErrMissing  = errors.New("there is no journal yet")
	ErrClosed   = errors.New("the journal is closed")

	ErrNoIncident = errors.New("there is no such incident")
)

// diagnose adds to an error of SQLite or of the file system which of our causes
// it is, where it is one of them.
func diagnose(err error) error {
	cause := causeOf(err)
	if cause == nil || errors.Is(err, cause) {
		return err
	}
	return fmt.Errorf("%w (%w)%s", cause, err, cure(cause))
}

// causeOf finds the cause of a failure, nil when it is none that we know.
func causeOf(err error) error {
	var lite *sqlite.Error
	switch {
	case errors.As(err, &lite):
		return causeOfCode(lite.Code())
	case errors.Is(err, unix.ENOSPC), errors.Is(err, unix.EDQUOT):
		return ErrFull
	case errors.Is(err, unix.EROFS), errors.Is(err, fs.ErrPermission):
		return ErrReadOnly
	default:
		return nil
	}
}

// causeOfCode reads a result code of SQLite (https://sqlite.org/rescode.html).
func causeOfCode(code int) error {
	if code == sqlite3.SQLITE_IOERR_SHMSIZE {
		return ErrFull // no room for the index of the write-ahead log
	}
	switch code & 0xff { // the low byte is the primary code
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return ErrReadOnly
	case sqlite3.SQLITE_CORRUPT:
		return ErrDamaged
	case sqlite3.SQLITE_NOTADB:
		return ErrForeign
	default:
		return nil
	}
}

// cure says what a person can do about a cause.
func cure(cause error) string {
	switch {
	case errors.Is(cause, ErrReadOnly):
		return "; make it writable for this user, or name another directory with data: or HOLDFAST_DATA"
	case errors.Is(cause, ErrFull):
		return "; free some space"
	case errors.Is(cause, ErrDamaged), errors.Is(cause, ErrForeign):
		return "; it is left as it is: restore a copy, or move it away to begin a new one"
	default:
		return ""
	}
}
