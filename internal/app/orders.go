package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"time"

	"holdfast"
	"holdfast/internal/courier"
	"holdfast/internal/incident"
)

// ErrNotFound is what those get who name something that is not there.
var ErrNotFound = errors.New("not found")

// ack records that a person took an open incident.
func (a *App) ack(ctx context.Context, id, by string) error {
	inc, ok := a.desk.Incident(id)
	if !ok {
		return fmt.Errorf("incident %q is not open: %w; holdfast incidents lists the open ones", id, ErrNotFound)
	}
	return a.desk.Tell(ctx, incident.Event{Kind: incident.EventAck, Incident: inc.ID, By: by})
}

// silence holds back pages for the checks that fit a pattern.
func (a *App) silence(ctx context.Context, s holdfast.Silence) (holdfast.Silence, []string, error) {
	var fit []string
	for _, c := range a.Plan().Checks {
		if holdfast.Glob(s.Pattern, c.Name) || holdfast.Glob(s.Pattern, c.ID) {
			fit = append(fit, c.Name)
		}
	}
	if len(fit) == 0 {
		return s, nil, fmt.Errorf("no check fits %q: %w; holdfast config show lists them", s.Pattern, ErrNotFound)
	}
	s.ID = rand.Text()[:8]
	return s, fit, a.desk.Tell(ctx, incident.Event{Kind: incident.EventSilence, Silence: &s, By: s.By})
}

// unsilence ends a silence before its time.
func (a *App) unsilence(ctx context.Context, id, by string) error {
	if !slices.ContainsFunc(a.desk.View().Silences, func(s holdfast.Silence) bool { return s.ID == id }) {
		return fmt.Errorf("silence %q: %w", id, ErrNotFound)
	}
	return a.desk.Tell(ctx, incident.Event{Kind: incident.EventUnsilence, Silence: &holdfast.Silence{ID: id}, By: by})
}

// drill sends a marked message through the whole path to these channels, or to
// all when none is named.
func (a *App) drill(ctx context.Context, names []string, by string) ([]string, error) {
	var known []string
	for _, c := range a.Plan().Channels {
		known = append(known, c.Name)
	}
	if len(names) == 0 {
		names = known
	}
	for _, n := range names {
		if !slices.Contains(known, n) {
			return nil, fmt.Errorf("channel %q: %w; the config has %q", n, ErrNotFound, known)
		}
	}
	return names, a.desk.Tell(ctx, incident.Event{Kind: incident.EventDrill, Channels: names, By: by})
}

// beat records a heartbeat; false means that nobody waits for that token.
func (a *App) beat(ctx context.Context, token string) (bool, error) {
	sum := sha256.Sum256([]byte(token))
	for known, check := range tokens(a.Plan().Checks) {
		other := sha256.Sum256([]byte(known))
		if subtle.ConstantTimeCompare(sum[:], other[:]) == 1 {
			return true, a.desk.Beat(ctx, check)
		}
	}
	return false, nil
}

// observeDelivery counts what the courier did.
func (a *App) observeDelivery(e courier.Event) {
	a.metrics.ObserveDelivery(e.Channel, e.Outcome, e.Late, e.Told)
	if a.o.Told != nil {
		a.o.Told(Event{At: time.Now(), Delivery: &e})
	}
}

// Event is something that a person at a terminal would want to see.
type Event struct {
	At       time.Time
	Verdict  *holdfast.Verdict
	Delivery *courier.Event
}
