package report

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed page.html
var pageHTML string

// pageMark is where the data of a page begins.
const pageMark = `<script type="application/json" id="holdfast-report">`

// Drawing is a chart of a section on the page.
type Drawing struct {
	Section string        // its ID
	SVG     template.HTML // of this program's own making
	Style   template.CSS  // by which it follows the reader's choice of light or dark
}

// HTML writes the whole document as one page for a browser: it needs nothing
// else, and holds the JSON that it can be verified by.
func (d *Document) HTML(w io.Writer, drawings ...Drawing) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"tone": toneClass, "verbtone": verbTone, "barText": barText, "bars": barsOf,
		"drawings": func(section string) (list []template.HTML) {
			for _, one := range drawings {
				if one.Section == section {
					list = append(list, one.SVG)
				}
			}
			return list
		},
	}).Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("read the report's page: %w", err)
	}
	data, err := json.Marshal(d) // escapes <, > and &
	if err != nil {
		return fmt.Errorf("set the report's page: %w", err)
	}
	style := template.CSS("")
	if len(drawings) > 0 {
		style = drawings[0].Style
	}
	return t.Execute(w, struct {
		Sheet Sheet
		Style template.CSS
		JSON  template.JS
	}{Lay(d, Limits{Days: true}), style, template.JS(data)}) //nolint:gosec // json.Marshal leaves nothing that ends a script
}

// bar is all days of one word as the path of an SVG.
type bar struct{ Word, D string }

// barsOf draws days: a path for each word, so that a year of services stays a
// small page.
func barsOf(days []Day) []bar {
	var list []bar
	for _, word := range []string{"up", "at risk", "down", "maintenance", "blind", "unknown", "none"} {
		var d strings.Builder
		for i := range days {
			if days[i].Word == word {
				fmt.Fprintf(&d, "M%d %dh3V20h-3z", 4*i, barTop(word))
			}
		}
		if d.Len() > 0 {
			list = append(list, bar{word, d.String()})
		}
	}
	return list
}

// barTop is where the bar of a day begins: its height tells what its colour does.
func barTop(word string) int {
	switch word {
	case "up":
		return 0
	case "at risk", "maintenance":
		return 4
	case "down":
		return 8
	default:
		return 13
	}
}

// barText says in words what the bars show.
func barText(days []Day) string {
	n := map[string]int{}
	for i := range days {
		n[days[i].Word]++
	}
	parts := []string{count(len(days), "day")}
	for _, word := range []string{"up", "at risk", "down", "maintenance", "blind", "unknown"} {
		if n[word] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[word], word))
		}
	}
	return strings.Join(parts, ", ")
}
