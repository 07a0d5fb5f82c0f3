package app

import (
	"context"
	"time"

	"holdfast"
	"holdfast/internal/journal"
)

// drilled returns what became of the newest drill since began, and whether every
// channel has answered for good.
func (a *App) drilled(ctx context.Context, names []string, began time.Time) (sent []holdfast.Delivery, done bool, err error) {
	recent, err := a.journal.Incidents(ctx, journal.IncidentQuery{Limit: 20})
	if err != nil {
		return nil, false, err
	}
	for _, inc := range recent {
		if inc.Headline != "DRILL" || inc.Opened.Before(began.Add(-time.Second)) {
			continue
		}
		_, sent, err = a.journal.Incident(ctx, inc.ID)
		break
	}
	final := 0
	for _, d := range sent {
		if d.State.Ended() {
			final++
		}
	}
	return sent, final >= len(names), err
}
