package journal

import (
	"context"
	"slices"
	"time"

	"holdfast"
)

// Story is an incident with what was told of it.
type Story struct {
	Incident holdfast.Incident `json:"incident"`
	// Detected is how long it took from the first failed look until the rule was
	// met.
	Detected time.Duration `json:"detected"`
	// Told is when the first receiver said that it took the opening, and Channel
	// which one it was; zero when nobody was told: held back, or no route.
	Told    time.Time `json:"told,omitzero"`
	Channel string    `json:"channel,omitempty"`
	// ToTold is from the moment it opened until then, SinceTold from the first
	// failed look.
	ToTold    time.Duration `json:"to_told,omitempty"`
	SinceTold time.Duration `json:"since_told,omitempty"`
	// Reminders are those that a receiver took.
	Reminders int `json:"reminders"`
	// Refused are the notices that were refused for good, Retried the attempts
	// beyond the first.
	Refused int `json:"refused"`
	Retried int `json:"retried"`
	// Acked is how long after its opening a person took it; zero when nobody did.
	Acked time.Duration `json:"acked,omitempty"`
}

// Stories returns the incidents of a period, those that were open at any time
// of it, the one opened first first.
func (j *Journal) Stories(ctx context.Context, from, to time.Time) ([]Story, error) {
	list, err := j.Incidents(ctx, IncidentQuery{From: from, To: to})
	list = slices.DeleteFunc(list, func(i holdfast.Incident) bool { return i.Cause == drillCause })
	if err != nil {
		return nil, err
	}
	stories := make([]Story, len(list))
	byID := make(map[string]*Story, len(list))
	for i := range list {
		s := &stories[len(list)-1-i]
		*s = begin(list[i])
		byID[list[i].ID] = s
	}
	const query = `select incident, channel, step, state, attempts, done_at from outbox
		where incident in (select id from incident where coalesce(resolved, 9e18) >= ? and opened < ?) order by done_at`
	return stories, each(ctx, j.read, query, []any{millis(from), millis(to)}, func(scan scanner) error {
		var id, channel, step string
		var state holdfast.DeliveryState
		var attempts int
		var done int64
		if err := scan(&id, &channel, &step, &state, &attempts, &done); err != nil {
			return err
		}
		if s := byID[id]; s != nil {
			s.hear(channel, holdfast.Step(step), state, attempts, moment(done))
		}
		return nil
	})
}

// drillCause marks the incident of a drill, which is none.
const drillCause = "drill"

// begin is the story before anybody was told.
func begin(i holdfast.Incident) Story {
	s := Story{Incident: i, Detected: i.Opened.Sub(i.Since)}
	if !i.Acked.IsZero() {
		s.Acked = i.Acked.Sub(i.Opened)
	}
	return s
}

// hear adds one notice; they come in the order of their ends.
func (s *Story) hear(channel string, step holdfast.Step, state holdfast.DeliveryState, attempts int, done time.Time) {
	s.Retried += max(attempts-1, 0)
	switch {
	case state == holdfast.DeliveryRefused:
		s.Refused++
	case state != holdfast.DeliveryDone:
	case step == holdfast.StepReminder:
		s.Reminders++
	case step == holdfast.StepOpened && s.Told.IsZero():
		s.Told, s.Channel = done, channel
		s.ToTold, s.SinceTold = done.Sub(s.Incident.Opened), done.Sub(s.Incident.Since)
	}
}
