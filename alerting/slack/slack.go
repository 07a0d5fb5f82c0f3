// Package slack tells a channel of Slack, as a bot through the Web API or, the
// lesser way, through an incoming webhook.
//
// # One incident, one message
//
// As a bot, the first message of an incident is a place: what happens next
// (worse, reminder, acknowledgement) goes into its thread, and the recovery
// changes the message itself, so that the channel never shows as broken what is
// well. A message is known by its channel and its time stamp ("ts"), which the
// courier keeps for us as "channel/ts". A webhook gives no such reference: it
// can only post, and a repeat cannot be told from a new message, so the notice's
// id stands in the text.
//
// # After a lost answer
//
// chat.postMessage has no documented idempotency key. Two things help. The
// notice's id travels in the message's metadata: after an ambiguous attempt the
// channel's history is read, and a message that carries our id is adopted. And
// a client_msg_id, derived from the notice's id, travels with every attempt; it
// is not in Slack's argument list, but the API's own error list speaks of it
// (duplicate_message_not_found) and honours it. Reading needs the scopes
// channels:history (groups:history for private channels) and, where the channel
// is given by name, channels:read (groups:read); without them we repeat under
// the same client_msg_id.
//
// # What the answers mean
//
// Slack refuses with HTTP 200, "ok": false and a word. Most words mean a fault
// of configuration that repeating will not cure. ratelimited, request_timeout
// and service_unavailable were not taken. internal_error and fatal_error are
// documented as "some aspect of the operation may have succeeded": unknown. A
// 429 carries Retry-After in seconds; an app that ignores it may be switched
// off.
package slack

import (
	_ "embed"
	"log/slog"
	"strings"
	"time"

	"holdfast"
	"holdfast/alerting/internal/post"
	"holdfast/internal/plain"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

// settings is what the config says below slack.
type settings struct {
	Token    holdfast.Secret `yaml:"token" doc:"Bot token (xoxb-…) of a Slack app with the scope chat:write."`
	Channel  string          `yaml:"channel" doc:"Channel that the bot posts to: its id (C0123456789) or its name (#ops)."`
	Webhook  holdfast.Secret `yaml:"webhook" doc:"Address of an incoming webhook, instead of token and channel; it can neither update nor thread."`
	Recovery string          `yaml:"recovery" doc:"How the bot tells a recovery: update changes the first message, thread answers in its thread, both does both."`
	API      string          `yaml:"api" doc:"Base address of the Web API."`
}

// The ways to tell a recovery.
const (
	recoverUpdate = "update"
	recoverThread = "thread"
	recoverBoth   = "both"
)

// defaults are the settings before the config is read.
func defaults() *settings {
	return &settings{Recovery: recoverUpdate, API: "https://slack.com/api"}
}

// Kind is the channel's entry in the catalogue.
func Kind() holdfast.Kind[holdfast.Notifier] {
	return holdfast.Kind[holdfast.Notifier]{
		Name: "slack", Title: "Slack: one message an incident, details in its thread",
		Doc: doc, Sample: sample, Settings: defaults(), New: build, Timeout: 10 * time.Second,
	}
}

// build makes a bot or a hook from its settings.
func build(env holdfast.Env, decode func(any) error) (holdfast.Notifier, error) {
	s := defaults()
	if err := decode(s); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	mask := plain.NewMask(s.Token, s.Webhook)
	if s.Webhook != "" {
		return &hook{address: s.Webhook, client: post.NewClient(env), mask: mask}, nil
	}
	return &bot{
		token: s.Token, channel: s.Channel, recovery: s.Recovery, api: strings.TrimRight(s.API, "/") + "/",
		client: post.NewClient(env), mask: mask, log: logger(env),
	}, nil
}

// logger is env's log or one that discards.
func logger(env holdfast.Env) *slog.Logger {
	if env.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return env.Log
}
