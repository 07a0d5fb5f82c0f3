package vantage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/watch"
)

// patience is the longest that one anchor is waited for.
const patience = 2 * time.Second

// Anchors are the anchors of one vantage. They implement [watch.Guard].
type Anchors struct {
	name string
	list []anchor
}

// anchor is an address that should answer; ask returns nil when it did.
type anchor struct {
	address string // as configured
	ask     func(ctx context.Context) error
}

// New reads the vantage's anchors. With none there is nothing to ask, and Sight
// says so. An error names every address that is not one.
func New(v holdfast.Vantage, env holdfast.Env) (*Anchors, error) {
	a := &Anchors{name: v.Name}
	var faults []error
	for _, address := range v.Anchors {
		ask, err := parse(address, env)
		if err != nil {
			faults = append(faults, fmt.Errorf("anchor %q of vantage %s: %w", shown(address), v.Name, err))
			continue
		}
		a.list = append(a.list, anchor{address, ask})
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return a, nil
}

// shown is an address as it may be printed: without user and password, which an
// anchor should not have but a person may have written.
func shown(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	start := 0
	if i := strings.Index(address[:at], "://"); i >= 0 {
		start = i + len("://")
	}
	return address[:start] + "<secret>" + address[at:]
}

// answer is what came of asking one anchor.
type answer struct {
	index int
	took  time.Duration
	err   error
}

// Sight asks all anchors at once and returns as soon as one has answered, or all
// have failed: after 2 s at the latest.
func (a *Anchors) Sight(ctx context.Context) watch.Sight {
	if len(a.list) == 0 {
		return watch.Sight{Text: "no anchor is configured"}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answers := make(chan answer, len(a.list))
	for i, one := range a.list {
		go func() {
			began := time.Now()
			err := one.ask(ctx)
			answers <- answer{i, time.Since(began), err}
		}()
	}
	return a.collect(answers)
}

// collect reads answers until one is good.
func (a *Anchors) collect(answers <-chan answer) watch.Sight {
	sight := watch.Sight{Configured: true}
	said := make([]string, len(a.list))
	for range a.list {
		got := <-answers
		said[got.index] = got.text()
		if got.err == nil {
			sight.Answered = true
			break
		}
	}
	sight.Text = a.text(said)
	return sight
}

// text says what one anchor did.
func (g answer) text() string {
	if g.err != nil {
		return g.err.Error()
	}
	return fmt.Sprintf("answered in %d ms", g.took.Milliseconds())
}

// text names each anchor with what it said, in the order of the config.
func (a *Anchors) text(said []string) string {
	var parts []string
	for i, one := range a.list {
		if said[i] == "" {
			said[i] = "not waited for"
		}
		parts = append(parts, one.address+" "+said[i])
	}
	return strings.Join(parts, "; ")
}
