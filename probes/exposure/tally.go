package exposure

import (
	"slices"
	"strconv"
	"sync"

	"holdfast"
)

// tally adds the progress of all addresses up.
type tally struct {
	tell  func(holdfast.Progress)
	allow []uint16

	mu   sync.Mutex // protects all below
	done []int
	want []int
	open []uint16
}

// newTally returns a tally for so many addresses.
func newTally(look holdfast.Look, set settings, n int) *tally {
	return &tally{tell: look.Progress, allow: append(slices.Clone(set.Allow), set.Expect...), done: make([]int, n), want: make([]int, n)}
}

// share returns the progress function of one address, nil when nobody wants it.
func (t *tally) share(index, total int) func(int, []uint16) {
	if t.tell == nil {
		return nil
	}
	t.mu.Lock()
	t.want[index] = total
	t.mu.Unlock()
	return func(done int, open []uint16) { t.note(index, done, open) }
}

// note takes one address' progress and tells the sum.
func (t *tally) note(index, done int, open []uint16) {
	t.mu.Lock()
	t.done[index] = done
	t.open = append(t.open, open...)
	slices.Sort(t.open)
	t.open = slices.Compact(t.open)
	out := holdfast.Progress{Stage: "ports", Found: t.found()}
	for i := range t.done {
		out.Done += t.done[i]
		out.Of += max(t.want[i], t.done[i])
	}
	t.mu.Unlock()
	t.tell(out)
}

// found lists the open ports, those that nobody allowed with a "!".
func (t *tally) found() []string {
	list := make([]string, 0, len(t.open))
	for _, port := range t.open {
		word := strconv.Itoa(int(port))
		if !slices.Contains(t.allow, port) {
			word += "!"
		}
		list = append(list, word)
	}
	return list
}
