package yamltext

import (
	"strings"
	"testing"
)

func TestDepthIsBounded(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"flow":    strings.Repeat("[", 5_000),
		"closed":  strings.Repeat("[", Deepest+1) + strings.Repeat("]", Deepest+1),
		"entries": strings.Repeat("- ", 5_000) + "x",
		"anchors": strings.Repeat("&a ", 1000) + "x",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), "nested deeper than 64 levels") {
			t.Errorf("%s: %v, want it refused for its depth", name, err)
		}
		var into any
		if err := Decode(text, &into); err == nil {
			t.Errorf("%s was decoded", name)
		}
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	var list []struct {
		Targets []string `yaml:"targets"`
	}
	if err := Decode("- targets: [a, b]\n", &list); err != nil || len(list) != 1 || len(list[0].Targets) != 2 {
		t.Errorf("%+v, %v", list, err)
	}
	if err := Decode("", &list); err == nil {
		t.Error("nothing was decoded")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("- targets: [a]\n  labels: {b: c}\n")
	f.Add("&a [*a]")
	f.Add("? - x\n: !!binary y")
	f.Fuzz(func(_ *testing.T, text string) {
		var into any
		_ = Decode(text, &into) // it ends, without a panic
	})
}
