package courier

import (
	"context"
	"fmt"
	"time"

	"holdfast"
)

// alarms returns the notices that other channels are owed because of how an
// attempt ended: once when a channel begins to refuse for good, and to the same
// channels when it works again. They are stored with the answer itself.
func (l *lane) alarms(ctx context.Context, store Store, ch holdfast.Channel, row *holdfast.Delivery) []holdfast.Notice {
	switch began, in := l.turn(store, row); {
	case began == 0:
		return nil
	case row.State == holdfast.DeliveryRefused:
		return l.c.alarm(ch, row, l.c.others(l.name))
	case in == store:
		return l.c.allClear(ctx, in, ch, row, began)
	default: // the alarm was raised from memory, while the disk was gone
		l.c.memory.add(l.c.allClear(ctx, in, ch, row, began))
		l.c.Wake()
		return nil
	}
}

// turn notes that a channel begins to refuse, or takes again. It returns the
// delivery of the store with which the refusal begins or began, 0 when nothing
// turned. What is taken from memory ends no alarm that is on disk.
func (l *lane) turn(store Store, row *holdfast.Delivery) (began int64, in Store) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &l.standing
	switch {
	case row.State == holdfast.DeliveryRefused && s.alarm == 0:
		s.alarm, s.alarmIn = row.Seq, store
		return s.alarm, store
	case row.State == holdfast.DeliveryDone && s.alarm != 0 && (store == s.alarmIn || store == l.c.o.Store):
		began, in = s.alarm, s.alarmIn
		s.alarm, s.alarmIn = 0, nil
		return began, in
	default:
		return 0, nil
	}
}

// others returns the channels that can speak for one that refuses: those of the
// config that do not refuse themselves.
func (c *Courier) others(name string) []string {
	var names []string
	for other, s := range c.Stats() {
		if other != name && s.Known && !s.Gone && !s.Refuses {
			names = append(names, other)
		}
	}
	return names
}

// alarm writes the notices that a channel refuses.
func (c *Courier) alarm(ch holdfast.Channel, row *holdfast.Delivery, to []string) []holdfast.Notice {
	i := refusal(ch, row.Seq, row.Done)
	i.Reason = fmt.Sprintf("channel %s (%s) refuses: %s; nothing reaches its people, and the notice %s of incident %d did not", ch.Name, ch.Kind, row.Answer, row.Notice.Step, row.Notice.Incident.Number)
	var notices []holdfast.Notice
	for _, name := range to {
		notices = append(notices, c.alarmNotice(ch, i, holdfast.StepOpened, name, row.Done))
	}
	return notices
}

// allClear writes the notices that a channel works again, for those channels
// that were told that it refused.
func (c *Courier) allClear(ctx context.Context, store Store, ch holdfast.Channel, row *holdfast.Delivery, began int64) []holdfast.Notice {
	i := refusal(ch, began, row.Done)
	i.Status, i.Resolved, i.Until = holdfast.Holds, row.Done, row.Done
	i.Reason = fmt.Sprintf("channel %s (%s) takes notices again", ch.Name, ch.Kind)
	var notices []holdfast.Notice
	for name := range c.Stats() {
		told, err := store.Thread(ctx, name, c.alarmKey(i))
		if err != nil || len(told) == 0 {
			continue
		}
		i.Since, i.Opened = told[0].Notice.At, told[0].Notice.At
		notices = append(notices, c.alarmNotice(ch, i, holdfast.StepResolved, name, row.Done))
	}
	return notices
}

// refusal is the incident of a channel that refuses, named after the delivery
// that it refused first.
func refusal(ch holdfast.Channel, began int64, at time.Time) holdfast.Incident {
	return holdfast.Incident{
		ID: fmt.Sprintf("channel-%s-%d", ch.Name, began), Check: "channel/" + ch.Name, Class: holdfast.ClassOutage,
		Severity: holdfast.SeverityCritical, Status: holdfast.Broken, Headline: "CHANNEL REFUSES", Since: at, Opened: at,
	}
}

// alarmKey is the dedup key of a refusal.
func (c *Courier) alarmKey(i holdfast.Incident) string { return "hf-" + c.o.Instance + "-" + i.ID }

// alarmNotice is one notice of a refusal.
func (c *Courier) alarmNotice(ch holdfast.Channel, i holdfast.Incident, step holdfast.Step, to string, at time.Time) holdfast.Notice {
	key := c.alarmKey(i)
	return holdfast.Notice{
		ID: key + "/" + string(step) + "/" + to, Key: key, Channel: to, Step: step, At: at, Incident: i,
		Check: holdfast.Check{ID: i.Check, Name: "channel " + ch.Name, Kind: ch.Kind, Target: ch.Name, Severity: i.Severity},
	}
}
