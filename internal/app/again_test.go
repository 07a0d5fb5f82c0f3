package app

import (
	"fmt"
	"testing"
)

// mendConfig is a check that fails and a channel that shows a token.
const mendConfig = `
checks:
  - {name: bad, every: 1s, confirm: 1 of 1, severity: critical, uptime: {url: "%s/bad"}}
channels:
  ops: {webhook: {url: %q, headers: {Authorization: %s}}}
routes:
  - steps: [{after: 0s, to: [ops]}]
`

// TestRefusedOpeningIsToldOnceMended: a channel that refused because of its
// settings is told what is open once they are mended, by reload and by restart,
// under the same key, and once.
func TestRefusedOpeningIsToldOnceMended(t *testing.T) {
	t.Parallel()
	for name, mend := range map[string]func(m *monitor, t *testing.T, text string){
		"by a reload": func(m *monitor, t *testing.T, text string) {
			t.Helper()
			m.write(t, text)
			if err := m.Reload(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
		"by a restart": func(m *monitor, t *testing.T, text string) {
			t.Helper()
			m.stop()
			m.start(t, text, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &monitor{}
			target, hook := m.target(t, nil), m.receiver(t, "ops", "new")
			text := func(token string) string { return fmt.Sprintf(mendConfig, target, hook, token) }
			m.start(t, text("old"), nil)
			m.until(t, "ops refuses", func() bool { return m.courier.Stats()["ops"].Refuses })
			m.stop()
			m.start(t, text("old"), nil) // nothing is mended: nothing is offered
			m.until(t, "a second process has looked", func() bool { return m.courier.Stats()["ops"].Refuses && m.looks.count("bad") > 2 })
			mend(m, t, text("new"))
			m.waitFor(t, "ops", "opened")
			m.well.Store(true)
			m.waitFor(t, "ops", "resolved")
			for channel, want := range map[string]int{"ops": 1, "refused by ops": 1} {
				if n := m.posts.count(channel, "opened"); n != want {
					t.Errorf("%d openings %s, want %d", n, channel, want)
				}
			}
			for _, one := range m.posts.list() {
				if first := m.posts.list()[0]; one.key != first.key {
					t.Errorf("%s has the key %s, want %s", one.step, one.key, first.key)
				}
			}
		})
	}
}
