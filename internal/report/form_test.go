package report_test

import (
	"bytes"
	"flag"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast"
	"holdfast/internal/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a stored file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path) //nolint:gosec // a golden file
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), -update writes it anew:\n%s", path, diff)
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	d := sample()
	full, brief := report.Lay(d, report.Limits{}), report.Lay(d, report.Limits{Rows: 25, Text: 240, Brief: true})
	var text, short, markdown, data, page bytes.Buffer
	for _, err := range []error{full.Text(&text), brief.Text(&short), brief.Markdown(&markdown), d.JSON(&data), d.HTML(&page)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	html, err := report.MailHTML(d, nil, "https://watch.example.com/unsubscribe/x")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "brief.txt", short.String())
	golden(t, "brief.md", markdown.String())
	golden(t, "mail.html", html)
	d.Uptime = d.Uptime[:3]
	for i := range d.Uptime {
		d.Uptime[i].Days = d.Uptime[i].Days[85:]
	}
	data.Reset()
	if err := d.JSON(&data); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.json", data.String())
	if n := strings.Count(text.String(), "/uptime"); n < 60 {
		t.Errorf("the full text names %d services, want all 60", n)
	}
	for line := range strings.Lines(text.String()) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > 78 {
			t.Errorf("a line of the text has %d characters, want at most 78: %s", n, line)
		}
	}
}

// TestJSONReadsBack writes and reads a document: nothing is lost, and writing it
// again gives the same bytes.
func TestJSONReadsBack(t *testing.T) {
	t.Parallel()
	d := sample()
	var first, second bytes.Buffer
	if err := d.JSON(&first); err != nil {
		t.Fatal(err)
	}
	back, err := report.Parse(first.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, back); diff != "" {
		t.Error(diff)
	}
	if err := back.JSON(&second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the JSON of a document that was read differs from what it was read from")
	}
}

// TestMailStaysSmall gives the mail far more than fits, all of it bad.
func TestMailStaysSmall(t *testing.T) {
	t.Parallel()
	d := sample()
	for i := range 3000 {
		f := d.Changes.New[0]
		f.Check, f.ID = f.Check+strings.Repeat("x", i%50), f.ID+strings.Repeat("x", i%50)
		f.Text = strings.Repeat("<b>a long & hostile sentence</b> ", 40)
		d.Changes.New = append(d.Changes.New, f)
		d.Changes.Resolved = append(d.Changes.Resolved, f)
		u := service("bad", time.Hour)
		d.Uptime = append(d.Uptime, u)
		d.Incidents = append(d.Incidents, d.Incidents[0])
		d.Promises = append(d.Promises, d.Promises[0])
		d.Unknown = append(d.Unknown, report.Unlooked{Check: "x", Name: strings.Repeat("ü", 400), Why: strings.Repeat("&", 900)})
		d.Exposure.Open = append(d.Exposure.Open, report.OpenPort{Address: "203.0.113.9", Port: "6379/tcp"})
		d.TLS.Grades = append(d.TLS.Grades, d.TLS.Grades[0])
		d.Postures[0].Rows = append(d.Postures[0].Rows, report.PostureRow{Name: "x", Status: holdfast.Broken, Reason: strings.Repeat("<", 500)})
	}
	d.Conclude()
	html, err := report.MailHTML(d, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(html) > 60<<10 {
		t.Errorf("the mail's HTML has %d bytes, want at most %d", len(html), 60<<10)
	}
	if !strings.Contains(html, "more in the full report") {
		t.Error("rows were left out and nothing says so")
	}
	if strings.Contains(html, "<b>a long") {
		t.Error("a target's words became HTML")
	}
}

func TestEML(t *testing.T) {
	t.Parallel()
	d := sample()
	l := report.Letter{
		From: &mail.Address{Name: "Holdfast", Address: "holdfast@example.com"}, To: &mail.Address{Address: "staff@example.com"},
		Unsubscribe: "https://watch.example.com/unsubscribe/abc",
		Charts:      []report.Chart{{Section: "uptime", Name: "bars.png", Alt: "api was down for 17 minutes", Width: 560, PNG: []byte("png")}},
		PDF:         []byte("%PDF-1.7"),
	}
	first, err := report.EML(d, l)
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, h := range []string{"Message-Id", "List-Id", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post", "Date", "From", "To"} {
		got[h] = m.Header.Get(h)
	}
	want := map[string]string{
		"Message-Id": "<" + report.MessageID(d.Instance, d.Period.Name, "staff@example.com", "example.com") + ">",
		"List-Id":    "Holdfast reports <reports.3fa94c01.example.com>", "Auto-Submitted": "auto-generated",
		"List-Unsubscribe": "<https://watch.example.com/unsubscribe/abc>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Date": "Mon, 23 Nov 2026 07:00:00 +0000", "From": `"Holdfast" <holdfast@example.com>`, "To": "<staff@example.com>",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, part := range []string{"multipart/mixed", "multipart/related", "multipart/alternative", "cid:bars.png", "<bars.png>", "holdfast-2026-W47.pdf"} {
		if !strings.Contains(string(first), part) {
			t.Errorf("the mail has no %s", part)
		}
	}
	for line := range strings.Lines(string(first)) {
		if len(line) > 1000 {
			t.Errorf("a line has %d bytes, want at most 998 (RFC 5322 §2.1.1)", len(line))
		}
	}
}
