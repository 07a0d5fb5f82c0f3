package journal_test

import (
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/journal"
)

// TestRetention is the table of what is left of forty days of a check when some
// of it is kept for ten: what is older goes, days and incidents stay.
func TestRetention(t *testing.T) {
	t.Parallel()
	const ten = 10 * 24 * time.Hour
	for _, c := range []struct {
		name                string
		keep                journal.Keep
		looks, hours, sends int
	}{
		{"nothing is said", journal.Keep{}, 40, 40, 40},
		{"looks", journal.Keep{Looks: ten}, 10, 40, 40},
		{"hours", journal.Keep{Hours: ten}, 40, 10, 40},
		{"sends", journal.Keep{Sends: ten}, 40, 40, 10},
		{"all", journal.Keep{Looks: ten, Hours: ten, Sends: ten}, 10, 10, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			end := morning().AddDate(0, 0, 40)
			j := fortyDays(t, end)
			j.Retain(c.keep)
			for range 2 { // the second time finds nothing more to do
				if err := j.Prune(t.Context(), end); err != nil {
					t.Fatal(err)
				}
			}
			from, to := morning().AddDate(0, 0, -1), end.AddDate(0, 0, 1)
			looks, err := j.Results(t.Context(), "app", from, to)
			check(t, "looks", len(must(t, looks, err)), c.looks)
			hours, err := j.Hours(t.Context(), "app", from, to)
			check(t, "hours", len(must(t, hours, err)), c.hours)
			sent, err := j.DeliveriesBetween(t.Context(), from, to)
			check(t, "sends", len(must(t, sent, err)), c.sends)
			days, err := j.Days(t.Context(), morning(), end)
			check(t, "days", counted(must(t, days, err)["app"]), 40)
			incidents, err := j.Incidents(t.Context(), journal.IncidentQuery{From: from, To: to})
			check(t, "incidents", len(must(t, incidents, err)), 40)
		})
	}
}

// counted is how many looks the days tell of.
func counted(days []journal.Day) int {
	n := 0
	for _, d := range days {
		n += int(d.Looks)
	}
	return n
}

// fortyDays has a look, an incident and a notice that was sent on each day before
// the end, which lies in the hour after the last of them.
func fortyDays(t *testing.T, end time.Time) *journal.Journal {
	t.Helper()
	j := open(t, t.TempDir(), journal.Options{Now: func() time.Time { return end }})
	batch := journal.Batch{
		Setup:       &journal.Setup{At: morning().AddDate(0, 0, -1), Checks: []holdfast.Check{{ID: "app", Every: 24 * time.Hour, FreshFor: 72 * time.Hour}}},
		Transitions: []journal.Transition{{Check: "app", At: morning().AddDate(0, 0, -1), Status: holdfast.Holds}},
	}
	for day := range 40 {
		at := morning().AddDate(0, 0, day)
		batch.Verdicts = append(batch.Verdicts, calm("app", at, 100*time.Millisecond))
		i := outage(at.Format("1-20060102"), int64(day+1))
		i.Since, i.Opened, i.Resolved, i.Until = at, at, at.Add(time.Minute), at.Add(time.Minute)
		batch.Incidents = append(batch.Incidents, i)
		batch.Notices = append(batch.Notices, holdfast.Notice{ID: i.ID, Incident: i, Channel: "ops", Step: holdfast.StepOpened, At: at})
	}
	commit(t, j, batch)
	waiting, err := j.Waiting(t.Context(), 0)
	for n := range must(t, waiting, err) {
		d := &waiting[n]
		d.State, d.Sent, d.Done = holdfast.DeliveryDone, d.Notice.At, d.Notice.At.Add(time.Second)
	}
	if err := j.SaveDeliveries(t.Context(), waiting, nil); err != nil {
		t.Fatal(err)
	}
	return j
}

// TestADayOutlivesItsHours: what is dated into a day whose hours are gone changes
// how long it was up, and not what was counted of it.
func TestADayOutlivesItsHours(t *testing.T) {
	t.Parallel()
	end := morning().AddDate(0, 0, 40)
	j := fortyDays(t, end)
	j.Retain(journal.Keep{Hours: 48 * time.Hour})
	prune := func() journal.Day {
		if err := j.Prune(t.Context(), end); err != nil {
			t.Fatal(err)
		}
		days, err := j.Days(t.Context(), morning(), morning().Add(time.Hour))
		return must(t, days, err)["app"][0]
	}
	before := prune()
	commit(t, j, journal.Batch{Transitions: []journal.Transition{{Check: "app", At: morning(), Status: holdfast.Broken}}})
	after := prune()
	if before.Times.Down != 0 || after.Times.Down == 0 {
		t.Fatalf("down %d, then %d; want none, then some", before.Times.Down, after.Times.Down)
	}
	after.Times = before.Times
	check(t, "what was counted", after, before)
	latency, err := j.Latencies(t.Context(), morning().Truncate(24*time.Hour), morning().Truncate(24*time.Hour).AddDate(0, 0, 1))
	one := must(t, latency, err)["app"]
	if one.Len() != 1 {
		t.Errorf("the day's sketch holds %d looks, want 1", one.Len())
	}
}
