package gather_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/journal"
	"holdfast/internal/report"
	"holdfast/internal/report/gather"
)

// at is a time of November 2026.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC)
}

// diary writes a journal whose truth is known.
type diary struct {
	j     *journal.Journal
	batch journal.Batch
}

// see writes what was seen of a check, and that it was confirmed.
func (d *diary) see(check string, when time.Time, f holdfast.Finding) {
	d.batch.Verdicts = append(d.batch.Verdicts, holdfast.Verdict{Check: check, Vantage: "local", At: when, Took: 20 * time.Millisecond, Finding: f})
	d.batch.Transitions = append(d.batch.Transitions, journal.Transition{Check: check, At: when, Status: f.Status})
}

// finding is one with faults.
func finding(s holdfast.Status, facts []holdfast.Fact, faults ...string) holdfast.Finding {
	f := holdfast.Finding{Status: s, Reason: s.String(), Facts: facts}
	for _, key := range faults {
		f.Faults = append(f.Faults, holdfast.Fault{Key: key, Status: s, Text: key + " is there"})
	}
	return f
}

func ports(open ...string) []holdfast.Fact {
	list := []string{}
	for _, p := range open {
		list = append(list, "address=203.0.113.9 port="+p+" proto=tcp state=open")
	}
	return []holdfast.Fact{{Name: "ports", Value: list}}
}

func cert(grade string, end time.Time) []holdfast.Fact {
	return []holdfast.Fact{{Name: "grade", Value: grade}, {Name: "certificate_not_after", Value: end}, {Name: "certificate_issuer", Value: "Lab CA"}}
}

// open opens a journal whose monitor is alive at the end.
func open(t testing.TB, now time.Time) *diary {
	t.Helper()
	j, err := journal.Open(t.Context(), t.TempDir(), journal.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return &diary{j: j, batch: journal.Batch{Meta: map[string]string{journal.AliveKey: fmt.Sprint(now.UnixMilli())}}}
}

// write commits all.
func (d *diary) write(t testing.TB) {
	t.Helper()
	if err := d.j.Commit(t.Context(), d.batch); err != nil {
		t.Fatal(err)
	}
}

// november is three weeks of five checks: api is down for 17 minutes of week 47
// and in maintenance for an hour; redis opens and closes; a certificate is
// replaced and TLS 1.0 comes back.
func november(t testing.TB) *journal.Journal {
	t.Helper()
	d := open(t, at(24, 0, 0))
	check := func(id, kind string) holdfast.Check {
		return holdfast.Check{ID: id, Name: id, Kind: kind, Target: id + ".example", Every: time.Minute, FreshFor: 400 * time.Hour, Local: true}
	}
	d.batch.Setup = &journal.Setup{
		At: at(1, 0, 0), Config: "c0ffee", Vantage: "local",
		Checks:     []holdfast.Check{check("api", "uptime"), check("db", "exposure"), check("shop", "tlsgrade"), check("never", "heartbeat")},
		Windows:    []holdfast.Window{{Name: "patching", Patterns: []string{"api"}, From: at(18, 1, 0), Until: at(18, 2, 0)}},
		Promises:   []holdfast.Promise{{ID: "up", Says: "The API answers", Checks: []string{"api"}}, {ID: "closed", Says: "Databases are closed", Checks: []string{"db"}}, {ID: "backups", Says: "Backups run"}},
		Objectives: map[string]history.Objective{"api": {Target: 0.999, Window: 7 * 24 * time.Hour}},
	}
	holds, broken := holdfast.Holds, holdfast.Broken
	d.see("api", at(1, 0, 0), finding(holds, nil))
	d.see("api", at(20, 10, 2), finding(broken, nil, "status"))
	d.see("api", at(20, 10, 19), finding(holds, nil))
	d.see("db", at(1, 0, 0), finding(holds, ports("443")))
	d.see("db", at(17, 3, 4), finding(broken, ports("443", "6379"), "port/6379"))
	d.see("db", at(17, 3, 13), finding(holds, ports("443")))
	d.see("shop", at(1, 0, 0), finding(broken, cert("B", at(30, 0, 0)), "protocol/TLS 1.0"))
	d.see("shop", at(5, 0, 0), finding(holds, cert("A", at(30, 0, 0))))
	d.see("shop", at(19, 14, 10), finding(broken, cert("B", at(30, 0, 0).AddDate(0, 2, 0)), "protocol/TLS 1.0"))
	d.batch.Incidents = []holdfast.Incident{
		{ID: "1-9", Number: 1, Check: "db", Class: holdfast.ClassOutage, Status: broken, Headline: "EXPOSED", Reason: "6379", Since: at(17, 3, 4), Opened: at(17, 3, 4), Resolved: at(17, 3, 14), Until: at(17, 3, 13)},
		{ID: "1-12", Number: 2, Check: "shop", Class: holdfast.ClassOutage, Status: broken, Headline: "WEAK TLS", Reason: "TLS 1.0", Since: at(19, 14, 10), Opened: at(19, 14, 11), Resolved: at(23, 8, 0), Until: at(23, 7, 0)},
	}
	d.write(t)
	return d.j
}

// week47 makes the document of the week.
func week47(t testing.TB, j *journal.Journal) *report.Document {
	t.Helper()
	p, err := report.ParsePeriod("2026-W47", at(24, 0, 0), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	d, err := gather.Document(t.Context(), j, gather.Wish{Period: p, Made: at(23, 7, 30), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestNumbersAreTheTruth compares a week's numbers with what was written.
func TestNumbersAreTheTruth(t *testing.T) {
	t.Parallel()
	d := week47(t, november(t))
	week := 7 * 24 * time.Hour
	sec := func(d time.Duration) report.Seconds { return report.Seconds(d) }
	up := d.Uptime[0]
	states := map[string]string{}
	for _, p := range d.Promises {
		states[p.ID] = p.State
		if p.Times.Sum() != sec(week) {
			t.Errorf("the times of %s add up to %s, want %s", p.ID, p.Times.Sum().Std(), week)
		}
	}
	keys := map[string][]string{}
	for name, list := range map[string][]report.Finding{"new": d.Changes.New, "open": d.Changes.Open, "regressed": d.Changes.Regressed, "resolved": d.Changes.Resolved} {
		for _, f := range list {
			keys[name] = append(keys[name], f.ID)
		}
	}
	for name, pair := range map[string][2]any{
		"times of api": {report.Times{Up: sec(week - time.Hour - 17*time.Minute), Down: sec(17 * time.Minute), Maintenance: sec(time.Hour)}, up.Times},
		"budget":       {&report.SLO{Target: 0.999, Window: sec(week), Budget: sec(604800 * time.Millisecond), Spent: sec(17 * time.Minute), Left: sec(604800*time.Millisecond - 17*time.Minute), Burn: up.SLO.Burn}, up.SLO},
		"checks":       {report.CheckCount{Of: 4, Holds: 2, Unknown: 1, Broken: 1}, d.Verdict.Checks},
		"promises":     {map[string]string{"up": report.StateBroke, "closed": report.StateBroke, "backups": report.StateUnproven}, states},
		"findings":     {map[string][]string{"regressed": {"shop protocol/TLS 1.0"}, "resolved": {"db port/6379", "api status"}}, keys},
		"moves": {[]report.PortMove{
			{Check: "db", Address: "203.0.113.9", Port: "6379/tcp", Move: "closed", At: at(17, 3, 13), FirstSeen: at(17, 3, 4)},
			{Check: "db", Address: "203.0.113.9", Port: "6379/tcp", Move: "opened", At: at(17, 3, 4), FirstSeen: at(17, 3, 4)},
		}, d.Exposure.Moves},
		"open ports":  {[]report.OpenPort{{Check: "db", Address: "203.0.113.9", Port: "443/tcp", FirstSeen: at(1, 0, 0), Wanted: true}}, d.Exposure.Open},
		"grade":       {[]string{"A", "B", "came: protocol/TLS 1.0 is there"}, []string{d.TLS.Grades[0].Before, d.TLS.Grades[0].Now, d.TLS.Grades[0].Moved[0]}},
		"certificate": {report.Certificate{Check: "shop", Name: "shop", Target: "shop.example", Status: holdfast.Broken, Ends: at(30, 0, 0).AddDate(0, 2, 0), DaysLeft: 68, Issuer: "Lab CA", Changed: at(19, 14, 10)}, d.TLS.Certificates[0]},
		"unknown":     {[]report.Unlooked{{Check: "never", Name: "never", Why: "not yet looked"}}, d.Unknown},
		"subject":     {"Week 47: 0 of 3 promises held, 2 broke, for up to 17 min, 1 unproven. 3 things to do", d.Verdict.Subject},
	} {
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			t.Errorf("%s (-truth +report):\n%s", name, diff)
		}
	}
	if open := d.Incidents[0]; open.Number != 2 || !open.Until.IsZero() || open.Lasted != sec(at(23, 0, 0).Sub(at(19, 14, 10))) {
		t.Errorf("what was resolved after the week is %+v, want it open at its end", open)
	}
}

// TestMadeAgain makes a week's report twice and compares them by the JSON that
// the first left; then a number is forged, and named.
func TestMadeAgain(t *testing.T) {
	t.Parallel()
	j := november(t)
	var told bytes.Buffer
	if err := week47(t, j).JSON(&told); err != nil {
		t.Fatal(err)
	}
	first, err := report.Extract(told.Bytes(), nil)
	if err != nil {
		t.Fatal(err)
	}
	differ, err := report.Compare(first, week47(t, j))
	if err != nil || len(differ) > 0 {
		t.Errorf("%v %v", differ, err)
	}
	first.Uptime[0].Times.Down -= report.Seconds(time.Minute)
	differ, err = report.Compare(first, week47(t, j))
	want := []report.Difference{{Path: "uptime[api].times.down", Report: "960", Found: "1020"}}
	if diff := cmp.Diff(want, differ); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestNothingKnown(t *testing.T) {
	t.Parallel()
	d := open(t, at(1, 0, 0))
	p, err := report.ParsePeriod("2026-W40", at(24, 0, 0), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gather.Document(t.Context(), d.j, gather.Wish{Period: p}); err == nil {
		t.Error("a report was made of nothing")
	}
}

// BenchmarkWeekOf500 makes the report of 500 checks and a week, with its page
// and its mail.
func BenchmarkWeekOf500(b *testing.B) {
	d := open(b, at(24, 0, 0))
	setup := &journal.Setup{At: at(1, 0, 0)}
	for i := range 500 {
		id := fmt.Sprint("host", i, "/uptime")
		setup.Checks = append(setup.Checks, holdfast.Check{ID: id, Name: id, Kind: "uptime", Every: time.Minute, FreshFor: 400 * time.Hour, Local: true})
		for day := 1; day < 24; day++ {
			d.see(id, at(day, 1, i%60), finding(holdfast.Broken, nil, "status"))
			d.see(id, at(day, 2, i%60), finding(holdfast.Holds, nil))
		}
	}
	d.batch.Setup = setup
	d.write(b)
	b.ReportAllocs()
	for b.Loop() {
		doc := week47(b, d.j)
		var page bytes.Buffer
		if err := doc.HTML(&page); err != nil {
			b.Fatal(err)
		}
		html, err := report.MailHTML(doc, nil, "")
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(html)), "mail-bytes")
	}
}
