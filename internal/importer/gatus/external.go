package gatus

import (
	"strings"
	"time"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// external reads an endpoint that is told from outside: with a heartbeat it is
// one here, without there is nothing that could be late.
func (r *reader) external(e *source.Node) {
	c := r.d.Check(e.Place, "heartbeat", e.Str("name"), e.Str("group"))
	token := e.Get("token")
	c.Ask.Set("token", r.token(c, token))
	c.Set("group", text(e.Str("group")))
	period := e.Get("heartbeat").Duration("interval", 0)
	if !e.Bool("enabled", true) {
		c.Off(e.Get("enabled"), "enabled: false", "it is switched off there; take the # away to watch it")
	}
	switch {
	case period <= 0:
		c.Ask.Set("period", time.Hour)
		c.Off(e, "no heartbeat.interval", "a heartbeat needs a period; only silence is judged here, never a failure that is told")
	case period < time.Minute:
		c.Ask.Set("period", time.Minute).Set("grace", time.Duration(0))
		c.Left(e.Get("heartbeat"), "heartbeat.interval "+period.String(), "a period is at least 1m")
	default:
		c.Ask.Set("period", period).Set("grace", time.Duration(0))
	}
	c.Comment("the job calls /beat/TOKEN on the public listener when it is well, and nothing when it is not")
	r.maintained(e, c)
	r.alerts(e, c, time.Minute)
	c.Set("confirm", "1 of 1")
}

// token is the secret of a heartbeat: the source's own where it is long enough.
func (r *reader) token(c *draft.Check, token *source.Node) draft.Raw {
	value := text(token.String())
	if draft.IsVariable(string(value)) {
		r.d.Variable(value, likeKey)
		return value
	}
	return c.Token(token, strings.ReplaceAll(string(value), "$${", "${"))
}

// maintained reads an endpoint's own windows.
func (r *reader) maintained(e *source.Node, c *draft.Check) {
	for _, w := range e.List("maintenance-windows") {
		if c.IsOff() {
			w.Ignore()
			continue
		}
		r.maintenance(w, c.Name(), "planned work on "+c.Name())
	}
}

// maintenance turns a window of Gatus into one of ours.
func (r *reader) maintenance(w *source.Node, pattern, name string) {
	if w == nil || !w.Bool("enabled", true) {
		w.Ignore()
		return
	}
	start, length := w.Str("start"), w.Duration("duration", 0)
	if start == "" || length <= 0 {
		w.Ignore()
		return
	}
	out := r.d.Window(w.Place, name)
	out.Set("checks", []string{pattern}).Set("days", days(w.Strings("every"))).Set("at", start).Set("for", length)
	if zone := w.Str("timezone"); zone != "" {
		out.Set("zone", text(zone))
	}
}

// days are the first three letters of weekdays; none is every day.
func days(names []string) []string {
	if len(names) == 0 {
		return []string{"daily"}
	}
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = name
		if len(name) > 3 {
			out[i] = strings.ToUpper(name[:1]) + strings.ToLower(name[1:3])
		}
	}
	return out
}
