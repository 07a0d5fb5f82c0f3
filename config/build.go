package config

import (
	"errors"
	"strings"

	"holdfast"
)

// add makes a check from its draft and puts it into the plan. Its name counts
// as known from here on, whatever is wrong with it.
func (l *loader) add(d draft) {
	if before, taken := l.names[d.name]; taken && d.found {
		l.warn(d.at, d.path, "a second check is called "+shortQuote(d.name)+", the first is in "+before.String(), "the one from the list is left out")
		return
	}
	var keys askKeys
	ok := l.decode(d.keys, &keys) && l.recordName(d)
	check := holdfast.Check{
		ID: d.name, Name: d.name, Kind: d.kind.Name, Group: d.group, Heavy: d.kind.Heavy,
		Owner: keys.Owner, Labels: keys.Labels, Runbook: keys.Runbook,
	}
	if keys.ID != "" {
		check.ID = keys.ID
	}
	if keys.Severity != nil {
		check.Severity = *keys.Severity
	}
	check.Accepted = l.exceptions(d.keys.get("accepted"), keys.Accepted)
	objective, fine := l.objective(d, keys.SLO)
	ok = ok && fine && l.schedule(&check, d, keys)
	if d.name != "" {
		l.recordID(d, &check, keys.Was)
	}
	prober, made := build(l, d.kind, check.ID, d.settings, d.at, d.path)
	if !ok || !made {
		return
	}
	check.Prober, check.Settings = prober, settingsHash(d.kind.Name, d.settings)
	aim(&check, prober, d.settings)
	l.plan.Checks = append(l.plan.Checks, check)
	if objective != nil {
		l.plan.Objectives[check.ID] = *objective
	}
	l.plan.trace.checks = append(l.plan.trace.checks, d)
}

// aim fills in what the check is directed at.
func aim(check *holdfast.Check, prober holdfast.Prober, settings *node) {
	if t, ok := prober.(holdfast.Targeted); ok {
		check.Target, check.Host = t.Target(), t.Host()
	}
	for _, key := range []string{"url", "host"} {
		if n := settings.get(key); check.Target == "" && n != nil {
			check.Target, check.Host = n.text, bareHost(n.text)
		}
	}
	if check.Host == "" {
		check.Host = bareHost(check.Target)
	}
	check.Local = local(check.Host)
}

// build makes a prober or notifier from its settings, and puts every complaint
// of the kind beside the line that it speaks of.
func build[T any](l *loader, kind *holdfast.Kind[T], id string, settings *node, at place, path string) (made T, ok bool) {
	env := l.opt.Env
	env.Check, env.Egress, env.Consent = id, l.plan.Vantage.Egress, l.plan.Consent
	decoded := true
	made, err := kind.New(env, func(into any) error {
		if decoded = l.decode(settings, into); !decoded {
			return errInvalid
		}
		return nil
	})
	if !decoded {
		return made, false
	}
	l.complain(err, settings, at, path)
	return made, err == nil
}

// complain notes what a kind says of its settings, each part by itself.
func (l *loader) complain(err error, settings *node, at place, path string) {
	var several interface{ Unwrap() []error }
	var setting *holdfast.SettingError
	switch {
	case err == nil:
	case errors.As(err, &several):
		for _, one := range several.Unwrap() {
			l.complain(one, settings, at, path)
		}
	case errors.As(err, &setting) && setting.Field != "":
		l.settingFault(setting, settings, at, path)
	default:
		l.faultf(at, path, "%s", oneLine(err.Error()))
	}
}

// settingFault notes a complaint at the setting it names, or as near to it as
// the file goes.
func (l *loader) settingFault(e *holdfast.SettingError, settings *node, at place, path string) {
	n, whole := settings.find(strings.Split(e.Field, "."))
	switch {
	case whole:
		l.fault(n.at, n.path, oneLine(e.Text), "")
	case n != settings:
		l.fault(n.at, n.path, oneLine(e.Error()), "")
	default:
		l.fault(at, below(path, e.Field), oneLine(e.Text), "")
	}
}

// oneLine keeps a kind's words on one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
