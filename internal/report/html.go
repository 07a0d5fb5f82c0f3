package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
)

//go:embed mail.html
var mailHTML string

// mailLimit is how large the HTML of a mail may be, in bytes: Gmail clips at
// about 102 KB of the message as it is encoded.
const mailLimit = 60 << 10

// Chart is a picture of a section.
type Chart struct {
	Section string // its ID
	Name    string // of the file and the CID: bars.png
	Alt     string // a sentence that says what the picture shows
	Width   int    // CSS pixels that it is shown at
	PNG     []byte
}

// letterPage is what the mail's template is filled with.
type letterPage struct {
	Sheet       Sheet
	Preheader   string
	Unsubscribe string
}

// MailHTML is the document as the HTML of a mail, at most 60 KB whatever is in
// it: first the rows that hold go, then as many of the others as must.
func MailHTML(d *Document, charts []Chart, unsubscribe string) (string, error) {
	t, err := mailTemplate(charts)
	if err != nil {
		return "", err
	}
	out := ""
	for _, l := range mailLimits() {
		sheet := Lay(d, l)
		var b strings.Builder
		if err := t.Execute(&b, letterPage{Sheet: sheet, Preheader: preheader(&sheet), Unsubscribe: unsubscribe}); err != nil {
			return "", fmt.Errorf("set the report's mail: %w", err)
		}
		if out = b.String(); len(out) <= mailLimit {
			return out, nil
		}
	}
	return "", fmt.Errorf("set the report's mail: it has %d bytes, want at most %d", len(out), mailLimit)
}

// mailLimits are the layouts that are tried, from the fullest to the briefest.
func mailLimits() []Limits {
	var list []Limits
	for _, rows := range []int{25, 15, 10, 6, 3} {
		list = append(list, Limits{Rows: rows, Text: 240, Brief: true})
	}
	return append(list, Limits{Rows: 3, Text: 60, Brief: true})
}

// preheader is what a mailbox shows beside the subject.
func preheader(s *Sheet) string {
	if len(s.Actions) == 0 {
		return "Nothing to do."
	}
	a := &s.Actions[0]
	return cut(a.Verb+" "+a.Text, 140)
}

// mailTemplate is the mail's template with the charts at hand.
func mailTemplate(charts []Chart) (*template.Template, error) {
	t, err := template.New("mail").Funcs(template.FuncMap{
		"tone": toneClass, "ink": inkOf, "bar": barOf, "verbtone": verbTone,
		"chart": func(section string) []Chart {
			var list []Chart
			for _, c := range charts {
				if c.Section == section {
					list = append(list, c)
				}
			}
			return list
		},
	}).Parse(mailHTML)
	if err != nil {
		return nil, fmt.Errorf("read the mail's template: %w", err)
	}
	return t, nil
}

// toneClass is the class that the dark colours go by.
func toneClass(tone string) string {
	switch tone {
	case "holds":
		return "t0"
	case "at risk", "moved":
		return "t1"
	case "broken":
		return "t2"
	default:
		return "t3"
	}
}

// inkOf is the colour of a state on white, each at 4.5 to 1 or better.
func inkOf(tone string) template.CSS {
	switch tone {
	case "holds":
		return "#1a7044"
	case "at risk", "moved":
		return "#8a5a00"
	case "broken":
		return "#b3261e"
	default:
		return "#57606a"
	}
}

// barOf is the colour of the bar on top.
func barOf(tone string) template.CSS {
	switch tone {
	case "holds":
		return "#2e8b57"
	case "at risk":
		return "#c98a14"
	case "broken":
		return "#c0392b"
	default:
		return "#6b7683"
	}
}

// verbTone is the colour of what is to be done.
func verbTone(verb string) string {
	switch verb {
	case "FIX":
		return "broken"
	case "RENEW":
		return "at risk"
	default:
		return "unknown"
	}
}
