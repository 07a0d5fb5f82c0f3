package board

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/history"
	"holdfast/internal/view"
)

var update = flag.Bool("update", false, "write the golden files anew")

func at() time.Time { return time.Date(2026, 11, 24, 3, 4, 10, 0, time.UTC) }

// sample is a board with an outage that has ended.
func sample() Board {
	c := view.Check{Check: holdfast.Check{ID: "a/b", Name: "a/b", Host: "a"}, Status: holdfast.Holds, Word: "holds", Last: holdfast.Verdict{At: at()}}
	i := holdfast.Incident{ID: "1-7", Number: 7, Check: "a/b", Class: holdfast.ClassOutage, Headline: "DOWN", Since: at().Add(-time.Hour), Opened: at().Add(-59 * time.Minute), Until: at().Add(-30 * time.Minute), Resolved: at().Add(-29 * time.Minute)}
	return New(view.View{At: at(), Instance: "cafe0123", Checks: []view.Check{c}}, Past{Incidents: []holdfast.Incident{i}}, Audience{Name: "Status", Checks: []string{"*"}})
}

func TestSlug(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"app.example.com/uptime": "app.example.com_uptime", "shop": "shop", "../etc/passwd": "-._etc_passwd~", "Shop": "shop~", "a b": "a-b~", "a_b": "a-b~",
	} {
		got := Slug(id)
		if n := len(want); want[n-1] == '~' {
			got = got[:min(len(got), n)]
		}
		if got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
}

func TestDayState(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		times history.Times
		want  history.State
	}{
		{"nothing known", history.Times{}, history.Blind},
		{"up", history.Times{Up: 100}, history.Up},
		{"any time down", history.Times{Up: 99, Down: 1}, history.Down},
		{"at risk", history.Times{Up: 50, AtRisk: 50}, history.AtRisk},
		{"a gap is never uptime", history.Times{Up: 90, Unknown: 10}, history.Unknown},
		{"a small gap does not hide the day", history.Times{Up: 96, Unknown: 4}, history.Up},
		{"not seen", history.Times{Up: 10, Blind: 90}, history.Blind},
		{"planned", history.Times{Up: 40, Maintenance: 60}, history.Maintenance},
	} {
		if got := (Day{Times: c.times}).State(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestPercentIsNeverRoundedUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		times history.Times
		want  string
	}{
		{history.Times{Up: 100}, "100 %"},
		{history.Times{Up: 1e9, Down: 1}, "99.999 %"},
		{history.Times{Up: 999, Down: 1}, "99.9 %"},
		{history.Times{Down: 5}, "0 %"},
		{history.Times{Unknown: 5}, "nothing proven,"},
	} {
		if got := Percent(c.times); got != c.want {
			t.Errorf("%+v: %q, want %q", c.times, got, c.want)
		}
	}
}

func TestStrokesJoinEqualDays(t *testing.T) {
	t.Parallel()
	up, down := Day{Times: history.Times{Up: 1}}, Day{Times: history.Times{Down: 1}}
	want := []Stroke{{"up", "M0 0h2M3 0h1"}, {"down", "M2 0h1"}}
	if diff := cmp.Diff(want, Strokes([]Day{up, up, down, up})); diff != "" {
		t.Error(diff)
	}
}

func TestFeedIsStable(t *testing.T) {
	t.Parallel()
	first, err := Feed(sample())
	if err != nil {
		t.Fatal(err)
	}
	later := sample()
	later.Made = later.Made.Add(time.Hour)
	second, err := Feed(later)
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("the feed changed though nothing happened: %v\n%s", err, second)
	}
	var f struct {
		Entries []struct {
			ID string `xml:"id"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(first, &f); err != nil || len(f.Entries) != 2 || f.Entries[0].ID == f.Entries[1].ID {
		t.Errorf("%v: %+v", err, f)
	}
}

func TestSummaryNeverCallsUnknownOperational(t *testing.T) {
	t.Parallel()
	for status, want := range map[holdfast.Status]string{
		holdfast.Holds: "operational", holdfast.AtRisk: "degraded_performance", holdfast.Unknown: "degraded_performance", holdfast.Broken: "major_outage",
	} {
		if got := component(Check{Status: status}); got != want {
			t.Errorf("%s: %s, want %s", status, got, want)
		}
	}
}

// TestOpenAPIIsCommitted holds the description against docs/openapi.json, so that
// a change of the API is seen in review; -update writes it anew.
func TestOpenAPIIsCommitted(t *testing.T) {
	t.Parallel()
	const file = "../../docs/openapi.json"
	got, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the API changed; go test ./internal/board -update writes %s anew:\n%s", file, diff)
	}
}

func TestOpenAPIDescribesWhatIsSent(t *testing.T) {
	t.Parallel()
	text, err := OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]any
				Required   []string
			}
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{"Status": NewStatus(sample()), "CheckBody": NewCheck(sample(), sample().Checks[0]), "Summary": NewSummary(sample()), "Short": NewShort(sample())} {
		body, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var sent map[string]any
		if err := json.Unmarshal(body, &sent); err != nil {
			t.Fatal(err)
		}
		schema := doc.Components.Schemas[name]
		for key := range sent {
			if schema.Properties[key] == nil {
				t.Errorf("%s.%s is sent and not described", name, key)
			}
		}
		for _, key := range schema.Required {
			if _, ok := sent[key]; !ok {
				t.Errorf("%s.%s is described as always there and is not sent", name, key)
			}
		}
	}
}
