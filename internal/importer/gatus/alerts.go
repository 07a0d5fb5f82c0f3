package gatus

import (
	"maps"
	"slices"
	"strings"
	"time"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// provider is one of alerting's, with the channel that it became.
type provider struct {
	node     *source.Node
	channel  string // empty when there is none here
	defaults *source.Node
}

// readProviders turns alerting into channels.
func (r *reader) readProviders(alerting *source.Node) {
	for _, name := range alerting.Keys() {
		n := alerting.Get(name)
		if r.providers[name] != nil || n == nil {
			continue
		}
		p := &provider{node: n, defaults: n.Get("default-alert")}
		p.defaults.Skip("description", "send-on-resolved", "success-threshold")
		r.providers[name] = p
		r.order = append(r.order, name)
		p.channel = r.channel(name, n)
		if n.Has("overrides") {
			r.d.Left(n.Get("overrides"), "alerting."+name+".overrides", "write a channel and a route for each group")
			n.Skip("overrides")
		}
	}
}

// channel makes the channel of a provider, and returns its name.
func (r *reader) channel(name string, n *source.Node) string {
	switch name {
	case "slack":
		return r.slack(n)
	case "pagerduty":
		e, s := r.d.Channel(n.Place, name, "pagerduty")
		s.Set("routing_key", r.secret(n, "integration-key", "pagerduty_key", "PagerDuty's integration key", likeKey))
		return e.Name()
	case "email":
		return r.email(n)
	case "custom":
		return r.custom(n)
	}
	r.d.Left(n, "alerting."+name, "there is no such channel; webhook: {url: …} posts to anything")
	n.Ignore()
	return ""
}

// What stands for a variable of the source while the config is tried.
const (
	likeKey     = "0123456789abcdef0123456789abcdef"
	likeAddress = "https://hooks.example.com/services/T0/B0/x"
)

// secret is a provider's secret text as a variable; like is what one looks like.
func (r *reader) secret(n *source.Node, key, hint, what, like string) draft.Raw {
	v := n.Get(key)
	value := text(v.String())
	if value == "" {
		return ""
	}
	if draft.IsVariable(string(value)) {
		r.d.Variable(value, like)
		return value
	}
	return r.d.Secret(v, hint, what, strings.ReplaceAll(string(value), "$${", "${"))
}

// slack makes a channel of Slack's webhook.
func (r *reader) slack(n *source.Node) string {
	e, s := r.d.Channel(n.Place, "slack", "slack")
	s.Set("webhook", r.secret(n, "webhook-url", "slack_webhook", "the address of Slack's webhook", likeAddress))
	if n.Has("title") {
		e.Left(n.Get("title"), "title", "messages have the form that Holdfast gives them")
	}
	return e.Name()
}

// email makes a channel of a mail server.
func (r *reader) email(n *source.Node) string {
	e, s := r.d.Channel(n.Place, "email", "email")
	var to []draft.Raw
	for part := range strings.SplitSeq(n.Str("to"), ",") {
		if part = strings.TrimSpace(part); part != "" {
			to = append(to, text(part))
		}
	}
	server := string(text(n.Str("host")))
	if port := n.Str("port"); port != "" {
		server += ":" + port
	}
	s.Set("to", to).Set("from", text(n.Str("from"))).Set("smtp", draft.Raw(server)).Set("user", text(n.Str("username")))
	s.Set("password", r.secret(n, "password", "smtp_password", "the password of the mail account", likeKey))
	if n.Get("client").Bool("insecure", false) {
		e.Left(n.Get("client"), "client.insecure", "the mail server's certificate is always judged; ca: names an authority of your own")
	}
	return e.Name()
}

// custom makes a webhook. What Gatus sends is a template of its own; here the
// documented JSON goes out.
func (r *reader) custom(n *source.Node) string {
	e, s := r.d.Channel(n.Place, "custom", "webhook")
	s.Set("url", r.secret(n, "url", "custom_url", "the address that the custom alert calls", likeAddress))
	headers := &draft.Table{}
	for _, name := range n.Get("headers").Keys() {
		value := n.Get("headers").Get(name)
		headers.Set(name, r.secret(n.Get("headers"), name, "custom_"+name, "the header "+name+" of the custom alert", likeKey))
		value.Ignore()
	}
	s.Set("headers", headers)
	if method := n.Str("method"); method != "" && !strings.EqualFold(method, "POST") {
		e.Off(n.Get("method"), "method "+method, "webhook only knows POST")
	}
	if n.Has("body") || n.Has("placeholders") {
		e.Left(n.Get("body"), "body", "its placeholders are not ours: Holdfast's JSON is sent; body: takes a text/template")
		n.Skip("body", "placeholders")
	}
	n.Get("client").Ignore()
	return e.Name()
}

// alerts reads who is told of an endpoint, and after how many failures: the
// least of them is the rule, channels that want more come a step later.
func (r *reader) alerts(e *source.Node, c *draft.Check, every time.Duration) {
	tell := draft.Tell{}
	after := map[int][]string{}
	for _, alert := range e.List("alerts") {
		kind := alert.Str("type")
		p := r.providers[kind]
		failures, on := r.alert(alert, p, c, &tell)
		switch {
		case !on:
		case p == nil || p.channel == "":
			c.Left(alert, "an alert of type "+kind, "there is no channel for it")
		default:
			after[failures] = append(after[failures], p.channel)
		}
	}
	thresholds := slices.Sorted(maps.Keys(after))
	for _, n := range thresholds {
		tell.Steps = append(tell.Steps, draft.Step{After: time.Duration(n-thresholds[0]) * every, Channels: after[n]})
	}
	if len(thresholds) > 0 {
		rule, tooMany := draft.Rule(thresholds[0], every)
		c.Set("confirm", rule)
		if tooMany {
			c.Left(e.Get("alerts"), "failure-threshold", "a rule counts 20 looks at most")
		}
	}
	c.Tells(tell)
}

// alert reads one alert over its provider's default. on is false when it is
// switched off.
func (r *reader) alert(alert *source.Node, p *provider, c *draft.Check, tell *draft.Tell) (failures int, on bool) {
	var defaults *source.Node
	if p != nil {
		defaults = p.defaults
	}
	failures = alert.Int("failure-threshold", defaults.Int("failure-threshold", 3))
	remind := alert.Duration("minimum-reminder-interval", defaults.Duration("minimum-reminder-interval", 0))
	alert.Skip("success-threshold", "send-on-resolved")
	if words := alert.Str("description"); words != "" {
		c.Comment("%s", words)
	}
	if alert.Has("provider-override") {
		c.Left(alert.Get("provider-override"), "provider-override", "write a channel of its own and a route to it")
		alert.Skip("provider-override")
	}
	on = alert.Bool("enabled", defaults.Bool("enabled", true))
	if on && remind > 0 && (tell.Remind == 0 || remind < tell.Remind) {
		tell.Remind = remind
	}
	return min(max(failures, 1), 10_000), on
}
