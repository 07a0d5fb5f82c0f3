//go:build check

package e2e

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// axeFile is what `make packages` installs: axe-core in the version that
// tools/axe/package-lock.json pins (docs/adr).
const axeFile = "../../tools/axe/node_modules/axe-core/axe.min.js"

// axeRun asks for the rules of WCAG 2.0 to 2.2 (A and AA) and for the best
// practices, and for what was not fulfilled.
const axeRun = `axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => ({
	Passed: r.passes.length,
	Broken: r.violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')),
	Nameless: [...document.querySelectorAll('svg')].filter(s => s.getAttribute('role') != 'img' || !s.getAttribute('aria-label')).map(s => s.outerHTML.slice(0, 160)),
}))`

// accessible wants axe to find nothing on the page that is open, and each
// drawing to have a role and a name, which axe does not ask for.
func accessible(t *testing.T, c *chromium, shot string) {
	t.Helper()
	axe, err := os.ReadFile(axeFile)
	if errors.Is(err, os.ErrNotExist) && os.Getenv("HOLDFAST_REQUIRE_ALL") != "1" {
		t.Log("axe-core is not installed (make packages): accessibility not looked at")
		return
	} else if err != nil {
		t.Fatalf("%v; make packages installs it", err)
	}
	var found struct {
		Passed           int
		Broken, Nameless []string
	}
	c.eval(t, string(axe)+"\n;"+axeRun, &found)
	if found.Passed < 10 {
		t.Errorf("%s: axe passed %d rules only: it did not look", shot, found.Passed)
	}
	for what, list := range map[string][]string{"axe": found.Broken, "a drawing without role or name": found.Nameless} {
		if len(list) > 0 {
			t.Errorf("%s: %s:\n  %s", shot, what, strings.Join(list, "\n  "))
		}
	}
}
