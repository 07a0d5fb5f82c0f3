package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// lockName is the file in the data directory whose flock(2) says that a process
// has the journal. The kernel lets go of it when the process ends, however it
// ends; the number inside is for people.
const lockName = "lock"

// takeLock locks the directory for this process, or says who has it.
func takeLock(dir string) (*os.File, error) {
	path := filepath.Join(dir, lockName)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path is the operator's data directory
	if err != nil {
		return nil, fmt.Errorf("lock data directory %s: %w", dir, diagnose(err))
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil { //nolint:gosec // a descriptor fits
		holder := readHolder(path)
		_ = file.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("data directory %s: %w: %s; stop it first, or name another directory (data)", dir, ErrInUse, holder)
		}
		return nil, fmt.Errorf("lock data directory %s: %w", dir, err)
	}
	if err := writeHolder(file); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("write process number to %s: %w", path, diagnose(err))
	}
	return file, nil
}

// writeHolder leaves our process number in the lock file.
func writeHolder(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// readHolder reads who has the lock.
func readHolder(path string) string {
	text, err := os.ReadFile(path) //nolint:gosec // the path is the operator's data directory
	pid := strings.TrimSpace(string(text))
	if _, bad := strconv.Atoi(pid); err != nil || bad != nil {
		return "its process number is not known"
	}
	return "process " + pid
}
