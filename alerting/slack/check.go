package slack

import (
	"strings"

	"holdfast"
	"holdfast/alerting/internal/post"
)

// check refuses settings that make no sense.
func (s *settings) check() error {
	bot := s.Token != "" || s.Channel != ""
	switch {
	case bot && s.Webhook != "":
		return fault("webhook", "stands beside token or channel; want either a bot (token and channel) or a webhook")
	case !bot && s.Webhook == "":
		return fault("", "says neither who posts nor where; want token and channel, or webhook")
	case s.Webhook != "":
		return post.Address("webhook", s.Webhook.Reveal())
	case s.Token == "":
		return fault("token", "is missing; want the bot token (xoxb-…) of a Slack app with the scope chat:write")
	case strings.HasPrefix(s.Token.Reveal(), "xapp-"):
		return fault("token", "is an app-level token (xapp-…), which cannot post; want the bot token (xoxb-…)")
	case strings.ContainsAny(s.Token.Reveal(), " \t\r\n"):
		return fault("token", "holds white space; want the bot token (xoxb-…) alone")
	case strings.Trim(s.Channel, "# ") == "":
		return fault("channel", "is missing; want a channel's id (C0123456789) or its name (#ops)")
	}
	return s.checkBot()
}

// checkBot refuses what only a bot can have wrong.
func (s *settings) checkBot() error {
	switch s.Recovery {
	case recoverUpdate, recoverThread, recoverBoth:
		return post.Address("api", s.API)
	default:
		return fault("recovery", "is "+s.Recovery+"; want update, thread or both")
	}
}

// fault is a setting that makes no sense.
func fault(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }
