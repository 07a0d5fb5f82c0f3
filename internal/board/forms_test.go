package board

import (
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast"
	"holdfast/internal/view"
)

// busy is a board with an incident that is open, one that ended and planned work.
func busy() Board {
	c := view.Check{Check: holdfast.Check{ID: "a/b", Name: "a/b", Group: "shop"}, Status: holdfast.Broken, Word: "broken", Last: holdfast.Verdict{At: at()}}
	d := view.Check{Check: holdfast.Check{ID: "c <&> \"d\"", Name: "c <&> \"d\"", Group: "shop"}, Status: holdfast.Unknown, Word: "unknown", Last: holdfast.Verdict{At: at()}}
	open := holdfast.Incident{ID: "1-8", Number: 8, Check: "a/b", Class: holdfast.ClassOutage, Headline: "DOWN", Since: at().Add(-time.Hour), Opened: at().Add(-59 * time.Minute), Acked: at().Add(-50 * time.Minute)}
	over := holdfast.Incident{ID: "1-7", Number: 7, Check: d.ID, Class: holdfast.ClassUnknown, Headline: "COULD NOT LOOK", Since: at().Add(-9 * time.Hour), Opened: at().Add(-8 * time.Hour), Until: at().Add(-7 * time.Hour), Resolved: at().Add(-7 * time.Hour)}
	p := Past{Incidents: []holdfast.Incident{open, over}, Windows: []Window{{Name: "new disks", Patterns: []string{"a/*"}, From: at().Add(time.Hour), Until: at().Add(2 * time.Hour)}}}
	return New(view.View{At: at(), Instance: "cafe0123", Checks: []view.Check{c, d}}, p, Audience{Name: "Status", URL: "https://status.example.com", Checks: []string{"*"}})
}

// TestFeedIsAtom holds the feed against RFC 4287: what §4.1.1 and §4.1.2 ask for
// once, identifiers that are different, times in order, and addresses in full.
func TestFeedIsAtom(t *testing.T) {
	t.Parallel()
	text, err := Feed(busy())
	if err != nil {
		t.Fatal(err)
	}
	type link struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	var f struct {
		XMLName xml.Name
		ID      []string                `xml:"id"`
		Title   []string                `xml:"title"`
		Updated []string                `xml:"updated"`
		Author  []struct{ Name string } `xml:"author"`
		Link    []link                  `xml:"link"`
		Entry   []struct {
			ID      []string `xml:"id"`
			Title   []string `xml:"title"`
			Updated []string `xml:"updated"`
			Summary []string `xml:"summary"`
			Link    []link   `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	if len(f.ID) != 1 || len(f.Title) != 1 || len(f.Updated) != 1 {
		t.Errorf("feed has ids %q, titles %q, updated %q, want one each", f.ID, f.Title, f.Updated)
	}
	if f.XMLName.Space != "http://www.w3.org/2005/Atom" || f.XMLName.Local != "feed" || len(f.Author) != 1 {
		t.Errorf("root %v, authors %v", f.XMLName, f.Author)
	}
	if len(f.Entry) != 4 { // opened, taken, opened, ended
		t.Errorf("%d entries, want 4:\n%s", len(f.Entry), text)
	}
	known, before := map[string]bool{}, "9999"
	for _, e := range f.Entry {
		for name, list := range map[string][]string{"id": e.ID, "title": e.Title, "updated": e.Updated, "summary": e.Summary} {
			if len(list) != 1 || list[0] == "" {
				t.Errorf("an entry has %s %q, want one", name, list)
			}
		}
		if known[e.ID[0]] || !strings.HasPrefix(e.ID[0], "urn:uuid:") {
			t.Errorf("id %s is there twice or none", e.ID[0])
		}
		known[e.ID[0]] = true
		if _, err := time.Parse(time.RFC3339, e.Updated[0]); err != nil || e.Updated[0] > before {
			t.Errorf("updated %s after %s: %v", e.Updated[0], before, err)
		}
		before = e.Updated[0]
		if len(e.Link) != 1 || e.Link[0].Rel != "alternate" || !strings.HasPrefix(e.Link[0].Href, "https://status.example.com/incidents/") {
			t.Errorf("links %v", e.Link)
		}
	}
	if !slices.Contains(f.Link, link{"self", "https://status.example.com/feed.atom"}) {
		t.Errorf("no link to itself: %v", f.Link)
	}
}

// TestBadgesSayWhatAndWhen wants badges that are well-formed, have the same words
// for those who hear them, and say of when they are.
func TestBadgesSayWhatAndWhen(t *testing.T) {
	t.Parallel()
	b := busy()
	for name, c := range map[string]struct {
		svg  []byte
		want string
	}{
		"health": {Health(b, b.Checks[0]), "a/b: broken at 03:04, 24 Nov UTC"},
		"quoted": {Health(b, b.Checks[1]), "c <&> \"d\": unknown at 03:04, 24 Nov UTC"},
		"uptime": {Uptime(b, b.Checks[0]), "a/b, 90 days: nothing proven to 24 Nov"},
		"whole":  {Whole(b), "Status: broken at 03:04, 24 Nov UTC"},
	} {
		var svg struct {
			Role  string   `xml:"role,attr"`
			Label string   `xml:"aria-label,attr"`
			Title string   `xml:"title"`
			Texts []string `xml:"g>text"`
		}
		if err := xml.Unmarshal(c.svg, &svg); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, c.svg)
		}
		if svg.Role != "img" || svg.Label != c.want || svg.Title != c.want || strings.Join(svg.Texts, ": ") != c.want {
			t.Errorf("%s: %+v, want %q", name, svg, c.want)
		}
	}
}

// TestSummaryIsAStatuspage holds the summary against what clients of Statuspage
// rely on: its words, and that what is referred to is there.
func TestSummaryIsAStatuspage(t *testing.T) {
	t.Parallel()
	s := NewSummary(busy())
	body, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"page":{"id":"holdfast-cafe0123","name":"Status","url":"https://status.example.com","time_zone":"Etc/UTC"`,
		`"status":{"indicator":"critical","description":"1 of 2 broken: a/b"}`, `"scheduled_maintenances":[{`, `"incident_updates":[{`, `"group_id":null`,
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	words := []string{"operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"}
	ids := map[string]bool{}
	for _, c := range s.Components {
		if !slices.Contains(words, c.Status) || ids[c.ID] {
			t.Errorf("component %s is %q, or there twice", c.ID, c.Status)
		}
		ids[c.ID] = true
	}
	for _, c := range s.Components {
		for _, m := range c.Members {
			if !ids[m] {
				t.Errorf("group %s has a member %s that is not there", c.ID, m)
			}
		}
	}
	if len(s.Incidents) != 1 || s.Incidents[0].Status != "identified" || len(s.Incidents[0].Components) != 1 || s.Incidents[0].Link != "https://status.example.com/incidents/8.html" {
		t.Errorf("incidents %+v, want the open one alone, taken", s.Incidents)
	}
	if len(s.Maintenance) != 1 || s.Maintenance[0].Status != "scheduled" || s.Maintenance[0].From == nil {
		t.Errorf("maintenance %+v", s.Maintenance)
	}
}

func TestPublicHeadingsTellNoHost(t *testing.T) {
	t.Parallel()
	c := view.Check{Check: holdfast.Check{ID: "db", Name: "db", Kind: "tcp", Host: "10.0.0.5"}}
	s := view.Check{Check: holdfast.Check{ID: "shop.example.com/uptime", Name: "shop.example.com/uptime", Kind: "uptime", Host: "shop.example.com"}}
	for _, a := range []struct {
		audience Audience
		want     string
	}{
		{Audience{Checks: []string{"*"}}, "tcp shop.example.com"},
		{Audience{Everything: true}, "10.0.0.5 shop.example.com"},
	} {
		b := New(view.View{At: at(), Checks: []view.Check{c, s}}, Past{}, a.audience)
		if got := b.Groups[0].Name + " " + b.Groups[1].Name; got != a.want {
			t.Errorf("%+v: %q, want %q", a.audience, got, a.want)
		}
	}
}

func TestAShareOfAName(t *testing.T) {
	t.Parallel()
	c := func(id string) view.Check { return view.Check{Check: holdfast.Check{ID: id, Name: id}} }
	b := New(view.View{At: at(), Checks: []view.Check{c("x"), c("x.uptime"), c("x.json"), c("x.html")}}, Past{}, Audience{Everything: true})
	known := map[string]bool{}
	for _, c := range b.Checks {
		for _, path := range []string{CheckPage(c.Slug), CheckJSON(c.Slug), HealthBadge(c.Slug), UptimeBadge(c.Slug)} {
			if known[path] {
				t.Errorf("%s is the file of two checks", path)
			}
			known[path] = true
		}
	}
}
