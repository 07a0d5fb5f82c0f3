package desk

import (
	"holdfast/internal/incident"
	"holdfast/internal/journal"
)

// Recorder notes when the confirmed status of a check changes, which is what
// time is counted by.
type Recorder struct {
	shown map[string]incident.Shown
}

// NewRecorder starts from what a book has confirmed already.
func NewRecorder(b *incident.Book) Recorder {
	r := Recorder{shown: map[string]incident.Shown{}}
	for _, check := range b.Met() {
		if s, ok := b.Shown(check); ok {
			r.shown[check] = s
		}
	}
	return r
}

// Changes returns what the book has confirmed anew, given what it has saved.
func (r Recorder) Changes(b *incident.Book, saved map[string][]byte) []journal.Transition {
	var out []journal.Transition
	for key := range saved {
		check, ok := incident.CheckOf(key)
		if !ok {
			continue
		}
		now, ok := b.Shown(check)
		before, known := r.shown[check]
		if !ok || known && before.Status == now.Status {
			continue
		}
		r.shown[check] = now
		out = append(out, journal.Transition{Check: check, At: now.Since, Status: now.Status})
	}
	return out
}
