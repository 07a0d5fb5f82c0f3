package desk

import (
	"holdfast"
)

// degradation remembers which alarms left from memory, so that each leaves once
// and is resolved when the disk is back.
type degradation struct {
	sent map[string]holdfast.Notice // by dedup key and channel
}

// alarms returns what must leave now: one alarm about the monitor itself, and
// the openings that wait in the batch, under their fixed keys.
func (g *degradation) alarms(d *Desk, cause error) []holdfast.Notice {
	if g.sent == nil {
		g.sent = map[string]holdfast.Notice{}
	}
	var out []holdfast.Notice
	for _, c := range d.rules.Channels {
		out = g.add(out, d.selfAlarm(c.Name, cause))
	}
	for _, n := range d.batch.Notices {
		if n.Step == holdfast.StepOpened && n.Part == "" {
			n.Key = "hf-" + d.o.Instance + "-" + n.Check.ID + "-degraded"
			out = g.add(out, n)
		}
	}
	return out
}

// add appends the notice unless it has left before.
func (g *degradation) add(out []holdfast.Notice, n holdfast.Notice) []holdfast.Notice {
	n.ID = n.Key + "/" + string(n.Step) + "/" + n.Channel
	if _, told := g.sent[n.Key+"|"+n.Channel]; told {
		return out
	}
	g.sent[n.Key+"|"+n.Channel] = n
	return append(out, n)
}

// over returns the recoveries that are owed after the first good commit.
func (g *degradation) over(d *Desk) []holdfast.Notice {
	var out []holdfast.Notice
	now := d.clock.now()
	for _, n := range g.sent {
		n.Step = holdfast.StepResolved
		n.ID = n.Key + "/" + string(n.Step) + "/" + n.Channel
		n.At = now
		n.Incident.Resolved, n.Incident.Until = now, now
		n.Incident.Cause = "the journal can be written again; what is still wrong is told anew"
		out = append(out, n)
	}
	g.sent = nil
	return out
}

// selfAlarm is the monitor's page about itself.
func (d *Desk) selfAlarm(channel string, cause error) holdfast.Notice {
	now := d.clock.now()
	reason := "this monitor cannot write its journal: " + cause.Error() + "; it goes on watching and tells from memory"
	return holdfast.Notice{
		Key: "hf-" + d.o.Instance + "-holdfast-degraded", Channel: channel, Step: holdfast.StepOpened, At: now,
		Check: holdfast.Check{ID: "holdfast", Name: "holdfast", Kind: "self", Severity: holdfast.SeverityCritical},
		Incident: holdfast.Incident{
			ID: "degraded", Check: "holdfast", Class: holdfast.ClassOutage, Severity: holdfast.SeverityCritical, Status: holdfast.Broken,
			Headline: "DEGRADED", Reason: reason, Since: now, Opened: now,
		},
	}
}
