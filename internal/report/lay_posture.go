package report

import (
	"fmt"
	"strings"
)

// layExposure tells the ports that moved, and those that are open unwanted.
func layExposure(d *Document, v voice) Section {
	e := &d.Exposure
	if e.Checks == 0 {
		return Section{}
	}
	s := Section{ID: "exposure", Title: "Exposure", Fold: "as wanted"}
	opened := 0
	for i := range e.Moves {
		m := &e.Moves[i]
		r := Row{Title: m.Address + " " + m.Port, State: m.Move, Tone: "moved", Link: d.link(m.Check)}
		if m.Move == "opened" {
			opened++
			r.Tone = openedTone(m.Wanted)
		}
		r.Lines = []string{v.at(m.At) + ", first seen open " + v.at(m.FirstSeen)}
		s.Rows = append(s.Rows, r)
	}
	for i := range e.Open {
		o := &e.Open[i]
		r := Row{Title: o.Address + " " + o.Port, State: "open", Tone: wantedTone(o.Wanted), Link: d.link(o.Check), Lines: []string{"first seen " + v.at(o.FirstSeen)}}
		if !o.Wanted {
			r.State = "open, unwanted"
		}
		s.Rows = append(s.Rows, r)
	}
	s.Lead = fmt.Sprintf("opened %d · closed %d · open now %d, by %s", opened, len(e.Moves)-opened, len(e.Open), count(e.Checks, "check"))
	return s
}

// openedTone is the colour of a port that opened: a change also when wanted.
func openedTone(wanted bool) string {
	if wanted {
		return "moved"
	}
	return "broken"
}

func wantedTone(wanted bool) string {
	if wanted {
		return "holds"
	}
	return "broken"
}

// layGrades tells the grades that moved or are bad.
func layGrades(d *Document, _ voice) Section {
	if len(d.TLS.Grades) == 0 {
		return Section{}
	}
	s := Section{ID: "tls", Title: "TLS grades", Fold: "as wanted and as before"}
	counts := map[string]int{}
	var order []string
	for i := range d.TLS.Grades {
		g := &d.TLS.Grades[i]
		now := g.Now
		if now == "" {
			now = "not graded"
		}
		if counts[now]++; counts[now] == 1 {
			order = append(order, now)
		}
		r := Row{Title: g.Target, State: now, Tone: g.Status.String(), Link: d.link(g.Check), Lines: g.Moved}
		if g.Before != g.Now && g.Before != "" {
			r.State = g.Before + " → " + now
			if r.Tone == "holds" {
				r.Tone = "moved"
			}
		}
		s.Rows = append(s.Rows, r)
	}
	parts := make([]string, 0, len(order))
	for _, grade := range order {
		parts = append(parts, fmt.Sprintf("%s %d", grade, counts[grade]))
	}
	s.Lead = strings.Join(parts, " · ")
	return s
}

// soonDays is how near its end a certificate is worth a row.
const soonDays = 30

// layCertificates tells the certificates by days left.
func layCertificates(d *Document, v voice) Section {
	if len(d.TLS.Certificates) == 0 {
		return Section{}
	}
	s := Section{ID: "certificates", Title: "Certificates", Fold: "end later than in " + count(soonDays, "day")}
	soon := map[int]int{}
	for i := range d.TLS.Certificates {
		c := &d.TLS.Certificates[i]
		for _, days := range []int{7, 14, soonDays} {
			if c.DaysLeft < days {
				soon[days]++
			}
		}
		r := Row{Title: c.Target, State: count(c.DaysLeft, "day") + " left", Tone: "holds", Link: d.link(c.Check), Lines: []string{join(", ", "ends "+v.day(c.Ends), prefixed("from ", c.Issuer))}}
		switch {
		case c.DaysLeft < 0:
			r.State, r.Tone = "ended", "broken"
		case c.DaysLeft < soonDays:
			r.Tone = "at risk"
		}
		if !c.Changed.IsZero() {
			r.Lines = append(r.Lines, "replaced "+v.at(c.Changed))
		}
		s.Rows = append(s.Rows, r)
	}
	s.Lead = fmt.Sprintf("ending within 7 days %d, 14 days %d, 30 days %d; %d in all", soon[7], soon[14], soon[soonDays], len(d.TLS.Certificates))
	return s
}

// layPostures tells the other kinds: backups, heartbeats, names.
func layPostures(d *Document, v voice) Section {
	s := Section{ID: "postures", Title: "Other checks", Fold: "as wanted"}
	var leads []string
	for i := range d.Postures {
		p := &d.Postures[i]
		good := 0
		for k := range p.Rows {
			row := &p.Rows[k]
			if row.Status.String() == "holds" {
				good++
			}
			newest := "never proven"
			if !row.Newest.IsZero() {
				newest = "last proof " + v.at(row.Newest)
			}
			s.Rows = append(s.Rows, Row{
				Title: row.Name, State: row.Status.String(), Tone: row.Status.String(), Link: d.link(row.Check),
				Lines: []string{row.Reason, join(", ", newest, unprovenParts(&row.Times))},
			})
		}
		leads = append(leads, fmt.Sprintf("%s: %d of %d hold", p.Kind, good, len(p.Rows)))
	}
	if len(s.Rows) == 0 {
		return Section{}
	}
	s.Lead = strings.Join(leads, " · ")
	return s
}

// layUnknown tells what nobody could look at.
func layUnknown(d *Document, _ voice) Section {
	if len(d.Unknown) == 0 {
		return Section{}
	}
	s := Section{ID: "unknown", Title: "Not known", Lead: count(len(d.Unknown), "check") + " of which nothing is known at the end of the period"}
	for i := range d.Unknown {
		u := &d.Unknown[i]
		s.Rows = append(s.Rows, Row{Title: u.Name, State: "unknown", Tone: "unknown", Link: d.link(u.Check), Lines: []string{u.Why}})
	}
	return s
}

// layMonitor tells how the monitor itself did.
func layMonitor(d *Document, v voice) Section {
	m := &d.Monitor
	s := Section{ID: "monitor", Title: "The monitor itself"}
	s.Lead = fmt.Sprintf("blind %s · off %s · %s looks, %s missed, %s told nothing", length(m.Blind), length(m.Off), thousands(m.Looks), thousands(m.Missed), thousands(m.Unknown))
	s.Notes = append(s.Notes, sendsLine(&m.Sends))
	slow := "Nobody was paged"
	if m.Slowest != nil {
		slow = fmt.Sprintf("Slowest page: %s after it was confirmed, by %s (incident %d)", length(m.Slowest.Seconds), m.Slowest.Channel, m.Slowest.Incident)
	}
	drill := "Never drilled: holdfast drill sends a marked message through every channel"
	if m.Drill != nil {
		drill = fmt.Sprintf("Last drill %s: %d of %s took it", v.at(m.Drill.At), m.Drill.Answered, count(m.Drill.Channels, "channel"))
	}
	s.Notes = append(s.Notes, slow, drill)
	for _, b := range m.Blinds {
		s.Rows = append(s.Rows, Row{Title: "blind " + v.span(b.From, b.To), Tone: "unknown", Lines: []string{b.Why}})
	}
	s.Notes = append(s.Notes, fullLine(v, &d.FullLook)...)
	return s
}

// sendsLine counts the messages.
func sendsLine(n *Sends) string {
	return fmt.Sprintf("Messages: %s due, %d taken, %d refused, %d waiting, %d needed more than one try, %d whose answer was lost",
		thousands(n.Due), n.Sent, n.Refused, n.Waiting, n.Retried, n.Doubt)
}

// fullLine says what was looked at in full for this report.
func fullLine(v voice, f *FullLook) []string {
	if f.Asked == 0 {
		return []string{"No full look was taken for this report; it tells what the scheduled looks saw"}
	}
	if f.To.IsZero() {
		return []string{fmt.Sprintf("A full look for this report is under way since %s: %d of %s so far", v.at(f.From), f.Done, count(f.Asked, "check"))}
	}
	lines := []string{fmt.Sprintf("Looked at in full for this report: %d of %s, %s", f.Done, count(f.Asked, "check"), v.span(f.From, f.To))}
	for i, u := range f.Unfinished {
		if i == 5 {
			return append(lines, fmt.Sprintf("and %d more", len(f.Unfinished)-5))
		}
		lines = append(lines, "Not finished: "+u.Name+": "+u.Why)
	}
	return lines
}
