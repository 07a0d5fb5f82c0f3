package probetest

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/goccy/go-yaml"

	"holdfast"
)

// Decode returns a decode function that reads YAML settings as the config
// does: strictly.
func Decode(settings string) func(into any) error {
	return func(into any) error {
		return yaml.NewDecoder(bytes.NewReader([]byte(settings)), yaml.DisallowUnknownField()).Decode(into)
	}
}

// New makes a prober of a kind, or fails the test.
func New(t testing.TB, kind holdfast.Kind[holdfast.Prober], c Case) holdfast.Prober {
	t.Helper()
	p, err := kind.New(c.Env, Decode(c.Settings))
	if err != nil {
		t.Fatalf("make a %s of its settings: %v", kind.Name, err)
	}
	return p
}

// Look takes one look with the kind's own timeout, or fails the test.
func Look(t testing.TB, kind holdfast.Kind[holdfast.Prober], c Case) holdfast.Finding {
	t.Helper()
	f, err := look(t, New(t, kind, c), kind.Timeout)
	if err != nil {
		t.Fatalf("probe: could not look: %v", err)
	}
	return f
}

// expand fills a sample's ${NAME} with something of every secret's length.
func expand(sample string) string {
	return os.Expand(sample, func(string) string { return "0123456789abcdef0123456789abcdef" })
}

// WantSetting wants err to be a [holdfast.SettingError] of the field, with a
// text that says what was wanted.
func WantSetting(t testing.TB, settings string, err error, field string) {
	t.Helper()
	var setting *holdfast.SettingError
	switch {
	case !errors.As(err, &setting):
		t.Errorf("settings %q gave %v, want a SettingError of %q", settings, err, field)
	case setting.Field != field || setting.Text == "":
		t.Errorf("settings %q: the error is of %q (%s), want %q", settings, setting.Field, setting.Text, field)
	}
}
