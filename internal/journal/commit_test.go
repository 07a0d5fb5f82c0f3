package journal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/journal"
)

// morning is when the tests' history begins.
func morning() time.Time { return time.Date(2026, 11, 24, 9, 12, 0, 123e6, time.UTC) }

// outage is an incident with every field filled.
func outage(id string, number int64) holdfast.Incident {
	return holdfast.Incident{
		ID: id, Number: number, Check: "app/uptime", Class: holdfast.ClassOutage, Severity: holdfast.SeverityCritical, Status: holdfast.Broken,
		Headline: "DOWN", Reason: "503, wanted 200", Faults: []holdfast.Fault{{Key: "status", Status: holdfast.Broken, Text: "503, wanted 200", Fix: "look at it"}},
		Since: morning(), Opened: morning().Add(20 * time.Second), Looks: "3 of 3 looks in 20 s",
	}
}

// notice is a notice of an incident to a channel.
func notice(i holdfast.Incident, step holdfast.Step, channel string) holdfast.Notice {
	return holdfast.Notice{
		ID: fmt.Sprintf("hf-test-%s/%s/%s", i.ID, step, channel), Key: "hf-test-" + i.ID, Channel: channel, Step: step, At: i.Opened, Incident: i,
		Check: holdfast.Check{ID: i.Check, Name: i.Check, Kind: "uptime", Every: 10 * time.Second}, Breaks: []string{"always up"}, Told: "ops at once",
	}
}

func TestBatchReadsBack(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	first, second := outage("1-4", 1), outage("1-9", 2)
	batch := journal.Batch{
		Events:    []journal.Event{{Seq: 4, Epoch: 1, At: morning(), Kind: "verdict", Body: []byte(`{"a":1}`)}, {Seq: 9, Epoch: 1, At: morning(), Kind: "tick", Body: []byte(`{}`)}},
		State:     map[string][]byte{"check/app": []byte(`{"x":1}`), "meta": []byte(`{}`)},
		Incidents: []holdfast.Incident{first, second},
		Notices:   []holdfast.Notice{notice(first, holdfast.StepOpened, "ops")},
		Beats:     map[string]time.Time{"backup": morning()},
		Meta:      map[string]string{"config": "9f3c"},
	}
	commit(t, j, batch)
	second.Resolved, second.Until = morning().Add(time.Hour), morning().Add(time.Minute)
	commit(t, j, journal.Batch{State: map[string][]byte{"meta": nil}, Incidents: []holdfast.Incident{second}, Beats: map[string]time.Time{"backup": morning().Add(-time.Hour)}})
	j = reopen(t, j, journal.Options{})

	var events []journal.Event
	if err := j.Events(t.Context(), func(e journal.Event) error { events = append(events, e); return nil }); err != nil {
		t.Fatal(err)
	}
	check(t, "events", events, batch.Events)
	state, err := j.LoadState(t.Context())
	check(t, "state", must(t, state, err), map[string][]byte{"check/app": []byte(`{"x":1}`)})
	open, err := j.Incidents(t.Context(), journal.IncidentQuery{Open: true})
	check(t, "open incidents", must(t, open, err), []holdfast.Incident{first})
	both, err := j.Incidents(t.Context(), journal.IncidentQuery{Check: "app/uptime", Class: holdfast.ClassOutage, From: morning(), To: morning().Add(time.Hour), Limit: 5})
	check(t, "incidents", must(t, both, err), []holdfast.Incident{second, first})
	beats, err := j.Beats(t.Context())
	check(t, "beats", must(t, beats, err), map[string]time.Time{"backup": morning().Add(-time.Hour)}) // the last word, whatever its time
	meta, err := j.Meta(t.Context(), "config")
	check(t, "meta", must(t, meta, err), "9f3c")
	none, err := j.Meta(t.Context(), "nothing")
	check(t, "absent meta", must(t, none, err), "")
}

func TestIncidentByIDAndNumber(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	i := outage("1-4", 17)
	n := notice(i, holdfast.StepOpened, "ops")
	commit(t, j, journal.Batch{Incidents: []holdfast.Incident{i}, Notices: []holdfast.Notice{n}})
	for _, name := range []string{"1-4", "17"} {
		got, told, err := j.Incident(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		check(t, name, got, i)
		check(t, name+" told", told, []holdfast.Delivery{{Seq: 1, Notice: n}})
	}
	if _, _, err := j.Incident(t.Context(), "18"); !errors.Is(err, journal.ErrNoIncident) {
		t.Errorf("incident 18 gives %v; want ErrNoIncident", err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestRefusedOpenings are those of incidents that are open and that the channel
// was not told of again.
func TestRefusedOpenings(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	var batch journal.Batch
	for i, id := range []string{"1-1", "1-2", "1-3", "1-4"} {
		in := outage(id, int64(i+1))
		batch.Incidents = append(batch.Incidents, in)
		batch.Notices = append(batch.Notices, notice(in, holdfast.StepOpened, "ops"), notice(in, holdfast.StepOpened, "pager"))
	}
	commit(t, j, batch)
	rows, err := j.Waiting(t.Context(), 0)
	for i := range rows {
		rows[i].State, rows[i].Done = holdfast.DeliveryDone, morning()
		if rows[i].Notice.Channel == "ops" && rows[i].Notice.Incident.ID != "1-4" {
			rows[i].State = holdfast.DeliveryRefused
		}
	}
	if err := errors.Join(err, j.SaveDeliveries(t.Context(), rows, nil)); err != nil {
		t.Fatal(err)
	}
	again, over := notice(batch.Incidents[1], holdfast.StepOpened, "ops"), notice(batch.Incidents[2], holdfast.StepResolved, "ops")
	again.ID += "/again"
	commit(t, j, journal.Batch{Notices: []holdfast.Notice{again, over}})
	for channel, want := range map[string][]string{"ops": {"1-1"}, "pager": nil} {
		refused, err := j.Refused(t.Context(), channel)
		var got []string
		for _, row := range refused {
			got = append(got, row.Notice.Incident.ID)
		}
		check(t, "refused by "+channel, must(t, got, err), want)
	}
}

// TestBatchIsWhole shows that a part that cannot be written takes the rest of
// its batch with it, and no other batch.
func TestBatchIsWhole(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir(), journal.Options{})
	commit(t, j, journal.Batch{Events: []journal.Event{{Seq: 1, Kind: "tick", Body: []byte("a")}}})
	err := j.Commit(t.Context(), journal.Batch{
		State:  map[string][]byte{"bad": []byte("x")},
		Events: []journal.Event{{Seq: 2, Kind: "tick", Body: []byte("b")}, {Seq: 1, Kind: "tick", Body: []byte("other")}},
	})
	if err == nil || !strings.Contains(err.Error(), "another event has that number") {
		t.Errorf("a taken number gives %v", err)
	}
	state, err := j.LoadState(t.Context())
	check(t, "state", must(t, state, err), map[string][]byte{})
	if j.LastSeq() != 1 {
		t.Errorf("last event is %d; want 1", j.LastSeq())
	}
}

func TestSameBatchTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir(), journal.Options{})
	i := outage("1-1", 1)
	batch := journal.Batch{
		Events:   []journal.Event{{Seq: 1, Epoch: 1, At: morning(), Kind: "verdict", Body: []byte("a")}},
		Verdicts: []holdfast.Verdict{calm("app", morning(), time.Millisecond)},
		Notices:  []holdfast.Notice{notice(i, holdfast.StepOpened, "ops")},
	}
	commit(t, j, batch)
	commit(t, j, batch)
	hours, err := j.Hours(t.Context(), "app", morning(), morning().Add(time.Hour))
	check(t, "hours", must(t, hours, err), []journal.Hour{{At: morning().Truncate(time.Hour), N: 1, Sum: time.Millisecond, Max: time.Millisecond}})
	waiting, err := j.Waiting(t.Context(), 0)
	if len(must(t, waiting, err)) != 1 {
		t.Errorf("%d notices wait; want 1", len(waiting))
	}
}

// TestConcurrentCommits lets many write at once, one of them wrongly: each gets
// its own answer, and what was acknowledged is there.
func TestConcurrentCommits(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir(), journal.Options{})
	var wg sync.WaitGroup
	for n := range 40 {
		wg.Go(func() {
			b := journal.Batch{State: map[string][]byte{fmt.Sprint(n): []byte("x")}}
			if n%10 == 3 {
				b.Meta = map[string]string{"epoch": "99"}
			}
			if err := j.Commit(t.Context(), b); (err != nil) != (n%10 == 3) {
				t.Errorf("commit %d: %v", n, err)
			}
		})
		wg.Go(func() {
			if _, err := j.LoadState(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	state, err := j.LoadState(t.Context())
	if len(must(t, state, err)) != 36 {
		t.Errorf("%d entities; want 36", len(state))
	}
}

// check compares whole values.
func check[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// must returns the value or fails the test.
func must[T any](t testing.TB, value T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// TestNoticeBodyIsStable guards against a field that JSON would lose: a notice
// is stored as it is.
func TestNoticeBodyIsStable(t *testing.T) {
	t.Parallel()
	n := notice(outage("1-1", 1), holdfast.StepOpened, "ops")
	body, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	var again holdfast.Notice
	if err := json.Unmarshal(body, &again); err != nil {
		t.Fatal(err)
	}
	check(t, "notice", again, n)
}
