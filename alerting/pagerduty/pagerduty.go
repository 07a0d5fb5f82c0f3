// Package pagerduty wakes people through PagerDuty's Events API v2.
//
// # One incident, one key
//
// PagerDuty knows an alert by its dedup key. A trigger under a key with an open
// alert is merged into it, acknowledge and resolve change it, and both are
// dropped without a word when no such alert is open. After a resolve the same
// key opens a new incident. So the key of a notice belongs to one incident of
// ours for ever ([holdfast.Notice.Key]), and repeating any event is safe: that
// is why this channel needs no look-up after a lost answer.
//
// # What is sent
//
// Opened and worse are triggers, acknowledged is an acknowledge, resolved is a
// resolve. A reminder sends nothing, as PagerDuty reminds people by itself; it
// is accepted and says so. A drill is a trigger of severity info, which a
// person acknowledges and closes: the drill is to show that one can. All events
// carry a payload, so that the timeline at PagerDuty explains itself.
//
// # What the answers mean
//
// 202 means queued. It is no proof that an incident exists (an inactive service
// drops events), which is what drills are for. 400 comes with the list of
// faults and will be the same next time. 429 is the limit of some 120 events a
// minute and key. Any 5xx is tried again at once, as the key merges whatever was
// taken. A 202 with a body that is not PagerDuty's may come from a
// gateway in between: unknown, and repeated; the second time it is believed.
package pagerduty

import (
	_ "embed"
	"log/slog"
	"time"

	"holdfast"
	"holdfast/alerting/internal/post"
	"holdfast/internal/plain"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

// settings is what the config says below pagerduty.
type settings struct {
	RoutingKey holdfast.Secret `yaml:"routing_key" doc:"Integration key of the PagerDuty service (Events API v2), 32 characters."`
	API        string          `yaml:"api" doc:"Base address of the Events API; accounts in the EU use https://events.eu.pagerduty.com."`
}

// keyLength is the length of every integration key.
const keyLength = 32

// defaults are the settings before the config is read.
func defaults() *settings { return &settings{API: "https://events.pagerduty.com"} }

// Kind is the channel's entry in the catalogue.
func Kind() holdfast.Kind[holdfast.Notifier] {
	return holdfast.Kind[holdfast.Notifier]{
		Name: "pagerduty", Title: "PagerDuty: wakes the person on call (Events API v2)",
		Doc: doc, Sample: sample, Settings: defaults(), New: build, Pages: true, Timeout: 10 * time.Second,
	}
}

// build makes a channel from its settings.
func build(env holdfast.Env, decode func(any) error) (holdfast.Notifier, error) {
	s := defaults()
	if err := decode(s); err != nil {
		return nil, err
	}
	if got := len(s.RoutingKey.Reveal()); got != keyLength {
		return nil, &holdfast.SettingError{Field: "routing_key", Text: keyFault(got)}
	}
	api, err := post.Base("api", s.API)
	if err != nil {
		return nil, err
	}
	return &channel{
		key: s.RoutingKey, api: api, client: post.NewClient(env), mask: plain.NewMask(s.RoutingKey), log: logger(env),
	}, nil
}

// logger is env's log or one that discards.
func logger(env holdfast.Env) *slog.Logger {
	if env.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return env.Log
}
