package kuma

import (
	"net"
	"strings"

	"holdfast/internal/importer/draft"
	"holdfast/internal/importer/source"
)

// notification turns one of notificationList into a channel. Its settings are
// JSON within a string, or, in lists of the API, beside the name.
func (r *reader) notification(n *source.Node) {
	id, name := n.Str("id"), n.Str("name")
	n.Skip("active", "userId", "isDefault", "is_default", "user_id")
	config := n
	if inner := n.Get("config"); inner != nil {
		if config = inner; inner.Shape == source.Scalar {
			config = inner.Embedded()
		}
	}
	defer n.Ignore()
	kind := config.Str("type")
	made, ok := r.channel(config, name, kind)
	if !ok {
		r.d.Left(n, "the notification "+name, "there is no channel "+kind+"; webhook: {url: …} posts to anything")
		return
	}
	r.channels[id] = made
}

// channel makes the channel of a notification.
func (r *reader) channel(config *source.Node, name, kind string) (string, bool) {
	at := config
	if at == nil {
		return "", false
	}
	switch strings.ToLower(kind) {
	case "slack":
		return r.slack(at, name), true
	case "pagerduty":
		return r.pagerDuty(at, name), true
	case "smtp":
		return r.mail(at, name), true
	case "webhook":
		return r.webhook(at, name), true
	default:
		return "", false
	}
}

// secret is a notification's secret text as a variable.
func (r *reader) secret(config *source.Node, key, hint, what string) draft.Raw {
	v := config.Get(key)
	if v.String() == "" {
		return ""
	}
	return r.d.Secret(v, hint, what, v.String())
}

// slack makes a channel of Slack's webhook.
func (r *reader) slack(config *source.Node, name string) string {
	e, s := r.d.Channel(config.Place, name, "slack")
	s.Set("webhook", r.secret(config, "slackwebhookURL", e.Name()+" webhook", "the address of Slack's webhook of "+name))
	if channel := config.Str("slackchannel"); channel != "" {
		e.Left(config.Get("slackchannel"), "slackchannel", "a webhook posts to its own channel; a bot (token: and channel:) to any")
	}
	return e.Name()
}

// pagerDuty makes a channel of PagerDuty's Events API; accounts in the EU have
// another address.
func (r *reader) pagerDuty(config *source.Node, name string) string {
	e, s := r.d.Channel(config.Place, name, "pagerduty")
	s.Set("routing_key", r.secret(config, "pagerdutyIntegrationKey", e.Name()+" key", "the integration key of "+name))
	if strings.Contains(config.Str("pagerdutyIntegrationUrl"), "events.eu.") {
		s.Set("api", "https://events.eu.pagerduty.com")
	}
	return e.Name()
}

// mail makes a channel of a mail server.
func (r *reader) mail(config *source.Node, name string) string {
	e, s := r.d.Channel(config.Place, name, "email")
	var to []string
	for part := range strings.SplitSeq(config.Str("smtpTo")+","+config.Str("smtpCC")+","+config.Str("smtpBCC"), ",") {
		if part = strings.TrimSpace(part); part != "" {
			to = append(to, part)
		}
	}
	server := config.Str("smtpHost")
	if port := config.Str("smtpPort"); port != "" {
		server = net.JoinHostPort(strings.Trim(server, "[]"), port)
	}
	s.Set("to", to).Set("from", config.Str("smtpFrom")).Set("smtp", server).Set("user", config.Str("smtpUsername"))
	s.Set("password", r.secret(config, "smtpPassword", e.Name()+" password", "the mail password of "+name))
	switch {
	case config.Bool("smtpSecure", false):
		s.Set("tls", "implicit")
	case config.Bool("smtpIgnoreSTARTTLS", false):
		s.Set("tls", "none")
	}
	if config.Bool("smtpIgnoreTLSError", false) {
		e.Left(config.Get("smtpIgnoreTLSError"), "smtpIgnoreTLSError", "the mail server's certificate is always judged; ca: names an authority of your own")
	}
	return e.Name()
}

// webhook makes a channel that posts. The body is Holdfast's JSON.
func (r *reader) webhook(config *source.Node, name string) string {
	e, s := r.d.Channel(config.Place, name, "webhook")
	s.Set("url", r.secret(config, "webhookURL", e.Name()+" url", "the address that "+name+" calls"))
	headers := &draft.Table{}
	extra := config.Get("webhookAdditionalHeaders").Embedded()
	for _, key := range extra.Keys() {
		headers.Set(key, r.secret(extra, key, e.Name()+" "+key, "the header "+key+" of "+name))
	}
	s.Set("headers", headers)
	e.Left(config, "the body of "+name, "Holdfast's own JSON is sent; body: takes a text/template for a receiver that wants another")
	return e.Name()
}
