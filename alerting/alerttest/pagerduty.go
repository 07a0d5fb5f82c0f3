package alerttest

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"unicode/utf8"
)

// PagerDuty plays the Events API v2: it keeps incidents by dedup key, merges a
// trigger into an open one, drops what speaks of none, and checks the lengths
// that the real one checks.
type PagerDuty struct {
	httpFake
	open map[string]bool // protected by ledger.mu
}

// pagerDutyEvent is the part of an event that the receiver looks at.
type pagerDutyEvent struct {
	RoutingKey string `json:"routing_key"`
	Action     string `json:"event_action"`
	DedupKey   string `json:"dedup_key"`
	Payload    *struct {
		Summary  string `json:"summary"`
		Source   string `json:"source"`
		Severity string `json:"severity"`
	} `json:"payload"`
}

// NewPagerDuty starts one; its address is the base of the API.
func NewPagerDuty(t testing.TB) *PagerDuty {
	t.Helper()
	p := &PagerDuty{open: map[string]bool{}}
	p.take, p.garbage = p.event, http.StatusAccepted
	p.refuse = func(echo string) answer {
		return invalidEvent("'payload.summary' is missing or blank", echo)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v2/enqueue", p.message)
	p.start(t, mux)
	return p
}

// event treats one event.
func (p *PagerDuty) event(_ *http.Request, body []byte) answer {
	var e pagerDutyEvent
	if err := json.Unmarshal(body, &e); err != nil {
		return invalidEvent("JSON parse error")
	}
	if faults := e.faults(len(body)); len(faults) > 0 {
		return invalidEvent(faults...)
	}
	p.see(Seen{Key: e.DedupKey, Action: p.apply(e), Text: string(body)})
	return answer{http.StatusAccepted, map[string]string{"status": "success", "message": "Event processed", "dedup_key": e.DedupKey}}
}

// apply changes the incident that the key names.
func (p *PagerDuty) apply(e pagerDutyEvent) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := e.RoutingKey + "/" + e.DedupKey
	switch {
	case e.Action == "trigger" && p.open[key]:
		return "merged"
	case e.Action == "trigger":
		p.open[key] = true
		return "opened"
	case !p.open[key]:
		return "dropped"
	case e.Action == "resolve":
		p.open[key] = false
		return "resolved"
	default:
		return "acknowledged"
	}
}

// faults checks an event as the real one does.
func (e pagerDutyEvent) faults(size int) []string {
	var out []string
	check := func(bad bool, text string) {
		if bad {
			out = append(out, text)
		}
	}
	check(len(e.RoutingKey) != 32, "'routing_key' must be 32 characters")
	check(!slices.Contains([]string{"trigger", "acknowledge", "resolve"}, e.Action), "'event_action' is invalid")
	check(e.DedupKey == "" || len(e.DedupKey) > 255, "'dedup_key' is missing or longer than 255")
	check(size > 512<<10, "event is larger than 512 KB")
	if e.Action != "trigger" {
		return out
	}
	if e.Payload == nil {
		return append(out, "'payload' is missing")
	}
	check(e.Payload.Summary == "" || utf8.RuneCountInString(e.Payload.Summary) > 1024, "'payload.summary' is missing or longer than 1024")
	check(e.Payload.Source == "", "'payload.source' is missing or blank")
	check(!slices.Contains([]string{"critical", "error", "warning", "info"}, e.Payload.Severity), "'payload.severity' is invalid")
	return out
}

// invalidEvent is the API's refusal.
func invalidEvent(faults ...string) answer {
	return answer{http.StatusBadRequest, map[string]any{
		"status": "invalid event", "message": "Event object is invalid", "errors": faults,
	}}
}
