//go:build check

package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast"
	"holdfast/alerting/alerttest"
	"holdfast/internal/journal"
	"holdfast/internal/proving"
)

// reportPoints are where a death hurts a report most.
func reportPoints() []string {
	return []string{"report-mid-send", "report-before-receipt", "before-commit", "after-commit", random}
}

// office is one installation that mails reports.
type office struct {
	dir, config string
	mail        *alerttest.Mail
}

func newOffice(t *testing.T) *office {
	t.Helper()
	v := newVictim(t)
	o := &office{dir: t.TempDir(), mail: alerttest.NewMail(t, nil, false)}
	text := fmt.Sprintf(`data: %s
listen: 127.0.0.1:0
url: https://watch.lab.invalid
checks:
  - {name: web, uptime: {url: %q, status: 200}, every: 1s}
channels:
  staff: {email: {from: holdfast@lab.invalid, to: [a@lab.invalid, b@lab.invalid, c@lab.invalid], smtp: %q}}
report: {channel: staff, look: 0s}
`, filepath.Join(o.dir, "data"), v.URL+"/web", "smtp://"+o.mail.Address()+"?tls=none")
	o.config = filepath.Join(o.dir, "holdfast.yml")
	if err := os.WriteFile(o.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return o
}

// order asks for a report of the last seven days. It may be cut short by the
// death of whoever is asked.
func (o *office) order(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_ = exec.CommandContext(ctx, proving.Bin(t), "report", "send", "-c", o.config, "--period", "now").Run() //nolint:gosec // a test's own command
}

// letters are those of a period: with "%" all that the journal owes or owed, with
// "" those that have not ended.
func (o *office) letters(t *testing.T, period string) []journal.Letter {
	t.Helper()
	j, err := journal.OpenReadOnly(t.Context(), filepath.Join(o.dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	list, err := j.Letters(t.Context(), period)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// ready waits until the monitor takes orders.
func (o *office) ready(t *testing.T, life *proving.Life) {
	t.Helper()
	life.Until(t, patience, "it takes orders", func() bool {
		return exec.CommandContext(t.Context(), proving.Bin(t), "health", "-c", o.config).Run() == nil //nolint:gosec // a test's own command
	})
}

// reportKills is how many deaths amid sending the run wants.
func reportKills(t *testing.T) int {
	t.Helper()
	if os.Getenv("HOLDFAST_SOAK") == "1" {
		return 1000
	}
	return kills(t)
}

// deaths counts how the program died while it mailed reports.
type deaths struct {
	all    int
	amid   int            // with a letter that was owed and had not ended
	within int            // of these with one between its intent and its receipt, whose answer may be lost
	begun  map[string]int // attempts of those, by letter: a death is counted once
}

// TestReportsAreSentOnce kills the program while it mails reports: every letter
// that is owed arrives, and it is the same letter each time that it does.
func TestReportsAreSentOnce(t *testing.T) {
	o, d := newOffice(t), deaths{begun: map[string]int{}}
	first := proving.Start(t, o.config, nil)
	o.ready(t, first)
	first.Stop(t)
	for want := reportKills(t); d.amid < want && d.all < 3*want; d.all++ {
		o.die(t, reportPoints()[d.all%len(reportPoints())])
		o.count(t, &d)
		if d.all%100 == 99 {
			t.Logf("%d deaths, %d with letters owed, %d within an attempt", d.all+1, d.amid, d.within)
		}
	}
	last := proving.Start(t, o.config, nil)
	o.ready(t, last)
	o.order(t)
	last.Until(t, 2*patience, "every letter has ended", func() bool { return len(o.letters(t, "")) == 0 })
	last.Stop(t)
	o.judge(t, d)
}

// die lets the program live until it has reached a point while it mails, or for a
// moment after it was ordered to.
func (o *office) die(t *testing.T, point string) {
	t.Helper()
	var env []string
	switch point {
	case random:
	case "before-commit", "after-commit": // those of the start are passed first
		env = []string{fmt.Sprintf("HOLDFAST_CRASH_AT=%s:%d", point, 1+rand.IntN(16))}
	default:
		env = []string{fmt.Sprintf("HOLDFAST_CRASH_AT=%s:%d", point, 1+rand.IntN(3))}
	}
	life := proving.Start(t, o.config, env)
	select {
	case <-life.Gone():
		return
	case <-time.After(700 * time.Millisecond):
	}
	ordered := make(chan struct{})
	go func() {
		defer close(ordered)
		o.order(t)
	}()
	if point == random {
		<-time.After(rand.N(600 * time.Millisecond))
	} else {
		<-ordered
		select {
		case <-life.Gone():
		case <-time.After(rand.N(time.Second)):
		}
	}
	life.Kill()
	<-ordered
}

// count reads from the journal what the program left when it died.
func (o *office) count(t *testing.T, d *deaths) {
	t.Helper()
	amid, within := false, false
	for _, l := range o.letters(t, "") {
		amid = true
		if l.State == holdfast.DeliverySending && d.begun[l.ID] < l.Attempts {
			d.begun[l.ID], within = l.Attempts, true
		}
	}
	if amid {
		d.amid++
	}
	if within {
		d.within++
	}
}

// judge compares what is owed with what arrived.
func (o *office) judge(t *testing.T, d deaths) {
	t.Helper()
	arrived := map[string][]string{} // by Message-ID
	for _, seen := range o.mail.Seen() {
		_, raw, _ := strings.Cut(seen.Text, "\n") // after the envelope
		m, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		id := strings.Trim(m.Header.Get("Message-Id"), "<>")
		arrived[id] = append(arrived[id], seen.Text)
	}
	periods := map[string]int{}
	repeats := 0
	for _, l := range o.letters(t, "%") {
		periods[l.Period]++
		copies := arrived[l.ID]
		if l.State != holdfast.DeliveryDone || len(copies) == 0 {
			t.Errorf("%s to %s: %s, arrived %d times", l.Period, l.Recipient, l.State, len(copies))
		}
		for _, c := range copies[min(1, len(copies)):] {
			repeats++
			if c != copies[0] {
				t.Errorf("%s to %s: a repeat is another mail", l.Period, l.Recipient)
			}
			if !l.Doubt {
				t.Errorf("%s to %s arrived twice and nobody knew of a doubt", l.Period, l.Recipient)
			}
		}
		delete(arrived, l.ID)
	}
	for period, n := range periods {
		if n != 3 {
			t.Errorf("%s has %d letters, want 3", period, n)
		}
	}
	if len(arrived) > 0 {
		t.Errorf("%d mails arrived that nobody owed", len(arrived))
	}
	if len(periods) < 2 || repeats > d.within {
		t.Errorf("%d reports, %d repeats; want some, and at most %d", len(periods), repeats, d.within)
	}
	t.Logf("%d deaths, %d with letters owed, %d of them between intent and receipt; %d reports, %d letters, each arrived; %d repeats, each with its Message-ID and its very bytes",
		d.all, d.amid, d.within, len(periods), 3*len(periods), repeats)
}
