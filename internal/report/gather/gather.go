package gather

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/history/sketch"
	"holdfast/internal/journal"
	"holdfast/internal/report"
)

// Counted is what the journal has counted.
type Counted interface {
	Records(ctx context.Context, from, to time.Time) (map[string]history.Record, error)
	Latencies(ctx context.Context, from, to time.Time) (map[string]sketch.Sketch, error)
	HourLatencies(ctx context.Context, check string, from, to time.Time) ([]journal.HourLatency, error)
	Health(ctx context.Context, from, to time.Time) (journal.Health, error)
}

// Seen is what the journal was told.
type Seen interface {
	Setup(ctx context.Context, at time.Time) (journal.Setup, error)
	Sightings(ctx context.Context, to time.Time) (map[string][]history.Sighting, error)
	Stories(ctx context.Context, from, to time.Time) ([]journal.Story, error)
	DeliveriesBetween(ctx context.Context, from, to time.Time) ([]holdfast.Delivery, error)
	Meta(ctx context.Context, key string) (string, error)
}

// Source is a journal.
type Source interface {
	Counted
	Seen
	Instance() string
}

// Wish says what the report is of, and what no journal knows.
type Wish struct {
	Period  report.Period
	Made    time.Time
	Late    *report.Late
	Name    string // what is watched, for people
	Page    string // address of the status page
	Version string
}

// barDays is how many days a service's bars show.
const barDays = 90

// FullLookKey is the key of the journal's meta values under which the full look
// before a period's report is written down, as JSON of [report.FullLook].
func FullLookKey(period string) string { return "report-look/" + period }

// ErrNothing is a period of which the journal knows nothing at all.
var ErrNothing = errors.New("the journal knows of nothing watched before the end of that period")

// gathering is one document being made.
type gathering struct {
	d       *report.Document
	zone    *time.Location
	setup   journal.Setup
	seen    map[string][]history.Sighting
	records map[string]history.Record // of the bars' days or the longest objective, up to the end
	lines   map[string][]history.Segment
	latency map[string]sketch.Sketch
	stories []journal.Story
	names   map[string]string
}

// Document makes the document of a period.
func Document(ctx context.Context, s Source, w Wish) (*report.Document, error) {
	g := &gathering{d: blank(s.Instance(), w), names: map[string]string{}}
	var err error
	if g.zone, err = time.LoadLocation(w.Period.Zone); err != nil {
		return nil, fmt.Errorf("report %s: %w", w.Period.Name, err)
	}
	if err := g.read(ctx, s); err != nil {
		return nil, fmt.Errorf("report %s: %w", w.Period.Name, err)
	}
	for _, fill := range []func(){g.checks, g.changes, g.uptime, g.incidents, g.promises, g.exposure, g.tls, g.postures, g.method} {
		fill()
	}
	if err := g.latencies(ctx, s); err != nil {
		return nil, fmt.Errorf("report %s: %w", w.Period.Name, err)
	}
	if err := g.monitor(ctx, s); err != nil {
		return nil, fmt.Errorf("report %s: %w", w.Period.Name, err)
	}
	g.d.Conclude()
	return g.d, nil
}

// blank is a document without numbers.
func blank(instance string, w Wish) *report.Document {
	if w.Period.Zone == "" {
		w.Period.Zone = "UTC"
	}
	w.Period.From, w.Period.To = w.Period.From.UTC(), w.Period.To.UTC()
	return &report.Document{
		Form: report.Form, Name: w.Name, Instance: instance, Version: w.Version, Page: w.Page, Period: w.Period,
		Made: w.Made.UTC().Truncate(time.Second), Late: w.Late,
		Unknown: []report.Unlooked{}, Promises: []report.Promise{}, Exceptions: []report.Exception{}, Uptime: []report.Uptime{},
		Incidents: []report.Incident{}, Postures: []report.Posture{}, Method: []string{},
		Exposure: report.Exposure{Moves: []report.PortMove{}, Open: []report.OpenPort{}},
		TLS:      report.TLS{Grades: []report.Grade{}, Certificates: []report.Certificate{}},
		Monitor:  report.Monitor{Blinds: []report.Blind{}}, FullLook: report.FullLook{Unfinished: []report.Unlooked{}},
	}
}

// read takes all that is needed from the journal, in a few passes over all
// checks at once.
func (g *gathering) read(ctx context.Context, s Source) (err error) {
	p := g.d.Period
	if g.setup, err = s.Setup(ctx, p.To); err != nil {
		return err
	}
	if g.seen, err = s.Sightings(ctx, p.To); err != nil {
		return err
	}
	if len(g.setup.Checks) == 0 && len(g.seen) == 0 {
		return ErrNothing
	}
	if g.records, err = s.Records(ctx, g.horizon(), p.To); err != nil {
		return err
	}
	g.lines = make(map[string][]history.Segment, len(g.records))
	span := history.Between(g.horizon(), p.To)
	for id, r := range g.records {
		g.lines[id] = history.Timeline(span, r)
	}
	if g.latency, err = s.Latencies(ctx, p.From, p.To); err != nil {
		return err
	}
	g.stories, err = s.Stories(ctx, p.From, p.To)
	return err
}

// horizon is how far back the bars and the error budgets look.
func (g *gathering) horizon() time.Time {
	p := g.d.Period
	first := g.dayStart(p.To, barDays)
	if p.From.Before(first) {
		first = p.From
	}
	for _, o := range g.setup.Objectives {
		if start := p.To.Add(-o.Window); start.Before(first) {
			first = start
		}
	}
	return first
}

// dayStart is the local midnight that begins so many days before the end.
func (g *gathering) dayStart(end time.Time, days int) time.Time {
	last := end.Add(-time.Millisecond).In(g.zone)
	return time.Date(last.Year(), last.Month(), last.Day()-days+1, 0, 0, 0, 0, g.zone)
}

// checks counts the checks by their state at the period's end, and lists those
// of which nothing is known.
func (g *gathering) checks() {
	n := &g.d.Verdict.Checks
	g.d.Config = report.Config{Hash: g.setup.Config, Checks: len(g.setup.Checks)}
	for i := range g.setup.Checks {
		c := &g.setup.Checks[i]
		g.names[c.ID] = c.Name
		n.Of++
		switch g.status(c.ID) {
		case holdfast.Holds:
			n.Holds++
		case holdfast.AtRisk:
			n.AtRisk++
		case holdfast.Broken:
			n.Broken++
		case holdfast.Unknown:
			n.Unknown++
			g.d.Unknown = append(g.d.Unknown, report.Unlooked{Check: c.ID, Name: c.Name, Why: g.why(c.ID)})
		}
	}
}

// why says why nothing is known of a check.
func (g *gathering) why(check string) string {
	last, ok := g.last(check)
	switch {
	case !ok:
		return "not yet looked"
	case last.Finding.Status == holdfast.Unknown:
		return last.Finding.Reason
	default:
		return "no look counts any more: the last was " + last.Last.In(g.zone).Format("2006-01-02 15:04")
	}
}

// status is what was confirmed of a check at the period's end. Planned work
// hides nothing here: what was seen last counts.
func (g *gathering) status(check string) holdfast.Status {
	r, ok := g.records[check]
	if !ok {
		return holdfast.Unknown
	}
	end := g.d.Period.To.UnixMilli()
	r.Maintenance = nil
	line := history.Timeline(history.Span{From: end - 1, To: end}, r)
	if len(line) == 0 {
		return holdfast.Unknown
	}
	switch line[0].State {
	case history.Up:
		return holdfast.Holds
	case history.AtRisk:
		return holdfast.AtRisk
	case history.Down:
		return holdfast.Broken
	case history.Unknown, history.Maintenance, history.Blind:
	}
	return holdfast.Unknown
}

// last is what was seen of a check last.
func (g *gathering) last(check string) (history.Sighting, bool) {
	list := g.seen[check]
	if len(list) == 0 {
		return history.Sighting{}, false
	}
	return list[len(list)-1], true
}

// name is what people call a check; one that is gone goes by its ID.
func (g *gathering) name(check string) string {
	if n := g.names[check]; n != "" {
		return n
	}
	return check
}

// times are the six times of a check in a span.
func (g *gathering) times(check string, from, to time.Time) report.Times {
	return sum(g.lines[check], history.Between(from, to))
}

// sum adds up the segments within a span. What no segment covers is unknown.
func sum(line []history.Segment, within history.Span) report.Times {
	var t report.Times
	var covered int64
	first, _ := slices.BinarySearchFunc(line, within.From, func(s history.Segment, at int64) int {
		if s.To <= at {
			return -1
		}
		return 1
	})
	for _, s := range line[first:] {
		if s.From >= within.To {
			break
		}
		ms := s.Within(within).Length()
		covered += ms
		*part(&t, s.State) += report.Seconds(history.Millis(ms))
	}
	t.Unknown += report.Seconds(history.Millis(within.Length() - covered))
	return t
}

// part is the time that a state adds to.
func part(t *report.Times, s history.State) *report.Seconds {
	switch s {
	case history.Up:
		return &t.Up
	case history.Down:
		return &t.Down
	case history.AtRisk:
		return &t.AtRisk
	case history.Maintenance:
		return &t.Maintenance
	case history.Blind:
		return &t.Blind
	case history.Unknown:
	}
	return &t.Unknown
}

// method says how everything was counted.
func (g *gathering) method() {
	g.d.Method = append(g.d.Method, history.Method()...)
	g.d.Method = append(g.d.Method, report.Method()...)
}

// FullLook reads what was looked at in full for the period's report, so far as it
// is written down.
func FullLook(ctx context.Context, s interface {
	Meta(ctx context.Context, key string) (string, error)
}, period string,
) (report.FullLook, error) {
	f := report.FullLook{Unfinished: []report.Unlooked{}}
	text, err := s.Meta(ctx, FullLookKey(period))
	if err != nil || text == "" {
		return f, err
	}
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		return f, fmt.Errorf("the full look before report %s: %w", period, err)
	}
	return f, nil
}
