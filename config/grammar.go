package config

import (
	"net/netip"

	"holdfast"
)

// The structs of this file are the grammar: they are decoded into, and the JSON
// Schema and the reference are made from their yaml and doc tags.

// askKeys are what a check has besides the settings of its kind. Within a
// kind's map they may stand beside the settings, unless the kind has a setting
// of that name.
type askKeys struct {
	Every    *holdfast.Duration `yaml:"every" doc:"time between the starts of two looks; the default is the kind's"`
	Timeout  *holdfast.Duration `yaml:"timeout" doc:"longest that one look may take, at most 80 % of every; the default is the kind's"`
	FreshFor *holdfast.Duration `yaml:"fresh_for" doc:"how long a verdict counts; then the check is unknown. Default three times every"`
	ID       string             `yaml:"id" doc:"keys all that is remembered of the check; default its name"`
	Was      string             `yaml:"was" doc:"the id it had before: history and open incidents go over to the new one"`
	toneKeys `yaml:",inline"`
	Accepted []acceptKeys `yaml:"accepted" doc:"faults that somebody has accepted until a date; until then they are at risk, never held"`
}

// toneKeys are what may be said for many checks at once.
type toneKeys struct {
	Confirm  *rule              `yaml:"confirm" doc:"how many looks must agree before anybody is told: N of M [over 30s]. Default 3 of 3 over 20s, in proportion below every: 40s"`
	Severity *holdfast.Severity `yaml:"severity" doc:"info, warning, error (default) or critical"`
	Owner    string             `yaml:"owner" doc:"who looks after it; routes and reports go by it"`
	Labels   map[string]string  `yaml:"labels" doc:"words for routes and metrics; layers add up"`
	Runbook  string             `yaml:"runbook" doc:"address of what to do, shown in every message"`
	SLO      *sloKeys           `yaml:"slo" doc:"what it is to reach: a share of the time in which something is known; reports and pages show what is left of the error budget"`
}

// sloKeys is an objective. It is counted from confirmed outages: planned
// maintenance, blind and unknown time spend nothing.
type sloKeys struct {
	Target percent            `yaml:"target" doc:"share of the time in per cent, such as 99.9"`
	Window *holdfast.Duration `yaml:"window" doc:"time that ends now over which it is counted; default 30d"`
	Within *holdfast.Duration `yaml:"within" doc:"time within which 95 % of the good answers are to come, such as 500ms; told and drawn in reports, it spends no budget"`
}

// acceptKeys is one accepted exception.
type acceptKeys struct {
	Faults []string `yaml:"faults" doc:"fault keys; a trailing * matches any rest"`
	Until  day      `yaml:"until" doc:"last day it holds, such as 2027-01-31 (UTC); then the fault is broken again"`
	By     string   `yaml:"by" doc:"who accepted it"`
	Why    string   `yaml:"why" doc:"why, for whoever reads the report"`
}

// groupKeys are what a layer says besides the kinds' settings.
type groupKeys struct {
	toneKeys `yaml:",inline"`
}

// siteKeys are what a site has besides the kinds.
type siteKeys struct {
	Use      []string `yaml:"use" doc:"templates to expand for it; site, the default, stands for every kind that is asked of sites"`
	Group    string   `yaml:"group" doc:"the group it belongs to; its settings come from groups"`
	Was      string   `yaml:"was" doc:"the host it was called before: all its checks are renamed"`
	toneKeys `yaml:",inline"`
}

// checkKeys are what a check of its own has besides its one kind.
type checkKeys struct {
	Name    string `yaml:"name" doc:"what people call it"`
	Group   string `yaml:"group" doc:"the group it belongs to; its settings come from groups"`
	askKeys `yaml:",inline"`
}

// channelKeys are what a channel has besides its one kind.
type channelKeys struct {
	Timeout *holdfast.Duration `yaml:"timeout" doc:"longest that one attempt to tell may take; default 10s or the kind's"`
	API     string             `yaml:"api" doc:"base address to use instead of the receiver's own: EU accounts, gateways, tests"`
}

// routeKeys is one route.
type routeKeys struct {
	Match  matchKeys          `yaml:"match" doc:"which incidents; what is left out matches everything"`
	Steps  []stepKeys         `yaml:"steps" doc:"who is told when; [] tells nobody"`
	Remind *holdfast.Duration `yaml:"remind" doc:"tell the first step's channels again this often while nobody has taken it; default never"`
}

// matchKeys is the condition of a route.
type matchKeys struct {
	Check    []string          `yaml:"check" doc:"globs on the check's name or id"`
	Kind     []string          `yaml:"kind" doc:"kinds of check"`
	Severity []string          `yaml:"severity" doc:"info, warning, error, critical"`
	Class    []string          `yaml:"class" doc:"outage, risk, unknown, blind"`
	Owner    []string          `yaml:"owner" doc:"owners"`
	Group    []string          `yaml:"group" doc:"groups"`
	Labels   map[string]string `yaml:"labels" doc:"labels that must all be there"`
}

// stepKeys is one rung of a route's ladder.
type stepKeys struct {
	After holdfast.Duration `yaml:"after" doc:"time since the incident opened; an acknowledgement stops the ladder"`
	To    []string          `yaml:"to" doc:"names of channels"`
}

// promiseKeys is one sentence of a published statement.
type promiseKeys struct {
	ID     string   `yaml:"id" doc:"keys its record; default made from the sentence"`
	Says   string   `yaml:"says" doc:"the sentence, word for word"`
	Source string   `yaml:"source" doc:"where it is published"`
	Checks []string `yaml:"checks" doc:"globs on the names of the checks that prove it; [] is shown as unproven"`
}

// windowKeys is one maintenance window, once or every week.
type windowKeys struct {
	Name   string             `yaml:"name" doc:"what is done"`
	Checks []string           `yaml:"checks" doc:"globs on the names of the checks whose pages are held back; [\"*\"] is all"`
	From   *moment            `yaml:"from" doc:"once: when it begins, such as 2026-12-01 22:00 or 2026-12-01T22:00:00Z"`
	Until  *moment            `yaml:"until" doc:"once: when it ends"`
	Days   []days             `yaml:"days" doc:"every week: Mon, Tue … or Mon-Fri, or daily"`
	At     *clock             `yaml:"at" doc:"every week: when it begins, such as 02:30"`
	For    *holdfast.Duration `yaml:"for" doc:"every week: how long it lasts, at most 7d"`
	Zone   string             `yaml:"zone" doc:"IANA time zone of from, until and at; default UTC"`
}

// pageKeys is what anybody may see.
type pageKeys struct {
	Name     string   `yaml:"name" doc:"heads the pages and the feed; default Status"`
	URL      string   `yaml:"url" doc:"its address as people reach it; feed and JSON link to it"`
	Checks   []string `yaml:"checks" doc:"globs on the names of the checks that anybody may see: their names, states and times"`
	Promises []string `yaml:"promises" doc:"globs on the ids of the promises that anybody may see; [\"*\"] is all"`
	Evidence bool     `yaml:"evidence" doc:"true shows reasons, facts and the last evidence of these checks too"`
	Static   string   `yaml:"static" doc:"directory that the pages are written into every minute and at every change, for a web server that shows them when the monitor is down; relative to this file"`
}

// vantageKeys is the place that looks are taken from.
type vantageKeys struct {
	Name    string   `yaml:"name" doc:"what the place is called; default local"`
	Anchors []string `yaml:"anchors" doc:"addresses that answer as long as our own way out works: tcp://HOST:PORT or dns://RESOLVER"`
	Egress  string   `yaml:"egress" doc:"open declares that our way out lets every port through; it is printed as declared"`
}

// probeKeys are the drop-in for the blackbox exporter.
type probeKeys struct {
	Modules string   `yaml:"modules" doc:"module file of the blackbox exporter, blackbox.yml as it is; relative to this file"`
	Allow   []string `yaml:"allow" doc:"who may be asked: names, .example.com for a domain and all below it, *.example.com for what is below it, addresses and ranges. Private, link-local and loopback addresses are asked only when a range or an address here has them"`
	Open    bool     `yaml:"open" doc:"true lets every public address be asked"`
}

// discoverKeys is one list of targets.
type discoverKeys struct {
	Files    []string           `yaml:"files" doc:"file_sd files of Prometheus, JSON or YAML, as paths or globs relative to this one; either these or url"`
	URL      string             `yaml:"url" doc:"address that answers with a list in the form of http_sd"`
	Bearer   holdfast.Secret    `yaml:"bearer" doc:"token that the address wants"`
	Allow    []string           `yaml:"allow" doc:"which targets may be taken from the list: names, .example.com for a domain and all below it, addresses and ranges. What is not allowed is not asked, and said"`
	Every    *holdfast.Duration `yaml:"every" doc:"how often the list is read again; default 1m"`
	Use      []string           `yaml:"use" doc:"templates to expand for each target, in which {host} is its host and {target} the target as the list has it; site, the default, stands for every kind that is asked of sites"`
	Group    string             `yaml:"group" doc:"the group that its targets belong to"`
	toneKeys `yaml:",inline"`
}

// serverKeys are the sections that hold one value.
type serverKeys struct {
	Data     string          `yaml:"data" doc:"data directory; default $STATE_DIRECTORY, else ~/.local/state/holdfast; HOLDFAST_DATA overrides"`
	Listen   string          `yaml:"listen" doc:"HOST:PORT of metrics, staff page and API; default 127.0.0.1:9780; HOLDFAST_LISTEN overrides"`
	Public   string          `yaml:"public" doc:"HOST:PORT of what is named public: heartbeats, the public page; default none"`
	URL      string          `yaml:"url" doc:"address of the page as people reach it; messages link to it"`
	Password holdfast.Secret `yaml:"password" doc:"guards the staff page; needed when listen is not loopback, unless insecure is true"`
	Insecure bool            `yaml:"insecure" doc:"true lets anybody who reaches listen see the staff page"`
	Egress   string          `yaml:"egress" doc:"same as vantage.egress"`
	Consent  []netip.Prefix  `yaml:"consent" doc:"ranges that scheduled sweeps may touch beyond the hosts named here"`
	Include  []string        `yaml:"include" doc:"further files, as paths or globs relative to this one"`
}
