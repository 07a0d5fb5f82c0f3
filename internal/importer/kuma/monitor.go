package kuma

import (
	"time"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// monitor reads one monitor.
func (r *reader) monitor(m *source.Node) {
	kind := m.Str("type")
	if kind == "group" {
		r.group(m)
		return
	}
	name := m.Str("name")
	if name == "" {
		m.Fault("a monitor has no name")
	}
	if kind == "" {
		m.Fault("a monitor has no type")
		return
	}
	c := r.d.Check(m.Place, kindOf(kind), name, r.groups[m.Str("parent")])
	w := &watched{reader: r, m: m, check: c, kind: kind}
	w.common()
	w.ask()
	w.told()
	m.Skip(idle()...)
	m.Skip(typed()...)
	c.Unread(m)
}

// group is a name for its members; that it is red when one of them is needs no
// check here.
func (r *reader) group(m *source.Node) {
	if len(told(m)) > 0 {
		r.d.Left(m, "the notifications of the group "+m.Str("name"), "write a route with match: {group: …}")
	}
	m.Ignore()
}

// watched is a monitor while it is read.
type watched struct {
	*reader
	m     *source.Node
	check *draft.Check
	kind  string
	every time.Duration
}

// kindOf is the kind of check nearest to a type.
func kindOf(kind string) string {
	switch kind {
	case "http", "keyword", "json-query", "real-browser":
		return "uptime"
	case "ping", "tailscale-ping":
		return "ping"
	case "dns":
		return "dns"
	case "push":
		return "heartbeat"
	case "grpc-keyword":
		return "grpc"
	case "websocket-upgrade":
		return "websocket"
	default:
		return "tcp"
	}
}

// common reads what all monitors have.
func (w *watched) common() {
	m, c := w.m, w.check
	w.every = m.Seconds("interval", time.Minute)
	if w.every <= 0 {
		w.every = time.Minute
	}
	timeout := m.Seconds("timeout", 0)
	if c.Kind == "heartbeat" {
		w.every, timeout = 0, 0
	}
	c.Timing(m.Get("timeout"), draft.Seconds(w.every), draft.Seconds(timeout))
	c.Set("group", w.groups[m.Str("parent")])
	c.Set("labels", tags(m))
	if words := m.Str("description"); words != "" {
		c.Comment("%s", words)
	}
	w.retries()
	if !m.Bool("active", true) {
		c.Off(m.Get("active"), "active: false", "it is paused there; take the # away to watch it")
	}
	if m.Bool("upsideDown", false) {
		c.Off(m.Get("upsideDown"), "upsideDown", "no kind counts any failure as good news; a port that must be closed is unreachable: {host: …, ports: […]}, which wants proof")
	}
	if m.Get("proxyId") != nil && m.Str("proxyId") != "0" {
		c.Off(m.Get("proxyId"), "a proxy", "there is none here, and without it the answer would be another")
	}
}

// retries become the rule of confirmation.
func (w *watched) retries() {
	retries, apart := w.m.Int("maxretries", 0), w.m.Seconds("retryInterval", w.every)
	if w.check.Kind == "heartbeat" {
		return // see push
	}
	rule, tooMany := draft.Rule(retries+1, apart)
	w.check.Set("confirm", rule)
	if tooMany {
		w.check.Left(w.m.Get("maxretries"), "maxretries", "a rule counts 20 looks at most")
	}
}

// told reads who hears of it. resendInterval counts looks.
func (w *watched) told() {
	var names []string
	for _, id := range told(w.m) {
		if name, ok := w.channels[id]; ok {
			names = append(names, name)
		}
	}
	t := draft.Tell{Steps: draft.Channels(names)}
	if n := w.m.Int("resendInterval", 0); n > 0 && n < 1<<20 {
		t.Remind = time.Duration(n) * w.m.Seconds("interval", time.Minute)
	}
	w.check.Tells(t)
}
