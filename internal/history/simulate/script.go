package simulate

import (
	"strings"
	"time"

	"holdfast"
	"holdfast/internal/history"
)

// Episode is a time in which a target, or the monitor, is not as it should be.
type Episode struct {
	Check    string // empty for the monitor's own
	From, To time.Time
	// Is is how the target is: Broken, AtRisk, or Unknown where it cannot be
	// looked at.
	Is       holdfast.Status
	Headline string
	Reason   string
	Fault    string // key
	// AckAfter is how long after its opening somebody takes the incident; zero is
	// nobody.
	AckAfter time.Duration
	AckBy    string
}

// FactChange is a moment from which on a check's look shows another value.
type FactChange struct {
	Check string
	At    time.Time
	Facts []holdfast.Fact
}

// Script is what happens.
type Script struct {
	Start, End time.Time
	Checks     []holdfast.Check
	Routes     []holdfast.Route
	Channels   []holdfast.Channel
	Windows    []holdfast.Window // of the first config
	Added      []holdfast.Window // that the second config adds
	Reload     time.Time         // when it is read
	Episodes   []Episode
	Blips      map[string][]time.Time // the first look of a check from then on fails, alone
	Facts      []FactChange           // in order
	Blind      []history.Span
	Off        []history.Span // no monitor runs
	Missed     map[string]int // due runs that could not start, at Reload
	Drill      time.Time
	Objectives map[string]history.Objective
	// Slow is from when to when the receivers take a minute and a half.
	Slow history.Span
}

// The checks of the estate.
const (
	www      = "www.example.com/uptime"
	app      = "app.example.com/uptime"
	api      = "api.example.com/uptime"
	database = "the database is closed to the world"
	exposure = "www.example.com/exposure"
	grade    = "www.example.com/tlsgrade"
	backup   = "nightly backup"
)

// Vantage is who looks.
const Vantage = "dublin"

// NewScript returns what happens in the weeks before end, which should be a
// Monday 00:00 UTC.
func NewScript(weeks int, end time.Time) Script {
	end = end.UTC().Truncate(time.Second)
	s := Script{
		Start: end.AddDate(0, 0, -7*weeks), End: end,
		Checks: checks(), Channels: []holdfast.Channel{{Name: "ops", Kind: "slack"}, {Name: "pager", Kind: "pagerduty", Pages: true}},
		Routes: []holdfast.Route{{Steps: []holdfast.Rung{{To: []string{"ops", "pager"}}}, Remind: time.Hour}},
		Windows: []holdfast.Window{{
			Name: "Sunday patching", Patterns: []string{"www.example.com/uptime"}, Days: []time.Weekday{time.Sunday},
			At: 3*time.Hour + 30*time.Minute, For: 90 * time.Minute, Zone: "Europe/Dublin",
		}},
		Reload: before(end, 35, "10:00:00"),
		Added: []holdfast.Window{{
			Name: "move of app", Patterns: []string{"app.*"},
			From: before(end, 12, "22:00:00"), Until: before(end, 12, "23:30:00"),
		}},
		Blips:  map[string][]time.Time{www: {before(end, 9, "05:12:00"), before(end, 2, "18:00:00")}, app: {before(end, 3, "01:00:00")}},
		Blind:  []history.Span{between(end, 45, "12:00:00", "12:20:00"), between(end, 5, "13:40:00", "14:05:00")},
		Off:    []history.Span{between(end, 40, "03:00:00", "04:30:00"), between(end, 4, "20:00:00", "20:00:50")},
		Missed: map[string]int{database: 7},
		Drill:  before(end, 8, "09:00:00"),
		Slow:   between(end, 3, "09:00:00", "10:00:00"),
		Objectives: map[string]history.Objective{
			www: {Target: 0.999, Window: 30 * 24 * time.Hour}, app: {Target: 0.995, Window: 30 * 24 * time.Hour},
		},
	}
	s.Episodes = s.within(episodes(end))
	s.Facts = facts(end)
	return s
}

// before is a time of day, so many days before the end.
func before(end time.Time, days int, clock string) time.Time {
	at, err := time.Parse(time.TimeOnly, clock)
	if err != nil {
		panic(err) // a constant of this package
	}
	return end.AddDate(0, 0, -days).Add(at.Sub(at.Truncate(24 * time.Hour)))
}

func between(end time.Time, days int, from, to string) history.Span {
	return history.Between(before(end, days, from), before(end, days, to))
}

// within leaves out what begins before the start.
func (s Script) within(list []Episode) []Episode {
	var out []Episode
	for _, e := range list {
		if e.From.After(s.Start.Add(time.Hour)) {
			out = append(out, e)
		}
	}
	return out
}

// checks is the estate.
func checks() []holdfast.Check {
	confirm := holdfast.Confirm{Need: 3, Of: 3, Over: 20 * time.Second}
	check := func(id, kind, host string, every time.Duration, severity holdfast.Severity) holdfast.Check {
		return holdfast.Check{
			ID: id, Name: id, Kind: kind, Target: host, Host: host, Every: every, Timeout: 10 * time.Second, FreshFor: 3 * every,
			Confirm: confirm, Severity: severity, Owner: "platform", Group: "eu", Settings: "1",
		}
	}
	local := check(backup, "heartbeat", "localhost", 5*time.Minute, holdfast.SeverityError)
	local.Local = true
	return []holdfast.Check{
		check(www, "uptime", "www.example.com", 4*time.Minute, holdfast.SeverityCritical),
		check(app, "uptime", "app.example.com", 5*time.Minute, holdfast.SeverityError),
		check(api, "uptime", "api.example.com", 5*time.Minute, holdfast.SeverityError),
		check(database, "unreachable", "db.example.com", 5*time.Minute, holdfast.SeverityCritical),
		check(exposure, "exposure", "www.example.com", 6*time.Hour, holdfast.SeverityCritical),
		check(grade, "tlsgrade", "www.example.com", 6*time.Hour, holdfast.SeverityWarning),
		local,
	}
}

// episodes is what goes wrong.
func episodes(end time.Time) []Episode {
	down := func(check string, from, to time.Time, ack time.Duration, by string) Episode {
		return Episode{Check: check, From: from, To: to, Is: holdfast.Broken, Headline: "DOWN", Reason: "503, wanted 2xx", Fault: "status", AckAfter: ack, AckBy: by}
	}
	return []Episode{
		down(www, before(end, 50, "10:00:30"), before(end, 50, "10:25:10"), 0, ""),
		down(www, end.AddDate(0, 0, -14).Add(-20*time.Minute-7*time.Second), end.AddDate(0, 0, -14).Add(40*time.Minute), 12*time.Minute, "lena"),
		down(www, before(end, 3, "09:12:20"), before(end, 3, "09:31:05"), 4*time.Minute, "lena"),
		down(app, before(end, 30, "02:00:00"), before(end, 30, "06:00:00"), 3*time.Hour+5*time.Minute, "tom"),
		down(app, before(end, 12, "22:25:00"), before(end, 12, "22:52:00"), 0, ""),
		down(app, before(end, 5, "13:00:00"), before(end, 5, "14:30:00"), 10*time.Minute, "tom"),
		down(app, before(end, 1, "21:58:00"), end.Add(time.Hour), 0, ""),
		{Check: api, From: before(end, 25, "07:30:00"), To: before(end, 20, "12:00:00"), Is: holdfast.AtRisk, Headline: "EXPIRES", Reason: "certificate ends in 20 days", Fault: "certificate/expires"},
		down(api, before(end, 22, "01:00:00"), before(end, 22, "02:01:00"), 0, ""),
		{Check: api, From: before(end, 6, "16:00:00"), To: before(end, 6, "17:10:00"), Is: holdfast.Unknown, Headline: "COULD NOT LOOK", Reason: "resolver gave no answer"},
		{Check: exposure, From: before(end, 11, "04:00:00"), To: before(end, 4, "04:00:00"), Is: holdfast.Broken, Headline: "EXPOSED", Reason: "8080/tcp is open, wanted 80 and 443 only", Fault: "port/8080", AckAfter: 30 * time.Minute, AckBy: "ada"},
		{Check: grade, From: before(end, 6, "12:00:00"), To: end.Add(time.Hour), Is: holdfast.AtRisk, Headline: "WEAK TLS", Reason: "grade B, wanted A", Fault: "grade"},
	}
}

// facts is what is seen beside it.
func facts(end time.Time) []FactChange {
	never := time.Time{}
	certificate := func(serial string, notAfter time.Time, grade string) []holdfast.Fact {
		return []holdfast.Fact{{Name: "grade", Value: grade}, {Name: "certificate_serial", Value: serial}, {Name: "certificate_not_after", Value: notAfter}}
	}
	old, next := end.AddDate(0, 0, 4), end.AddDate(0, 0, 78)
	return []FactChange{
		{Check: exposure, At: never, Facts: openPorts("80/tcp", "443/tcp")},
		{Check: grade, At: never, Facts: certificate("03:a1", old, "A+")},
		{Check: grade, At: before(end, 17, "03:00:00"), Facts: certificate("04:7f", next, "A+")},
		{Check: exposure, At: before(end, 11, "04:00:00"), Facts: openPorts("80/tcp", "443/tcp", "8080/tcp")},
		{Check: grade, At: before(end, 6, "12:00:00"), Facts: certificate("04:7f", next, "B")},
		{Check: exposure, At: before(end, 4, "04:00:00"), Facts: openPorts("80/tcp", "443/tcp")},
	}
}

// openPorts are the facts of a look at ports, in the words of the kind exposure.
func openPorts(open ...string) []holdfast.Fact {
	list := make([]string, len(open))
	for i, one := range open {
		number, proto, _ := strings.Cut(one, "/")
		list[i] = "address=203.0.113.80 port=" + number + " proto=" + proto + " state=open"
	}
	return []holdfast.Fact{{Name: "open_ports", Value: open}, {Name: "ports", Value: list}}
}
