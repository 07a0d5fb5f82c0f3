// Package alerting is the catalogue of channels: the ways in which Holdfast can
// tell somebody.
//
// A channel is a folder that is a chapter: its page, a sample of its settings,
// the code, and the conformance suite (alerttest) that every channel passes. It
// carries one notice out by one call and says honestly how that ended: taken,
// refused for good, not taken, or nobody knows. Everything else (order, retries,
// reminders, doubles) is the courier's business.
package alerting

import (
	"holdfast"
	"holdfast/alerting/email"
	"holdfast/alerting/pagerduty"
	"holdfast/alerting/slack"
	"holdfast/alerting/webhook"
)

// All returns every kind of channel, in the order of the documentation.
func All() []holdfast.Kind[holdfast.Notifier] {
	return []holdfast.Kind[holdfast.Notifier]{
		pagerduty.Kind(),
		slack.Kind(),
		email.Kind(),
		webhook.Kind(),
	}
}
