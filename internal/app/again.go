package app

import (
	"context"

	"holdfast"
	"holdfast/internal/incident"
)

// No alert is lost because a token was wrong: what a channel refused for good is
// offered to it once more when it may have been mended, as long as the incident
// is open and nobody took it. That is at a start with other settings than the
// last config's, and at each reload, which is somebody's act.

// offers are the events that offer the refused openings to these channels.
func (a *App) offers(ctx context.Context, channels []holdfast.Channel) []incident.Event {
	var events []incident.Event
	for _, c := range channels {
		refused, err := a.journal.Refused(ctx, c.Name)
		if err != nil {
			a.log.Error("what a channel refused cannot be read, and is not offered again", "channel", c.Name, "err", err)
			continue
		}
		for i := range refused {
			events = append(events, incident.Event{Kind: incident.EventOffer, Incident: refused[i].Notice.Incident.ID, Channels: []string{c.Name}})
		}
	}
	return events
}

// changed returns the channels of the plan whose settings are others than those
// of the rules before.
func changed(before, now []holdfast.Channel) []holdfast.Channel {
	settings := map[string]string{}
	for _, c := range before {
		settings[c.Name] = c.Settings
	}
	var out []holdfast.Channel
	for _, c := range now {
		if was, known := settings[c.Name]; known && was != c.Settings {
			out = append(out, c)
		}
	}
	return out
}
