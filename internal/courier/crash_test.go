package courier

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"holdfast"
	"holdfast/internal/journal"
)

// life is one process. When it dies it stores nothing more and sends nothing
// more, in the midst of whatever it did.
type life struct {
	mu   sync.Mutex // guards all below
	dead bool
	left map[string]int // passings of a point until death; absent is never
	died map[string]int // deaths by point, over all lives
	end  context.CancelFunc
}

// pass is reached at a named point and ends the life when its turn has come.
func (l *life) pass(point string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left[point]--
	if l.left[point] == 0 && !l.dead {
		l.dead = true
		l.died[point]++
		l.end()
	}
}

// gone reports whether the process is dead.
func (l *life) gone() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dead
}

// mortal is the journal as a process that can die has it.
type mortal struct {
	*journal.Journal
	life *life
}

var errDead = errors.New("the process is dead")

func (m *mortal) SaveDeliveries(ctx context.Context, rows []holdfast.Delivery, more []holdfast.Notice) error {
	m.life.pass("before-save")
	if m.life.gone() {
		return errDead
	}
	err := m.Journal.SaveDeliveries(ctx, rows, more)
	m.life.pass("after-save")
	if m.life.gone() {
		return errDead
	}
	return err
}

// ledger is what a receiver took, over all lives.
type ledger struct {
	mu     sync.Mutex // guards all below
	chance *rand.Rand
	taken  map[string]int // by notice
	order  []string
	wrong  []string
}

// take writes a notice down and notes what must not be: a repeat without doubt,
// an end before its beginning.
func (l *ledger) take(n holdfast.Notice) {
	if l.taken[n.ID] > 0 && !n.Doubt {
		l.wrong = append(l.wrong, "doubled without doubt: "+n.ID)
	}
	if n.Step == holdfast.StepResolved && l.taken[openingOf(n)] == 0 {
		l.wrong = append(l.wrong, "resolved before it was opened: "+n.ID)
	}
	l.taken[n.ID]++
	l.order = append(l.order, n.ID)
}

// openingOf is the ID of the opening of a notice's incident.
func openingOf(n holdfast.Notice) string {
	return fmt.Sprintf("%s/%s/1/%s", n.Key, holdfast.StepOpened, n.Channel)
}

// caller is the ledger's receiver as one life reaches it: it fails in each way.
type caller struct {
	*ledger
	life *life
}

// Notify implements [holdfast.Notifier].
func (c caller) Notify(ctx context.Context, n holdfast.Notice) holdfast.Receipt {
	if c.life.gone() {
		return holdfast.Receipt{} // nothing left this process
	}
	c.mu.Lock()
	how := c.chance.IntN(9)
	if how > 3 {
		c.take(n)
	}
	c.mu.Unlock()
	switch how {
	case 0: // reset before it was taken
		return holdfast.Receipt{Outcome: holdfast.OutcomeRetry, Answer: "connection refused"}
	case 1:
		return holdfast.Receipt{Outcome: holdfast.OutcomeRetry, RetryAfter: 3 * time.Second, Answer: "429"}
	case 2: // hangs, and was not taken
		return hang(ctx)
	case 3: // lost on its way there
		return holdfast.Receipt{Answer: "reset"}
	case 4: // taken, and the answer is lost
		return holdfast.Receipt{Answer: "reset"}
	case 5: // taken, and then it hangs
		return hang(ctx)
	case 6: // taken, and we die while we wait for the answer
		c.life.pass("answer")
	}
	return holdfast.Receipt{Outcome: holdfast.OutcomeAccepted, Ref: n.ID, Answer: "ok"}
}

// TestKilledAtEveryPoint runs a courier over a journal on disk, kills it over and
// over at the named points while incidents begin and end and two receivers fail in
// every way, and asks the receivers in the end: nothing is lost, and doubled only
// what was said to be doubtful.
func TestKilledAtEveryPoint(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "data")
			synctest.Test(t, func(t *testing.T) { killOver(t, dir, seed) })
		})
	}
}

// killOver leads a courier through its lives.
func killOver(t *testing.T, dir string, seed uint64) {
	t.Helper()
	chance := rand.New(rand.NewPCG(seed, 7))
	receivers := map[string]*ledger{}
	for i, name := range []string{"ops", "pager"} {
		receivers[name] = &ledger{chance: rand.New(rand.NewPCG(seed, uint64(i))), taken: map[string]int{}}
	}
	points := []string{"mid-send", "before-receipt", "answer", "before-save", "after-save"}
	died := map[string]int{}
	owed := 0
	const lives = 40
	for number := range lives {
		left := map[string]int{}
		if number < lives-1 {
			left[points[number%len(points)]] = 1 + chance.IntN(6)
		}
		owed = live(t, dir, &life{left: left, died: died}, receivers, owed, number == lives-1)
	}
	for _, point := range points {
		if died[point] == 0 {
			t.Errorf("no life ended at %s", point)
		}
	}
	for name, l := range receivers {
		t.Logf("%s: %d incidents, %d messages, deaths %v", name, owed, len(l.order), died)
		for _, wrong := range l.wrong {
			t.Errorf("%s: %s", name, wrong)
		}
		for i := range owed {
			for _, step := range []holdfast.Step{holdfast.StepOpened, holdfast.StepResolved} {
				if id := due(i, step, name).ID; l.taken[id] == 0 {
					t.Errorf("%s: lost: %s", name, id)
				}
			}
		}
	}
}

// live is one life: it owes notices of new incidents until it dies, or, the last
// one, delivers what is left. It returns how many incidents there are.
func live(t *testing.T, dir string, l *life, receivers map[string]*ledger, owed int, last bool) int {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l.end = cancel
	j, err := journal.Open(t.Context(), dir, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now().Add(-time.Hour)
	c := New(Options{Store: &mortal{j, l}, Hook: l.pass, Boot: func() (string, time.Duration) { return "boot", time.Since(began) }})
	var channels []holdfast.Channel
	for name, to := range receivers {
		channels = append(channels, channel(name, caller{to, l}))
	}
	c.SetChannels(channels)
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	for i := 0; !l.gone() && i < 8 && !last; i++ {
		owed = owe(t, j, c, owed)
		time.Sleep(3 * time.Second)
	}
	if last {
		time.Sleep(time.Hour)
	}
	cancel()
	if err := errors.Join(<-done, j.Close()); err != nil {
		t.Fatal(err)
	}
	return owed
}

// owe begins one incident and ends another in one transaction each.
func owe(t *testing.T, j *journal.Journal, c *Courier, owed int) int {
	t.Helper()
	for _, step := range []holdfast.Step{holdfast.StepOpened, holdfast.StepResolved} {
		notices := []holdfast.Notice{due(owed, step, "ops"), due(owed, step, "pager")}
		if err := j.SaveDeliveries(t.Context(), nil, notices); err != nil {
			t.Fatal(err)
		}
		c.Wake()
		time.Sleep(time.Second)
	}
	return owed + 1
}
