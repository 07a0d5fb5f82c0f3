package incident

import (
	"slices"

	"holdfast"
)

// offer owes the beginning of an open incident once more to those of the
// channels that were told of it: they refused it then, and may take it now. An
// incident that a person took needs no telling any more.
func (t *turn) offer(name string, channels []string) {
	l := t.find(name)
	if l == nil || !l.Incident.Acked.IsZero() {
		return
	}
	lad := &l.Ladder
	for _, channel := range channels {
		if slices.Contains(lad.Told, channel) && !slices.Contains(lad.Owed, channel) {
			lad.Owed = append(slices.Clip(lad.Owed), channel)
		}
	}
	t.note(l)
}

// tellAgain pays what is owed so: the incident as it is now, under its old key.
func (t *turn) tellAgain(l *ledger) {
	lad := &l.Ladder
	to := slices.DeleteFunc(slices.Clone(lad.Owed), func(channel string) bool { return !t.known.channels[channel] })
	if len(lad.Owed) == 0 {
		return
	}
	lad.Owed = nil
	lad.Again++
	t.tell(l, holdfast.StepOpened, len(lad.Steps)+lad.Again, t.now, to)
	t.note(l)
}
