package config_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"holdfast"
	"holdfast/config"
)

// The kinds of these tests have settings of every sort that real ones have.

type uptimeSettings struct {
	Host     string            `yaml:"host" doc:"host to ask"`
	URL      string            `yaml:"url" doc:"address to ask instead of https://HOST/"`
	Path     string            `yaml:"path" doc:"path below the host"`
	Status   []int             `yaml:"status" doc:"codes that are well"`
	Contains string            `yaml:"contains" doc:"text that the body must have"`
	Headers  map[string]string `yaml:"headers" doc:"headers to send"`
	Auth     *authSettings     `yaml:"auth" doc:"who to be"`
	Within   holdfast.Duration `yaml:"within" doc:"longest that the answer may take"`
	Follow   bool              `yaml:"follow" doc:"follow redirects"`
	Port     uint16            `yaml:"port" doc:"port to ask"`
	Ratio    float64           `yaml:"ratio" doc:"a number"`
	Extra    any               `yaml:"extra" doc:"anything"`
}

type authSettings struct {
	User     string          `yaml:"user" doc:"name"`
	Password holdfast.Secret `yaml:"password" doc:"password"`
}

type prober struct{ target, host string }

func (p prober) Target() string { return p.target }
func (p prober) Host() string   { return p.host }

func (prober) Probe(context.Context, holdfast.Look) (holdfast.Finding, error) {
	return holdfast.Finding{}, nil
}

func newUptime(_ holdfast.Env, decode func(any) error) (holdfast.Prober, error) {
	s := uptimeSettings{Path: "/", Status: []int{200}}
	if err := decode(&s); err != nil {
		return nil, err
	}
	var errs []error
	for i, code := range s.Status {
		if code < 100 || code > 599 {
			errs = append(errs, &holdfast.SettingError{Field: fmt.Sprintf("status.%d", i), Text: fmt.Sprintf("%d is no status code, want 100 to 599", code)})
		}
	}
	if s.Contains == "reject me" {
		errs = append(errs, &holdfast.SettingError{Field: "contains", Text: "cannot be " + s.Contains})
	}
	if s.URL == "" && s.Host == "" {
		errs = append(errs, &holdfast.SettingError{Field: "url", Text: "is missing, and so is host; want one of them"})
	}
	if s.URL != "" {
		return prober{s.URL, ""}, errors.Join(errs...)
	}
	return prober{"https://" + s.Host + s.Path, s.Host}, errors.Join(errs...)
}

type ports []string

// UnmarshalYAML takes one port or several.
func (p *ports) UnmarshalYAML(decode func(any) error) error {
	var many []uint16
	if err := decode(&many); err == nil {
		for _, port := range many {
			*p = append(*p, fmt.Sprint(port))
		}
		return nil
	}
	var words []string
	if err := decode(&words); err != nil {
		return err
	}
	for _, w := range words {
		if !strings.Contains(w, "-") {
			return fmt.Errorf("%q is neither a port nor a range of ports", w)
		}
	}
	*p = words
	return nil
}

type exposureSettings struct {
	Host  string            `yaml:"host" doc:"host to sweep"`
	Allow ports             `yaml:"allow" doc:"ports that may be open"`
	Sweep holdfast.Duration `yaml:"sweep" doc:"how long a round takes"`
}

type unreachableSettings struct {
	Host     string   `yaml:"host" doc:"host to ask"`
	Services []string `yaml:"services" doc:"services that must not answer"`
	Control  string   `yaml:"control" doc:"what must answer meanwhile"`
}

type tlsSettings struct {
	Host           string `yaml:"host" doc:"host to ask"`
	ForwardSecrecy string `yaml:"forward_secrecy" doc:"required or preferred"`
}

type tcpSettings struct {
	Host string `yaml:"host" doc:"host to connect to"`
	Port uint16 `yaml:"port" doc:"port"`
}

// beatSettings own the word every, which then is the kind's and not the check's.
type beatSettings struct {
	Token holdfast.Secret   `yaml:"token" doc:"secret part of the address"`
	Every holdfast.Duration `yaml:"every" doc:"how often it should come"`
}

// simple makes a probe kind whose prober only knows its host.
func simple[S any](name string, site bool, every time.Duration, host func(S) string) holdfast.Kind[holdfast.Prober] {
	var zero S
	return holdfast.Kind[holdfast.Prober]{
		Name: name, Title: "asks for " + name, Settings: &zero, Site: site, Every: every,
		New: func(_ holdfast.Env, decode func(any) error) (holdfast.Prober, error) {
			var s S
			if err := decode(&s); err != nil {
				return nil, err
			}
			return prober{host(s), host(s)}, nil
		},
	}
}

type slackSettings struct {
	Webhook holdfast.Secret `yaml:"webhook" doc:"incoming webhook"`
	Token   holdfast.Secret `yaml:"token" doc:"bot token"`
	Channel string          `yaml:"channel" doc:"where to post"`
	API     string          `yaml:"api" doc:"base address"`
}

type pagerSettings struct {
	Key holdfast.Secret `yaml:"routing_key" doc:"integration key"`
}

type mailSettings struct {
	To       []string          `yaml:"to" doc:"addresses"`
	SMTP     string            `yaml:"smtp" doc:"server"`
	Password holdfast.Secret   `yaml:"password" doc:"password"`
	Timeout  holdfast.Duration `yaml:"timeout" doc:"for the whole dialogue"`
}

type notifier struct{}

func (notifier) Notify(context.Context, holdfast.Notice) holdfast.Receipt { return holdfast.Receipt{} }

// channel makes a channel kind that takes any settings that decode.
func channel[S any](name string, pages bool) holdfast.Kind[holdfast.Notifier] {
	var zero S
	return holdfast.Kind[holdfast.Notifier]{
		Name: name, Title: "tells " + name, Settings: &zero, Pages: pages,
		New: func(_ holdfast.Env, decode func(any) error) (holdfast.Notifier, error) {
			var s S
			return notifier{}, decode(&s)
		},
	}
}

// catalogue is the kinds of these tests.
func catalogue() config.Catalogue {
	return config.Catalogue{
		Probes: []holdfast.Kind[holdfast.Prober]{
			{Name: "uptime", Title: "asks whether a page answers", Sample: "path: /health", Settings: &uptimeSettings{Path: "/", Status: []int{200}}, New: newUptime, Site: true, Every: time.Minute, Timeout: 10 * time.Second},
			simple("exposure", true, time.Minute, func(s exposureSettings) string { return s.Host }),
			simple("unreachable", true, 5*time.Minute, func(s unreachableSettings) string { return s.Host }),
			simple("tlsgrade", true, 6*time.Hour, func(s tlsSettings) string { return s.Host }),
			simple("tcp", false, 30*time.Second, func(s tcpSettings) string { return s.Host }),
			simple("heartbeat", false, 30*time.Second, func(beatSettings) string { return "" }),
		},
		Channels: []holdfast.Kind[holdfast.Notifier]{
			channel[slackSettings]("slack", false), channel[pagerSettings]("pagerduty", true), channel[mailSettings]("email", false),
		},
	}
}
