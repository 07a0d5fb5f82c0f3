package simulate

import (
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// confirmation is how long after the first failed look the third one ends: it
// starts 20 s later.
const confirmation = 20 * time.Second

// incidents are those of a check: each run of looks that are not good. An outage
// in the midst of a risk is an incident of its own, and the risk goes on.
func (p *past) incidents() []IncidentTruth {
	var out []IncidentTruth
	for _, class := range []struct {
		is   holdfast.Status
		also holdfast.Status // goes on through this one
		of   holdfast.Class
	}{{holdfast.Broken, holdfast.Broken, holdfast.ClassOutage}, {holdfast.AtRisk, holdfast.Broken, holdfast.ClassRisk}, {holdfast.Unknown, holdfast.Unknown, holdfast.ClassUnknown}} {
		var open *IncidentTruth
		for _, m := range p.marks {
			switch {
			case open == nil && m.is == class.is:
				open = p.begin(m.at, class.of)
			case open != nil && m.is != class.is && m.is != class.also:
				out = append(out, p.end(*open, m.at))
				open = nil
			}
		}
		if open != nil {
			out = append(out, p.end(*open, time.Time{}))
		}
	}
	return out
}

// begin is an incident at its opening.
func (p *past) begin(since time.Time, class holdfast.Class) *IncidentTruth {
	e, _ := p.episode(p.check.ID, since)
	third := p.look(p.check, since.Add(confirmation), true, false)
	opened := third.At.Add(third.Took).Truncate(time.Millisecond)
	if class == holdfast.ClassUnknown {
		third = p.look(p.check, since.Add(15*time.Minute), true, false)
		opened = third.At.Add(third.Took).Truncate(time.Millisecond)
	}
	i := &IncidentTruth{Check: p.check.ID, Class: class, Headline: e.Headline, Since: since, Opened: opened}
	if e.AckAfter > 0 {
		i.Acked, i.AckedBy = opened.Add(e.AckAfter), e.AckBy
	}
	return i
}

// end closes it and works out who was told: not while maintenance held it back.
func (p *past) end(i IncidentTruth, until time.Time) IncidentTruth {
	i.Until = until
	told := i.Opened
	for _, m := range p.plan {
		if in([]history.Span{m}, told) {
			told = m.End()
		}
	}
	closed := p.End
	if !until.IsZero() {
		closed = p.closed(until)
	}
	if told.After(closed) {
		return i
	}
	took, _ := p.answer("ops", told)
	i.Told, i.Channel = told.Add(took), "ops"
	for at := told.Add(time.Hour); at.Before(closed) && (i.Acked.IsZero() || at.Before(i.Acked)); at = at.Add(time.Hour) {
		i.Reminders += len(p.Channels) // one that falls into an outage above a risk comes after it
	}
	return i
}

// closed is when the recovery that began with this look was confirmed.
func (p *past) closed(until time.Time) time.Time {
	third := p.look(p.check, until.Add(confirmation), true, false)
	return third.At.Add(third.Took).Truncate(time.Millisecond)
}

// blindIncidents are the vantage's own.
func (s Script) blindIncidents() []IncidentTruth {
	var out []IncidentTruth
	for _, b := range s.Blind {
		if b.Start().Before(s.Start) {
			continue
		}
		i := IncidentTruth{Check: "vantage/" + Vantage, Class: holdfast.ClassBlind, Headline: "BLIND", Since: b.Start(), Opened: b.Start(), Until: b.End(), Channel: "ops"}
		took, _ := s.answer("ops", i.Opened)
		i.Told = i.Opened.Add(took)
		out = append(out, i)
	}
	return out
}

// factTruth follows the script's facts along a check's due looks.
func (s Script) factTruth(p past) []history.FactSpan {
	var out []history.FactSpan
	last := map[string]int{}
	var names []string
	for _, f := range s.Facts {
		for _, fact := range f.Facts {
			if f.Check == p.check.ID && !slices.Contains(names, fact.Name) {
				names = append(names, fact.Name)
			}
		}
	}
	for _, v := range p.looks {
		if v.Blind {
			continue
		}
		for _, name := range names {
			value := v.Fact(name)
			i, known := last[name]
			if known && text(out[i].Value) == text(value) {
				out[i].Last = v.At
				continue
			}
			next := history.FactSpan{Check: p.check.ID, Name: name, Value: value, First: v.At, Last: v.At}
			if known {
				out[i].Ended, next.Before = v.At, out[i].Value
			}
			last[name] = len(out)
			out = append(out, next)
		}
	}
	return out
}

// text is a value to compare by.
func text(v any) string {
	switch v := v.(type) {
	case time.Time:
		return v.UTC().String()
	case []string:
		return strings.Join(v, " ")
	case string:
		return v
	default:
		return ""
	}
}

// portTruth is when each port of www was seen open.
func (s Script) portTruth() []history.FactSpan {
	p := past{}
	for _, c := range s.Checks {
		if c.ID == exposure {
			p = s.past(c)
		}
	}
	var out []history.FactSpan
	for _, port := range []string{"443/tcp", "80/tcp", "8080/tcp"} {
		span := history.FactSpan{Check: exposure, Name: "open_ports", Element: port}
		for _, v := range p.looks {
			list, _ := v.Fact("open_ports").([]string)
			switch open := slices.Contains(list, port); {
			case open && span.First.IsZero():
				span.First, span.Last = v.At, v.At
			case open:
				span.Last = v.At
			case !v.Blind && !span.First.IsZero() && span.Ended.IsZero():
				span.Ended = v.At
			}
		}
		if !span.First.IsZero() {
			out = append(out, span)
		}
	}
	return out
}
