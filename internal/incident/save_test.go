package incident

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
)

func TestSaveGivesWhatChanged(t *testing.T) {
	t.Parallel()
	rules := one().quick()
	b := New("i1")
	var got []string
	for i, e := range []Event{
		configured(rules), bad("api"), tick(), silenced("x", time.Hour), good("api"),
	} {
		e.Epoch, e.Seq, e.At = 1, int64(i+1), start().Add(time.Duration(i)*time.Minute)
		if e.Verdict != nil {
			e.Verdict.At = e.At
		}
		if e.Silence != nil {
			e.Silence.Until = after("2h")
		}
		b.Apply(e)
		saved := b.Save()
		var keys []string
		for _, key := range slices.Sorted(maps.Keys(saved)) {
			if saved[key] == nil {
				key += " gone"
			}
			keys = append(keys, key)
		}
		got = append(got, strings.Join(keys, ", "))
	}
	want := []string{
		"meta, rules",
		"check/api, incident/1-2, meta",
		"meta",
		"meta, silences",
		"check/api, incident/1-2 gone, meta",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if again := b.Save(); len(again) != 0 {
		t.Errorf("saved twice: %v", again)
	}
}

func TestRestoreRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"meta":         `restoring the incident book: reading "meta"`,
		"rules":        `restoring the incident book: reading "rules"`,
		"check/api":    `restoring the incident book: reading "check/api"`,
		"incident/1-1": `restoring the incident book: reading "incident/1-1"`,
	} {
		_, err := Restore("i1", map[string][]byte{key: []byte("{")})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", key, err, want)
		}
	}
	if _, err := Restore("i1", map[string][]byte{"of a later version": []byte("{"), "check/api": nil}); err != nil {
		t.Errorf("a key it does not know: %v", err)
	}
}

func TestRelooksAfterRestart(t *testing.T) {
	t.Parallel()
	rules := one()
	for _, id := range []string{"calm", "lost"} {
		rules.Checks = append(rules.Checks, checkNamed(id))
	}
	b := story{rules: rules, steps: []step{
		{"0s", good("calm"), ""},
		{"1s", bad("api", "status"), "look api 6s status\nlook api 21s status"},
		{"2s", cannot("lost"), "look lost 1m2s\nlook lost 5m2s\nlook lost 15m2s"},
	}}.run(t)
	want := []Relook{{Check: "api", At: after("2s"), Confirm: []string{"status"}}, {Check: "lost", At: after("2s")}}
	if diff := cmp.Diff(want, b.Relooks()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestCounterSurvives is the case that lost outages elsewhere: killed between
// two failing looks.
func TestCounterSurvives(t *testing.T) {
	t.Parallel()
	story{rules: one(), steps: []step{
		{"0s", bad("api"), firstLooks},
		{"5s", bad("api"), ""},
		{"10m", tick(), ""}, // each step is a restart
		{"11m", bad("api"), openedBoth},
	}}.run(t)
}

func TestEventSurvivesJSON(t *testing.T) {
	t.Parallel()
	rules := one()
	rules.Windows = []holdfast.Window{{Name: "w", Patterns: []string{"*"}, Days: []time.Weekday{time.Sunday}, At: time.Hour, For: time.Hour, Zone: "UTC"}}
	rules = rules.routed(time.Hour, rung(0, "ops"))
	for _, e := range []Event{bad("api", "status"), configured(rules), silenced("a*", time.Hour), drilled("ops"), goesBlind(true), noLook("api"), ack("1"), tick()} {
		e.Epoch, e.Seq, e.At = 3, 9, after("1s")
		body, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var got Event
		if err := json.Unmarshal(body, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Errorf("%s: (-made +read)\n%s", e.Kind, diff)
		}
	}
}

// FuzzRestore: whatever lies on the disk is refused or restored, never a panic,
// and what was restored can be used.
func FuzzRestore(f *testing.F) {
	f.Add("meta", `{"number":3}`)
	f.Add("check/api", `{"level":"broken","outage":"1-2","window":[{"at":"2026-11-24T03:00:00Z","status":"holds"}]}`)
	f.Add("incident/1-2", `{"incident":{"id":"1-2","number":1,"check":"api","class":"outage"},"ladder":{"remind":"2026-11-24T03:00:00Z","every":1}}`)
	f.Add("rules", `{"checks":[{"id":"api"}]}`)
	f.Fuzz(func(t *testing.T, key, body string) {
		b, err := Restore("i1", map[string][]byte{key: []byte(body)})
		if err != nil {
			return
		}
		rules := one()
		for i, e := range []Event{tick(), bad("api", "a"), configured(rules), bad("api", "b"), good("api"), noLook("api"), goesBlind(true)} {
			e.Epoch, e.Seq, e.At = 1, int64(i+1), after("1h").Add(time.Duration(i)*time.Minute)
			if e.Verdict != nil {
				e.Verdict.At = e.At
			}
			b.Apply(e)
			b.NextDue()
		}
		b.Save()
	})
}
