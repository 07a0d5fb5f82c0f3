package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-co-op/gocron/v2"

	"holdfast"
	"holdfast/config"
	"holdfast/internal/journal"
	"holdfast/internal/report"
	"holdfast/internal/report/gather"
	"holdfast/internal/report/pdf"
	"holdfast/internal/report/picture"
	postoffice "holdfast/internal/report/post"
)

// Reporter makes the reports that are due and sends them. It needs the journal
// and the config, and no monitor: holdfast report send uses it alone.
type Reporter struct {
	Journal *journal.Journal
	Plan    func() *config.Plan
	Log     *slog.Logger
	Now     func() time.Time
	Version string
	// Look looks at everything of a check, telling how far it is; nil looks at
	// nothing before a report.
	Look func(ctx context.Context, check string, progress func(holdfast.Progress)) (holdfast.Verdict, error)
	// Started is when the monitor began to run.
	Started time.Time
	Hook    func(point string)

	office *postoffice.Office
	key    []byte

	looking sync.Mutex // held while everything is looked at
}

// carrier is a channel that carries mails of others.
type carrier interface {
	postoffice.Carrier
	Sender() *mail.Address
}

// ErrNoReport is a config without a report.
var ErrNoReport = errors.New("the config has no report: section; write report: {channel: NAME} with an email channel")

// Open reads the key of the unsubscribe links, making it at the first time.
func (r *Reporter) Open(ctx context.Context) error {
	r.office = postoffice.New(postoffice.Options{Store: r.Journal, Carrier: r.carrier, Log: r.Log, Now: r.Now, Hook: r.Hook})
	key, err := r.metaOnce(ctx, "report-key", rand.Text())
	r.key = []byte(key)
	return err
}

// metaOnce returns a stored value, and stores one where there is none.
func (r *Reporter) metaOnce(ctx context.Context, key, fresh string) (string, error) {
	value, err := r.Journal.Meta(ctx, key)
	if err != nil || value != "" {
		return value, err
	}
	return fresh, r.Journal.Commit(ctx, journal.Batch{Meta: map[string]string{key: fresh}})
}

// carrier finds who carries the letters of a channel now.
func (r *Reporter) carrier(name string) (postoffice.Carrier, bool) {
	c, ok := carrierOf(r.Plan(), name)
	return c, ok
}

func carrierOf(p *config.Plan, name string) (carrier, bool) {
	i := slices.IndexFunc(p.Channels, func(c holdfast.Channel) bool { return c.Name == name })
	if i < 0 {
		return nil, false
	}
	c, ok := p.Channels[i].Notifier.(carrier)
	return c, ok
}

// reportTick is how often the wall clock is asked what is due. Wall clocks are
// stepped and machines sleep: asking is cheaper than being told.
const reportTick = 20 * time.Second

// Run makes what becomes due and sends what is owed, until ctx ends.
func (r *Reporter) Run(ctx context.Context) error {
	cron, err := gocron.NewScheduler(gocron.WithLocation(time.UTC))
	if err != nil {
		return fmt.Errorf("make a scheduler for reports: %w", err)
	}
	_, err = cron.NewJob(gocron.DurationJob(reportTick), gocron.NewTask(func() { r.tick(ctx) }),
		gocron.WithSingletonMode(gocron.LimitModeReschedule), gocron.WithStartAt(gocron.WithStartImmediately()))
	if err != nil {
		return errors.Join(fmt.Errorf("schedule reports: %w", err), cron.Shutdown())
	}
	cron.Start()
	sent := r.office.Run(ctx)
	return errors.Join(sent, cron.Shutdown())
}

// tick makes the reports that are due, and begins the full look before the next.
func (r *Reporter) tick(ctx context.Context) {
	plan := r.Plan()
	if plan.Report.Channel == "" || ctx.Err() != nil {
		return
	}
	table, err := timetable(plan.Report)
	if err != nil {
		r.Log.Error("reports have no time zone", "err", err)
		return
	}
	now := r.Now().UTC()
	since, err := r.since(ctx, plan.Report.Period, now)
	if err != nil {
		r.Log.Error("since when reports are due cannot be read", "err", err)
		return
	}
	for _, due := range table.Dues(since, now) {
		if err := r.make(ctx, plan, due, now); err != nil {
			r.Log.Error("a report could not be made; it is tried again", "period", due.Period.Name, "err", err)
		}
	}
	if lead, next := leadOf(plan), table.Next(now); lead > 0 && r.Look != nil && !now.Before(next.At.Add(-lead)) {
		r.lookAll(ctx, plan, next)
	}
}

// timetable is when the config wants its reports.
func timetable(c config.Report) (report.Timetable, error) {
	zone, err := time.LoadLocation(c.Zone)
	return report.Timetable{Kind: c.Period, Day: c.Day, At: c.At, Zone: zone}, err
}

// since is from when on reports of a kind are wanted: who writes the section
// today wants none of last month.
func (r *Reporter) since(ctx context.Context, kind string, now time.Time) (time.Time, error) {
	text, err := r.metaOnce(ctx, "report-since/"+kind, now.Format(time.RFC3339))
	if err != nil {
		return now, err
	}
	return time.Parse(time.RFC3339, text)
}

// lateAfter is how long after its time a report is late.
const lateAfter = 10 * time.Minute

// make makes the report of a period and owes its letters, unless that was done.
func (r *Reporter) make(ctx context.Context, plan *config.Plan, due report.Due, now time.Time) error {
	if _, made, err := r.Journal.Report(ctx, due.Period.Name); err != nil || made {
		return err
	}
	var late *report.Late
	if now.Sub(due.At) > lateAfter {
		late = &report.Late{Due: due.At, Why: "it could not be made then"}
		if r.Started.After(due.At) {
			late.Why = "the monitor did not run then; it was started " + r.Started.UTC().Format("2006-01-02 15:04 UTC")
		}
	}
	_, err := r.Owe(ctx, plan, due, late)
	return err
}

// Owe makes the report of a period and writes it into the journal together with
// a letter for each recipient who wants it. It reports false when the period has
// its report already.
func (r *Reporter) Owe(ctx context.Context, plan *config.Plan, due report.Due, late *report.Late) (bool, error) {
	c, ok := carrierOf(plan, plan.Report.Channel)
	if !ok {
		return false, ErrNoReport
	}
	doc, err := gather.Document(ctx, r.Journal, gather.Wish{
		Period: due.Period, Made: r.Now(), Late: late, Name: plan.Report.Name, Page: plan.URL, Version: r.Version,
	})
	if err != nil {
		return false, err
	}
	letters, err := r.letters(ctx, plan, doc, c.Sender(), due.At)
	if err != nil {
		return false, err
	}
	var body strings.Builder
	if err := doc.JSON(&body); err != nil {
		return false, err
	}
	owed, err := r.Journal.Owe(ctx, journal.Report{Period: due.Period.Name, Due: due.At, Made: doc.Made, Body: []byte(body.String())}, letters)
	if owed {
		r.Log.Info("a report is made", "period", due.Period.Name, "subject", doc.Verdict.Subject, "letters", len(letters))
		r.office.Wake()
	}
	return owed, err
}

// letters writes the mail of each recipient who did not unsubscribe.
func (r *Reporter) letters(ctx context.Context, plan *config.Plan, doc *report.Document, from *mail.Address, due time.Time) ([]journal.Letter, error) {
	gone, err := r.Journal.Unsubscribed(ctx)
	if err != nil {
		return nil, err
	}
	pictures, err := picture.Charts(doc)
	if err != nil {
		return nil, err
	}
	printed, err := PrintReport(doc)
	if err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	var out []journal.Letter
	for _, to := range plan.Report.To {
		if _, out := gone[strings.ToLower(to)]; out {
			continue
		}
		raw, err := report.EML(doc, report.Letter{From: from, To: &mail.Address{Address: to}, Unsubscribe: r.unsubscribe(plan, to), Charts: pictures, PDF: printed})
		if err != nil {
			return nil, err
		}
		out = append(out, journal.Letter{
			Period: doc.Period.Name, Recipient: strings.ToLower(to), Channel: plan.Report.Channel,
			ID: report.MessageID(doc.Instance, doc.Period.Name, to, domain), Due: due, Body: raw,
		})
	}
	return out, nil
}

// unsubscribe is the address that takes a recipient off, empty when nobody knows
// where this monitor is reached.
func (r *Reporter) unsubscribe(plan *config.Plan, to string) string {
	if plan.URL == "" {
		return ""
	}
	return plan.URL + "/unsubscribe/" + postoffice.Token(r.key, to)
}

// PrintReport sets a document as PDF, with its JSON embedded.
func PrintReport(d *report.Document) ([]byte, error) {
	var out bytes.Buffer
	err := pdf.Write(&out, d)
	return out.Bytes(), err
}
