package watch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast"
)

// Set makes the checks those that are watched, by ID: what stays keeps its memory,
// its phase and its due time, what is new is looked at within a minute, what is
// missing is asked no more and the verdict of a look still in flight is dropped.
// A check whose Settings changed starts anew. A list that cannot be watched is
// refused whole, with every fault.
// The slice is kept and must not be written to afterwards.
func (w *Watch) Set(checks []holdfast.Check) error {
	w.setting.Lock()
	defer w.setting.Unlock()
	if err := valid(checks); err != nil {
		return err
	}
	permits, err := w.permitsFor(checks)
	if err != nil {
		return err
	}
	w.light.resize(permits)
	fresh := w.reconcile(checks)
	if !w.open.Load() {
		return nil // Run arranges it all
	}
	return errors.Join(w.arrange(), w.firstLooks(fresh))
}

// valid returns everything that keeps the checks from being watched.
func valid(checks []holdfast.Check) error {
	var faults []error
	seen := make(map[string]bool, len(checks))
	for i := range checks {
		c := &checks[i]
		switch {
		case c.ID == "":
			faults = append(faults, fmt.Errorf("check %d (%s) has no ID", i+1, c.Name))
		case seen[c.ID]:
			faults = append(faults, fmt.Errorf("check %s is there twice; IDs must differ", c.ID))
		case c.Every < tick:
			faults = append(faults, fmt.Errorf("check %s is asked every %s; want at least %s", c.ID, c.Every, tick))
		case c.Prober == nil:
			faults = append(faults, fmt.Errorf("check %s has no prober", c.ID))
		}
		seen[c.ID] = true
	}
	return errors.Join(faults...)
}

// reconcile brings the entries in line with the checks and returns those that
// are new or changed.
func (w *Watch) reconcile(checks []holdfast.Check) []*entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	old := w.entries
	w.entries = make(map[string]*entry, len(checks))
	var fresh []*entry
	for i := range checks {
		c := &checks[i]
		e, known := old[c.ID]
		switch {
		case !known:
			e = w.recall(c)
			fresh = append(fresh, e)
		case e.replace(c):
			fresh = append(fresh, e)
		}
		w.entries[c.ID] = e
		delete(old, c.ID)
	}
	for _, e := range old {
		e.leave()
	}
	return fresh
}

// recall makes the entry of a check that is new to this process, with what the
// journal remembers of it.
func (w *Watch) recall(c *holdfast.Check) *entry {
	e := &entry{check: c}
	m, ok := w.o.Memory(c.ID)
	if !ok {
		return e
	}
	m.Prev.State = m.State
	// The stamp is wall time; what counts is how long ago it was. One in the
	// future was made under a wrong clock and says nothing.
	if ago := w.o.Now().Round(0).Sub(m.At.Round(0)); ago >= 0 {
		e.past.set(&m.Prev, w.clock.Now().Add(-ago))
	} else {
		e.past.set(&m.Prev, time.Unix(0, 0))
	}
	return e
}

// replace gives the entry a new version of its check. It reports whether the
// check must be looked at soon, because it is asked something else or in other
// intervals.
func (e *entry) replace(c *holdfast.Check) (soon bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	was := e.check
	e.check = c
	if was.Settings != c.Settings || was.Kind != c.Kind {
		e.past = past{}
		return true
	}
	return was.Every != c.Every
}

// leave ends the watching of the entry's check.
func (e *entry) leave() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.gone = true
}

// arrange brings gocron's jobs in line with the entries. The caller holds
// setting.
func (w *Watch) arrange() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	wanted := w.grouped()
	var faults []error
	for g, b := range w.buckets {
		if wanted[g] == nil {
			faults = append(faults, w.cron.RemoveJob(b.job))
			delete(w.buckets, g)
		}
	}
	after := w.clock.Now().Add(lead)
	for g, list := range wanted {
		if b, ok := w.buckets[g]; ok {
			b.list.Store(&list)
			continue
		}
		b := &bucket{grid: g}
		b.list.Store(&list)
		faults = append(faults, w.register(b, after))
		w.buckets[g] = b
	}
	return errors.Join(faults...)
}

// grouped sorts the entries into their grids, by ID within each, so that a crowd
// stays together over a reload. The caller holds mu.
func (w *Watch) grouped() map[grid][]*entry {
	groups := map[grid][]*entry{}
	for id, e := range w.entries {
		g := gridOf(id, e.check.Every)
		groups[g] = append(groups[g], e)
	}
	for _, list := range groups {
		slices.SortFunc(list, func(a, b *entry) int {
			return strings.Compare(a.check.ID, b.check.ID)
		})
	}
	return groups
}

// firstLooks arranges one look before the next due time for each check whose
// next due time is too far away.
func (w *Watch) firstLooks(list []*entry) error {
	now := w.clock.Now()
	for _, e := range list {
		at, wanted := w.firstLook(e, now)
		if !wanted {
			continue
		}
		if err := w.schedule(at, errand{entry: e, first: true}); err != nil {
			return err
		}
	}
	return nil
}

const (
	// lead is the time that handing a bucket to gocron may take: a due time that
	// is closer is left to a first look.
	lead = tick
	// soon is the time within which a check is looked at first.
	soon = time.Minute
)

// firstLook says when a new or changed check is to be looked at out of turn: an
// interval after its last look, and when that has passed or never was, within
// the next minute, at a time that its hash says. It is not wanted when the grid
// brings a look by then.
func (w *Watch) firstLook(e *entry, now time.Time) (at time.Time, wanted bool) {
	at, latest := e.firstDue(now)
	g := e.grid()
	served := w.serves(g, now)
	if next := g.next(now); next.Before(served) && next.Before(latest) {
		at = next // the due time that comes too soon for gocron
	}
	return at, served.After(latest)
}

// firstDue returns when a first look is due, and the latest time at which the
// grid may bring it instead.
func (e *entry) firstDue(now time.Time) (at, latest time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	window := min(e.check.Every, soon)
	at, latest = now.Add(phase(e.check.ID, window-tick)), now.Add(window)
	at = later(at, e.past.plus(e.check.Every))
	return at, later(at, latest)
}

// serves returns when gocron asks the checks of a grid next.
func (w *Watch) serves(g grid, now time.Time) time.Time {
	w.mu.RLock()
	defer w.mu.RUnlock()
	next := g.next(now)
	if b, ok := w.buckets[g]; ok {
		next = later(next, b.begins)
	}
	return next
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
