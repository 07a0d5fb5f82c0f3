package journal

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
)

// whole refuses a file that is shorter than its header says, which SQLite itself
// would notice only when it comes to a page that is not there. While a
// write-ahead log is beside it, its pages may still be in that.
func whole(path string, size int64) error {
	if info, err := os.Stat(path + "-wal"); size == 0 || err == nil && info.Size() > 0 {
		return nil
	}
	file, err := os.Open(path) //nolint:gosec // the path is the operator's data directory
	if err != nil {
		return diagnose(err)
	}
	defer file.Close() //nolint:errcheck // only read
	header := make([]byte, 100)
	if _, err := io.ReadFull(file, header); err != nil || string(header[:16]) != "SQLite format 3\x00" {
		return nil //nolint:nilerr // another kind of file: that is told elsewhere
	}
	page := int64(binary.BigEndian.Uint16(header[16:]))
	if page == 1 {
		page = 65_536
	}
	if want := page * int64(binary.BigEndian.Uint32(header[28:])); size < want {
		return fmt.Errorf("%w (it has %d bytes and should have %d: its end is missing)%s", ErrDamaged, size, want, cure(ErrDamaged))
	}
	return nil
}
