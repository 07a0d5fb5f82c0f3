package config

import (
	"fmt"
	"reflect"

	"holdfast"
)

// channelDraft is a channel before it is made, kept to show where it came from.
type channelDraft struct {
	name     string
	kind     *channelKind
	at       place
	path     string
	keys     *node
	settings *node
}

// readChannels understands the channels section.
func (l *loader) readChannels(n *node) {
	if !l.isTable(n, "a map of channels: {NAME: {KIND: {…}}}") {
		return
	}
	for _, p := range n.pairs {
		if before, twice := l.channels[p.key]; twice {
			l.faultf(p.at, n.path, "a second channel is called %q; the first is in %s", p.key, before)
			continue
		}
		l.channels[p.key] = p.at
		if d, ok := l.channelDraft(p); ok {
			l.addChannel(d)
		}
	}
}

// channelDraft parts a channel into its keys and its one kind.
func (l *loader) channelDraft(p pair) (channelDraft, bool) {
	d := channelDraft{name: p.key, at: p.at, path: p.value.path, keys: emptyTable(p.at, p.value.path)}
	if p.value.shape != table {
		l.faultf(p.value.at, d.path, "want a channel: {KIND: {…}}, have %s", p.value.shape)
		return d, false
	}
	names := kindNames(l.opt.Catalogue.Channels)
	known := l.fields(reflect.TypeFor[channelKeys]())
	kinds, unknown := 0, false
	for _, q := range p.value.pairs {
		kind, isKind := kindNamed(l.opt.Catalogue.Channels, q.key)
		switch _, isKey := known.named(q.key); {
		case isKey:
			d.keys.pairs = append(d.keys.pairs, q)
		case isKind && kinds > 0:
			l.faultf(q.at, d.path, "has two kinds, %s and %s, want one; write two channels", d.kind.Name, q.key)
			unknown = true
		case isKind:
			d.kind, d.settings = kind, q.value
			kinds++
		default:
			unknown = true
			l.fault(q.at, d.path, fmt.Sprintf("no channel kind %q", q.key), suggestOr(q.key, append(names, known.names()...)))
		}
	}
	if kinds == 0 && !unknown {
		l.fault(p.at, d.path, "has no kind", oneOf(names))
	}
	return d, kinds == 1 && !unknown
}

// addChannel makes a channel and puts it into the plan.
func (l *loader) addChannel(d channelDraft) {
	if d.settings.shape == nothing {
		d.settings = emptyTable(d.at, d.path)
	}
	if !l.isTable(d.settings, "the settings of "+d.kind.Name+" as a map") {
		return
	}
	l.share(&d)
	var keys channelKeys
	ok := l.decode(d.keys, &keys)
	notifier, made := build(l, d.kind, "", d.settings, d.at, below(d.path, d.kind.Name))
	if !ok || !made {
		return
	}
	l.plan.Channels = append(l.plan.Channels, holdfast.Channel{
		Name: d.name, Kind: d.kind.Name, Pages: d.kind.Pages, Notifier: notifier,
		Timeout:  orElse(keys.Timeout, orDefault(d.kind.Timeout, timeoutDefault)),
		Settings: channelHash(d),
	})
	l.plan.trace.channels = append(l.plan.trace.channels, d)
}

// share lets timeout and api stand at the channel or among the settings: each
// goes where the kind has a setting for it, and the time-out counts for both.
func (l *loader) share(d *channelDraft) {
	settings := *d.settings
	settings.pairs = nil
	for _, p := range d.settings.pairs {
		if known := p.key == "timeout" || p.key == "api"; known && !d.keys.has(p.key) {
			d.keys.pairs = append(d.keys.pairs, p)
		}
		if p.key != "timeout" || l.owns(d.kind.Settings, p.key) {
			settings.pairs = append(settings.pairs, p)
		}
	}
	for _, p := range d.keys.pairs {
		if !settings.has(p.key) && l.owns(d.kind.Settings, p.key) {
			settings.pairs = append(settings.pairs, p)
		}
	}
	d.settings = &settings
}
