package demo

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"holdfast"
	"holdfast/internal/app"
	"holdfast/internal/term"
	"holdfast/internal/view"
)

// narrator prints changes, never a line a look.
type narrator struct {
	w     io.Writer
	paint term.Paint

	mu sync.Mutex // guards all that follows
	// words and pending are what was last said of each check, open the incidents
	// that were told of, told who took what.
	words   map[string]string
	pending map[string]bool
	open    map[string]holdfast.Incident
	told    map[string][]string
}

func newNarrator(w io.Writer) *narrator {
	return &narrator{
		w: w, paint: term.For(w), words: map[string]string{}, pending: map[string]bool{},
		open: map[string]holdfast.Incident{}, told: map[string][]string{},
	}
}

// say prints one line with the time of day.
func (n *narrator) say(text string) {
	fmt.Fprintf(n.w, "%s %s\n", time.Now().Format("15:04:05"), text)
}

// line prints one line about a host.
func (n *narrator) line(check string, status holdfast.Status, word, text string) {
	host, _, _ := strings.Cut(check, "/")
	n.say(fmt.Sprintf("%-7s %s %s", host, n.paint.As(status, word), text))
}

// hear takes note of who was told; the lines come with the next picture.
func (n *narrator) hear(e app.Event) {
	d := e.Delivery
	if d == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	key := string(d.Step)
	switch {
	case d.Outcome == holdfast.OutcomeAccepted && d.Late > 5*time.Second:
		n.say(fmt.Sprintf("%-7s told %s, %s late: what it missed was on disk", d.Channel, d.Step, d.Late.Round(time.Second)))
	case d.Outcome == holdfast.OutcomeAccepted:
		n.told[key] = append(n.told[key], d.Channel)
	case d.Attempt == 1:
		n.say(fmt.Sprintf("%-7s does not take it; the message waits on disk", d.Channel))
	}
}

// follow looks at the monitor's picture until ctx ends.
func (n *narrator) follow(ctx context.Context, picture func() view.View) {
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			n.compare(picture())
		}
	}
}

// compare prints what changed since the last picture.
func (n *narrator) compare(v view.View) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range v.Checks {
		n.check(c)
	}
	n.incidents(v)
	clear(n.told)
}

// check prints a first failing look, and the first word and recoveries.
func (n *narrator) check(c view.Check) {
	failing := c.Pending != "" && c.Status != holdfast.Broken && c.Last.Status == holdfast.Broken
	if failing && !n.pending[c.ID] {
		n.line(c.Name, holdfast.AtRisk, "failed", c.Last.Reason+"; "+c.Pending+", nobody is told yet")
	}
	n.pending[c.ID] = failing
	if c.Last.At.IsZero() || c.Word == n.words[c.ID] {
		return
	}
	if n.words[c.ID] == "" && c.Status == holdfast.Holds {
		n.line(c.Name, c.Status, "holds ", c.Last.Reason)
	}
	n.words[c.ID] = c.Word
}

// incidents prints openings and ends, with who took the message.
func (n *narrator) incidents(v view.View) {
	now := map[string]bool{}
	for _, i := range v.Open {
		now[i.ID] = true
		if _, known := n.open[i.ID]; !known {
			n.line(i.Check, i.Status, i.Headline, i.Reason+n.arrow(holdfast.StepOpened))
		}
		n.open[i.ID] = i
	}
	for id, i := range n.open {
		if !now[id] {
			n.line(i.Check, holdfast.Holds, "resolved", "it was "+i.Headline+" for "+i.Lasted(v.At).Round(time.Second).String()+n.arrow(holdfast.StepResolved))
			delete(n.open, id)
		}
	}
}

// arrow names who took the messages of this moment.
func (n *narrator) arrow(step holdfast.Step) string {
	names := n.told[string(step)]
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return "  -> " + strings.Join(slices.Compact(names), ", ")
}
