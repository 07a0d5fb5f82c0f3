package tlsflaw

import (
	"context"
	"time"

	"holdfast/probes/internal/survey"
)

// verdict is what is known of one flaw, before it has a name and a time.
type verdict struct {
	known   survey.Known
	how     string
	remains string
}

// row is verdicts by name: some tests answer several questions.
type row map[string]verdict

// Ask tells all flaws of [Names], in that order, and how many connections that
// took. The endpoint says which versions and suites to use; what it does not
// know is Unknown here too. No error is returned: what could not be asked is
// Unknown, and its How says why. Last, with what is left of the budget, the two
// features are asked that need a session: see the package's comment.
func Ask(ctx context.Context, t Target, ep *survey.Endpoint) ([]survey.Flaw, int) {
	a := &asker{target: t.complete(), ep: ep}
	var flaws []survey.Flaw
	for _, test := range a.tests() {
		flaws = append(flaws, stamp(test(ctx, a), activeNames(), a.target.Clock())...)
	}
	a.features(ctx)
	return append(flaws, Passive(ep, a.target.Clock())...), a.used
}

// tests are what is run, in the order of [activeNames]: those that cost least
// first, so that a small budget tells most.
func (a *asker) tests() []func(context.Context, *asker) row {
	if a.ep.Error != "" {
		return []func(context.Context, *asker) row{unreached}
	}
	return []func(context.Context, *asker) row{
		one(survey.Heartbleed, heartbleed),
		one(survey.CCSInjection, ccsInjection),
		one(survey.InsecureRenegotiation, renegotiation),
		one(survey.ClientRenegotiation, clientRenegotiation),
		one(survey.Ticketbleed, ticketbleed),
		one(survey.ROBOT, robot),
		padding,
	}
}

// one makes a row of a test that answers one question.
func one(name string, test func(context.Context, *asker) verdict) func(context.Context, *asker) row {
	return func(ctx context.Context, a *asker) row { return row{name: test(ctx, a)} }
}

// unreached answers for an endpoint that nobody could connect to.
func unreached(_ context.Context, a *asker) row {
	all := row{}
	for _, name := range activeNames() {
		all[name] = verdict{how: "no connection came about: " + a.ep.Error}
	}
	return all
}

// stamp makes flaws of a row, in the order of the names.
func stamp(r row, names []string, at time.Time) []survey.Flaw {
	var out []survey.Flaw
	for _, name := range names {
		if v, ok := r[name]; ok {
			out = append(out, survey.Flaw{Name: name, Vulnerable: v.known, How: v.how, Remains: v.remains, At: at})
		}
	}
	return out
}
