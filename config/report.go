package config

import (
	"net/mail"
	"slices"
	"strings"
	"time"

	"holdfast"
)

// Report is the report that is mailed: of what, to whom and when.
type Report struct {
	// Channel is the mail channel that carries it; empty: no report is sent.
	Channel string
	To      []string // addresses
	Name    string   // what is watched, for people
	Period  string   // week, month or quarter
	// Day is the weekday of weekly reports, At the time since local midnight,
	// Zone where midnight is. The others are sent on the first day of the next
	// period.
	Day  time.Weekday
	At   time.Duration
	Zone string // IANA name
	// Look is how long before it everything is looked at in full; 0 never.
	Look time.Duration
}

// LookAsNeeded is the Look of a config that says nothing: early enough for
// sweeps at gentle rates, at least an hour and at most a day before the report.
const LookAsNeeded time.Duration = -1

// reportKeys is the report that is mailed.
type reportKeys struct {
	Channel string             `yaml:"channel" doc:"the email channel that carries it"`
	To      []string           `yaml:"to" doc:"addresses; default those of the channel"`
	Name    string             `yaml:"name" doc:"what is watched, as readers know it"`
	Period  string             `yaml:"period" doc:"week (default), month or quarter: the last whole one is told"`
	Day     *days              `yaml:"day" doc:"weekday of weekly reports; default Mon. The others come on the first day after their period"`
	At      *clock             `yaml:"at" doc:"time of day; default 07:00"`
	Zone    string             `yaml:"zone" doc:"IANA time zone of days and times; default UTC"`
	Look    *holdfast.Duration `yaml:"look" doc:"how long before it everything is looked at in full, at most 24h; default as early as sweeps need at gentle rates, at least 1h; 0s never"`
}

// mailer is a notifier that carries mails of others.
type mailer interface {
	Sender() *mail.Address
	Recipients() []*mail.Address
}

// earliestLook bounds how long before a report the full look may begin.
const earliestLook = 24 * time.Hour

// readReport understands the report section.
func (l *loader) readReport(n *node) {
	var keys reportKeys
	ok := l.decode(n, &keys)
	l.required(n, "channel")
	zone, known := l.zone(n.get("zone"), keys.Zone)
	r := Report{
		Channel: keys.Channel, To: keys.To, Name: keys.Name, Period: keys.Period, Zone: zone.String(),
		Day: time.Monday, At: 7 * time.Hour, Look: orElse(keys.Look, LookAsNeeded),
	}
	if keys.At != nil {
		r.At = time.Duration(*keys.At)
	}
	l.reportWhen(n, keys, &r)
	l.reportWho(n, &r)
	if ok && known {
		l.plan.Report, l.plan.trace.report = r, n
	}
}

// reportWhen checks period, day and look.
func (l *loader) reportWhen(n *node, keys reportKeys, r *Report) {
	if r.Period == "" {
		r.Period = "week"
	}
	if p := n.get("period"); !slices.Contains([]string{"week", "month", "quarter"}, r.Period) {
		l.fault(p.at, p.path, "want week, month or quarter, have "+p.quote(), "")
	}
	if d := n.get("day"); d != nil && r.Period != "week" {
		l.fault(d.at, d.path, "is for weekly reports; others come on the first day after their period", "")
	}
	if keys.Day != nil && len(*keys.Day) > 0 {
		r.Day = (*keys.Day)[0]
		if d := n.get("day"); len(*keys.Day) > 1 {
			l.fault(d.at, d.path, "want one weekday, have "+d.quote(), "")
		}
	}
	if look := n.get("look"); r.Look > earliestLook {
		l.faultf(look.at, look.path, "%s is more than 24h before", spell(r.Look))
	}
}

// reportWho checks the channel and the addresses.
func (l *loader) reportWho(n *node, r *Report) {
	for _, item := range n.get("to").elements() {
		if a, err := mail.ParseAddress(item.text); err != nil || strings.ContainsAny(a.Address, "\r\n <>") {
			l.fault(item.at, item.path, "want a mail address such as staff@example.com, have "+item.quote(), "")
		}
	}
	i := slices.IndexFunc(l.plan.Channels, func(c holdfast.Channel) bool { return c.Name == r.Channel })
	at := n.get("channel")
	if i < 0 {
		if r.Channel != "" {
			l.knownChannels(&node{shape: list, at: at.at, path: n.path, items: []*node{at}})
		}
		return
	}
	m, ok := l.plan.Channels[i].Notifier.(mailer)
	if !ok {
		l.fault(at.at, at.path, at.quote()+" is of kind "+l.plan.Channels[i].Kind+" and carries no mail", "name an email channel")
		return
	}
	for k, text := range r.To {
		if a, err := mail.ParseAddress(text); err == nil {
			r.To[k] = a.Address
		}
	}
	if len(r.To) == 0 {
		for _, a := range m.Recipients() {
			r.To = append(r.To, a.Address)
		}
	}
	if l.plan.URL == "" {
		l.warn(n.at, n.path, "its mails link to no page, and nobody can unsubscribe by a click, since no address is told", "write url: https://HOST")
	}
}
