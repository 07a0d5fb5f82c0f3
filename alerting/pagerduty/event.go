package pagerduty

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	pd "github.com/PagerDuty/go-pagerduty"

	"holdfast"
	"holdfast/alerting/internal/page"
	"holdfast/internal/plain"
)

// The limits of the Events API v2, in characters.
const (
	summaryLimit = 1024
	keyLimit     = 255
	fieldLimit   = 255
	linkLimit    = 2048
)

// event is the notice as PagerDuty's type. It stays far below the 512 KB that
// an event may have, as a page is bounded.
func (c *channel) event(n holdfast.Notice) *pd.V2Event {
	p := page.Compose(n)
	return &pd.V2Event{
		RoutingKey: c.key.Reveal(),
		Action:     action(n.Step),
		DedupKey:   dedupKey(n.Key),
		Client:     "Holdfast",
		ClientURL:  link(n.Page),
		Links:      links(n),
		Payload: &pd.V2Payload{
			Summary:   p.Title(summaryLimit),
			Source:    source(n),
			Severity:  severity(n),
			Timestamp: n.At.UTC().Format(time.RFC3339),
			Component: field(n.Check.Kind),
			Group:     field(n.Check.Group),
			Class:     field(n.Incident.Headline),
			Details:   details(p),
		},
	}
}

// action is the event's verb.
func action(step holdfast.Step) string {
	switch step {
	case holdfast.StepAcknowledged:
		return "acknowledge"
	case holdfast.StepResolved:
		return "resolve"
	case holdfast.StepOpened, holdfast.StepWorse, holdfast.StepReminder, holdfast.StepDrill:
		return "trigger"
	default:
		return "trigger"
	}
}

// severity uses PagerDuty's own words. A drill must not count as an alarm.
func severity(n holdfast.Notice) string {
	if n.Step == holdfast.StepDrill {
		return holdfast.SeverityInfo.String()
	}
	return n.Incident.Severity.String()
}

// dedupKey keeps a key within its limit: what is longer is cut and told apart
// by its hash, always in the same way.
func dedupKey(key string) string {
	if len(key) <= keyLimit {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	tail := "-" + hex.EncodeToString(sum[:])
	return plain.Line(key[:keyLimit-len(tail)]) + tail
}

// source names what is broken: the host, or else the check.
func source(n holdfast.Notice) string {
	for _, s := range []string{n.Check.Host, n.Check.Target, n.Check.Name, n.Incident.Check} {
		if text := field(s); text != "" {
			return text
		}
	}
	return "holdfast"
}

// field is a short value in its bounds.
func field(s string) string { return plain.Trim(plain.Line(s), fieldLimit) }

// link is an address, or nothing where it is longer than a browser takes.
func link(address string) string {
	if len(address) > linkLimit {
		return ""
	}
	return plain.Line(address)
}

// links are the page and the runbook.
func links(n holdfast.Notice) []any {
	var out []any
	for _, l := range []struct{ href, text string }{{n.Page, "the incident in Holdfast"}, {n.Check.Runbook, "runbook"}} {
		if href := link(l.href); href != "" {
			out = append(out, map[string]string{"href": href, "text": l.text})
		}
	}
	return out
}

// details are the page's lines under their labels.
func details(p page.Page) map[string]string {
	out := map[string]string{}
	for _, line := range p.Grouped() {
		out[line.Label] = line.Text
	}
	return out
}
