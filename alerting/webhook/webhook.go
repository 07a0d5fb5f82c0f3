// Package webhook tells any HTTP receiver of yours, in JSON.
//
// # At least once, with a key
//
// A receiver that is not ours may or may not know what it has already seen. So
// every notice carries the same Idempotency-Key at every attempt (the notice's
// ID; draft-ietf-httpapi-idempotency-key-header): a receiver that keeps the keys
// of a day sees each notice once, whatever was lost on the way.
//
// # Signed
//
// With a secret, each request carries X-Holdfast-Timestamp (seconds since 1970)
// and X-Holdfast-Signature: "sha256=" and the hexadecimal HMAC-SHA256 (RFC 2104)
// of timestamp, a full stop and the body. Compare in constant time and refuse
// timestamps older than a few minutes: a repeated request of ours is signed anew.
//
// # The body
//
// Without a template the body is a stable document ([Body], version 1). With
// body: it is a text/template over the same document; the template is tried at
// load with the longest notice there can be, open and over, so that it fails
// there and not at three in the morning. The function json quotes a value for
// JSON.
package webhook

import (
	_ "embed"
	"time"

	"holdfast"
	"holdfast/alerting/internal/post"
	"holdfast/internal/plain"
)

//go:embed doc.md
var doc string

//go:embed sample.yaml
var sample string

// settings is what the config says below webhook.
type settings struct {
	URL     holdfast.Secret            `yaml:"url" doc:"Address that gets a POST for each notice; treated as a secret, as it often holds a token."`
	API     holdfast.Secret            `yaml:"api" doc:"Another name of url, as every channel has api; give one of the two."`
	Headers map[string]holdfast.Secret `yaml:"headers" doc:"Further request headers, for example Authorization; values are secrets."`
	Secret  holdfast.Secret            `yaml:"secret" doc:"Key of the HMAC-SHA256 signature in X-Holdfast-Signature; empty signs nothing."`
	Body    string                     `yaml:"body" doc:"text/template of the body; empty sends the documented JSON."`
	Type    string                     `yaml:"content_type" doc:"Content-Type of the body."`
}

// defaults are the settings before the config is read.
func defaults() *settings { return &settings{Type: "application/json"} }

// Kind is the channel's entry in the catalogue.
func Kind() holdfast.Kind[holdfast.Notifier] {
	return holdfast.Kind[holdfast.Notifier]{
		Name: "webhook", Title: "Webhook: a signed POST to a receiver of yours", Doc: doc, Sample: sample, Settings: defaults(),
		New: build, Timeout: 10 * time.Second,
	}
}

// build makes a channel from its settings.
func build(env holdfast.Env, decode func(any) error) (holdfast.Notifier, error) {
	s := defaults()
	if err := decode(s); err != nil {
		return nil, err
	}
	if s.URL == "" {
		s.URL = s.API
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	c := &channel{settings: *s, client: post.NewClient(env), mask: mask(s), now: env.Clock}
	if s.Body == "" {
		return c, nil
	}
	var err error
	if c.body, err = parse(s.Body, s.Type); err != nil {
		return nil, err
	}
	return c, nil
}

// mask hides every secret of the settings.
func mask(s *settings) plain.Mask {
	secrets := []holdfast.Secret{s.URL, s.Secret}
	for _, v := range s.Headers {
		secrets = append(secrets, v)
	}
	return plain.NewMask(secrets...)
}
