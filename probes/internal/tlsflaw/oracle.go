package tlsflaw

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// trial is one malformed message: its name in sentences, and how to send it on
// a connection of its own. What it returns is the server's answer in words.
type trial struct {
	name string
	send func(ctx context.Context) (string, error)
}

// trialError says that one trial of a row failed.
type trialError struct {
	name string
	err  error
}

// Error implements error.
func (e *trialError) Error() string { return e.name + ": " + e.err.Error() }

// Unwrap returns the cause.
func (e *trialError) Unwrap() error { return e.err }

// compare makes every trial once, and all of them again, in the other order,
// when the answers differ. It returns the answers when they are beyond doubt:
// all the same, or both rows the same; steady is false when the second row did
// not repeat the first, as with several servers behind one address.
func compare(ctx context.Context, trials []trial) (answers []string, steady bool, err error) {
	first, err := once(ctx, trials)
	if err != nil || uniform(first) {
		return first, true, err
	}
	reversed := slices.Clone(trials)
	slices.Reverse(reversed)
	second, err := once(ctx, reversed)
	if err != nil {
		return nil, false, err
	}
	slices.Reverse(second)
	return first, slices.Equal(first, second), nil
}

// once makes every trial one time.
func once(ctx context.Context, trials []trial) ([]string, error) {
	answers := make([]string, 0, len(trials))
	for _, t := range trials {
		answer, err := t.send(ctx)
		if err != nil {
			return nil, &trialError{t.name, err}
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

// uniform reports whether all answers are the same.
func uniform(answers []string) bool {
	return !slices.ContainsFunc(answers, func(a string) bool { return a != answers[0] })
}

// table says which trials got which answer, those with the same one together.
func table(trials []trial, answers []string) string {
	var out []string
	for i, answer := range answers {
		if slices.Index(answers, answer) < i {
			continue
		}
		var names []string
		for j := range answers {
			if answers[j] == answer {
				names = append(names, trials[j].name)
			}
		}
		out = append(out, fmt.Sprintf("%s: %s", strings.Join(names, ", "), answer))
	}
	return strings.Join(out, "; ")
}
