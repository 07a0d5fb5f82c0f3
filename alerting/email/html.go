package email

import (
	"fmt"
	"strings"

	"holdfast"
	"holdfast/alerting/internal/page"
)

// look is what the HTML template sees.
type look struct {
	Title string
	Bar   string // colour of the bar at its side
	Lines []page.Line
	Page  string // address of the incident's page, or nothing
}

// page writes the mail's HTML.
func (c *channel) page(n holdfast.Notice, p page.Page) (string, error) {
	var b strings.Builder
	err := c.html.Execute(&b, look{Title: p.Title(subjectLimit), Bar: bar(n), Lines: p.Lines, Page: n.Page})
	if err != nil {
		return "", fmt.Errorf("filling the HTML: %w", err)
	}
	return b.String(), nil
}

// bar chooses the colour: green for an end, blue for what needs nothing, amber
// for a risk or an unknown, red for the rest.
func bar(n holdfast.Notice) string {
	switch {
	case n.Step == holdfast.StepResolved:
		return "#2e7d4f"
	case n.Step == holdfast.StepDrill || n.Step == holdfast.StepAcknowledged || n.Over != nil:
		return "#3b6ea5"
	case n.Incident.Class == holdfast.ClassRisk || n.Incident.Class == holdfast.ClassUnknown:
		return "#b7791f"
	default:
		return "#c0392b"
	}
}
