package board

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"slices"
	"time"
)

// feedEntries is how many entries a feed has at most.
const feedEntries = 50

// atom is a feed after RFC 4287.
type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  atomAuthor  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	ID       string    `xml:"id"`
	Title    string    `xml:"title"`
	Updated  string    `xml:"updated"`
	Link     *atomLink `xml:"link"`
	Category struct {
		Term string `xml:"term,attr"`
	} `xml:"category"`
	Summary string `xml:"summary"`
}

// told are the steps of an incident that a feed tells, with their titles.
func told(step string) (title string, ok bool) {
	switch step {
	case "opened":
		return "", true
	case "acknowledged":
		return "taken: ", true
	case "resolved":
		return "ended: ", true
	default:
		return "", false
	}
}

// Feed is the board's incidents as an Atom feed: an entry for each step, the
// newest first. It is the same, byte for byte, until something happens.
func Feed(b Board) ([]byte, error) {
	f := atom{ID: urn(b.Instance, "feed"), Title: b.Name + ": incidents", Author: atomAuthor{Name: b.Name}}
	f.Links = []atomLink{{Rel: "self", Type: "application/atom+xml", Href: link(b, FeedFile)}, {Rel: "alternate", Type: "text/html", Href: link(b, HomePage)}}
	var newest time.Time
	type dated struct {
		at    time.Time
		entry atomEntry
	}
	var all []dated
	for _, i := range b.Incidents {
		for _, s := range i.Steps {
			if title, ok := told(s.Name); ok {
				all = append(all, dated{s.At, entry(b, i, s, title)})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y dated) int { return y.at.Compare(x.at) })
	for _, d := range all[:min(len(all), feedEntries)] {
		f.Entries = append(f.Entries, d.entry)
		if d.at.After(newest) {
			newest = d.at
		}
	}
	f.Updated = newest.UTC().Format(time.RFC3339)
	if newest.IsZero() {
		f.Updated = time.Unix(0, 0).UTC().Format(time.RFC3339)
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	if err := xml.NewEncoder(&out).Encode(f); err != nil {
		return nil, fmt.Errorf("make the feed: %w", err)
	}
	return append(out.Bytes(), '\n'), nil
}

// entry tells one step.
func entry(b Board, i Incident, s Step, title string) atomEntry {
	e := atomEntry{ID: urn(b.Instance, i.ID+" "+s.Name), Title: title + i.Headline + ": " + i.Check, Updated: s.At.Format(time.RFC3339)}
	e.Link = &atomLink{Rel: "alternate", Type: "text/html", Href: link(b, IncidentPage(i.Number))}
	e.Category.Term = string(i.Class)
	e.Summary = cmp.Or(i.Full.Reason, i.Headline+": "+i.Check) + "; " + s.Text + "; since " + i.Since.Format("2006-01-02 15:04:05 UTC")
	return e
}

// urn makes a name that is the same for ever of what it names: a UUID of
// version 8 (RFC 9562 §5.8).
func urn(instance, what string) string {
	sum := sha256.Sum256([]byte("holdfast\x00" + instance + "\x00" + what))
	sum[6] = sum[6]&0x0f | 0x80
	sum[8] = sum[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
