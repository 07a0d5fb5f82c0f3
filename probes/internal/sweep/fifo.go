package sweep

import "time"

// fifo is a queue of deadlines. All entries of one queue wait equally long, so
// that it is in order by itself.
type fifo struct {
	list []due
	head int
}

// due is when a flight is overdue.
type due struct {
	fd     int
	serial uint32
	at     time.Time
}

// push adds the latest deadline.
func (f *fifo) push(d due) {
	if f.head > 4096 && f.head*2 > len(f.list) {
		f.list = append(f.list[:0], f.list[f.head:]...)
		f.head = 0
	}
	f.list = append(f.list, d)
}

// next returns the earliest deadline.
func (f *fifo) next() (time.Time, bool) {
	if f.head == len(f.list) {
		return time.Time{}, false
	}
	return f.list[f.head].at, true
}

// pop takes the earliest deadline off, if it is not after now.
func (f *fifo) pop(now time.Time) (due, bool) {
	if f.head == len(f.list) || f.list[f.head].at.After(now) {
		return due{}, false
	}
	d := f.list[f.head]
	f.head++
	return d, true
}
