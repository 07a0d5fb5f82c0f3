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

// HTML writes the whole document as one page for a browser: it needs nothing
// else, and holds the JSON that it can be verified by.
func (d *Document) HTML(w io.Writer) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"tone": toneClass, "verbtone": verbTone, "barText": barText,
		"barX": func(i int) int { return 4 * i }, "barY": barTop, "barHeight": func(word string) int { return 20 - barTop(word) },
	}).Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("read the report's page: %w", err)
	}
	data, err := json.Marshal(d) // escapes <, > and &
	if err != nil {
		return fmt.Errorf("set the report's page: %w", err)
	}
	return t.Execute(w, struct {
		Sheet Sheet
		JSON  template.JS
	}{Lay(d, Limits{Days: true}), template.JS(data)}) //nolint:gosec // json.Marshal leaves nothing that ends a script
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
