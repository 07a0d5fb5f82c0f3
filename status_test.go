package holdfast_test

import (
	"testing"

	"holdfast"
)

func TestWorst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		states []holdfast.Status
		want   holdfast.Status
	}{
		{"nothing proves nothing", nil, holdfast.Unknown},
		{"all hold", []holdfast.Status{holdfast.Holds, holdfast.Holds}, holdfast.Holds},
		{"risk beats holds", []holdfast.Status{holdfast.Holds, holdfast.AtRisk}, holdfast.AtRisk},
		{"unknown beats risk", []holdfast.Status{holdfast.AtRisk, holdfast.Unknown, holdfast.Holds}, holdfast.Unknown},
		{"broken beats all", []holdfast.Status{holdfast.Unknown, holdfast.Broken, holdfast.Holds}, holdfast.Broken},
	} {
		if got := holdfast.Worst(c.states...); got != c.want {
			t.Errorf("%s: Worst(%v) = %v, want %v", c.name, c.states, got, c.want)
		}
	}
}

func TestStatusWordsRoundTrip(t *testing.T) {
	t.Parallel()
	for _, s := range []holdfast.Status{holdfast.Unknown, holdfast.Holds, holdfast.AtRisk, holdfast.Broken} {
		text, err := s.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back holdfast.Status
		if err := back.UnmarshalText(text); err != nil || back != s {
			t.Errorf("%v came back as %v (%v)", s, back, err)
		}
	}
	var s holdfast.Status
	if err := s.UnmarshalText([]byte("fine")); err == nil {
		t.Error(`"fine" was taken for a status`)
	}
}

func TestSeverityLower(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, want holdfast.Severity }{
		{holdfast.SeverityCritical, holdfast.SeverityError},
		{holdfast.SeverityError, holdfast.SeverityWarning},
		{holdfast.SeverityWarning, holdfast.SeverityInfo},
		{holdfast.SeverityInfo, holdfast.SeverityInfo},
	} {
		if got := c.from.Lower(); got != c.want {
			t.Errorf("%v.Lower() = %v, want %v", c.from, got, c.want)
		}
	}
}
