package probetest

import (
	"regexp"
	"strings"
	"testing"

	"holdfast"
)

// describes wants name, title, page, sample and times.
func describes(t *testing.T, s Suite) {
	k := s.Kind
	if !regexp.MustCompile(`^[a-z][a-z0-9]*$`).MatchString(k.Name) {
		t.Errorf("the kind is called %q; want one word in lower case", k.Name)
	}
	for what, text := range map[string]string{"title": k.Title, "page": k.Doc, "sample": k.Sample} {
		if strings.TrimSpace(text) == "" {
			t.Errorf("the kind has no %s", what)
		}
	}
	if !strings.HasPrefix(k.Doc, "# "+k.Name) {
		t.Errorf("the page does not begin with %q", "# "+k.Name)
	}
	if k.Every <= 0 || k.Timeout <= 0 || k.Timeout > k.Every*4/5 {
		t.Errorf("every %s, timeout %s; want both, and the timeout at most 80 %% of the interval", k.Every, k.Timeout)
	}
	if k.New == nil {
		t.Fatal("the kind has no New")
	}
}

// strict wants a setting that does not exist to be refused.
func strict(t *testing.T, s Suite) {
	c := s.Good(t)
	decoded := 0
	decode := func(into any) error {
		decoded++
		return Decode(strings.TrimRight(c.Settings, "\n") + "\nno_such_setting: 1\n")(into)
	}
	if _, err := s.Kind.New(c.Env, decode); err == nil {
		t.Error("settings with no_such_setting were taken, want an error")
	}
	if decoded != 1 {
		t.Errorf("New decoded %d times, want once", decoded)
	}
}

// usable wants the sample to make a prober.
func usable(t *testing.T, s Suite) {
	if _, err := s.Kind.New(holdfast.Env{Check: "sample"}, Decode(expand(s.Kind.Sample))); err != nil {
		t.Errorf("the sample makes no %s: %v", s.Kind.Name, err)
	}
}

// targeted wants a prober that can name what it asks.
func targeted(t *testing.T, p holdfast.Prober) {
	t.Helper()
	named, ok := p.(holdfast.Targeted)
	if !ok {
		t.Fatal("the prober is no holdfast.Targeted")
	}
	if named.Target() == "" {
		t.Error("the prober's Target is empty")
	}
}
