package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast"
	"holdfast/alerting"
	"holdfast/config"
	"holdfast/internal/discover"
	"holdfast/probes"
)

// TestATargetThatLeavesItsList: a target that leaves its list is no longer
// watched, and its incident does not end as a recovery; a list that cannot be
// read takes nothing away.
func TestATargetThatLeavesItsList(t *testing.T) {
	t.Parallel()
	m := &monitor{}
	file := filepath.Join(t.TempDir(), "list.json")
	list := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const stays, leaves = "127.0.0.1:1", "127.0.0.2:1" // where nobody listens
	list(`[{"targets": ["` + stays + `", "` + leaves + `"]}]`)
	changed := make(chan struct{}, 1)
	reader := discover.New(func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}, "")
	m.loader = func(path string, env holdfast.Env) (*config.Plan, error) {
		return config.Load(path, config.Options{Catalogue: config.Catalogue{Probes: probes.All(), Channels: alerting.All()}, Env: env, Discover: reader})
	}
	m.start(t, "templates: {t: [{name: port, tcp: {address: \"{target}\"}, every: 200ms, confirm: 1 of 1}]}\n"+
		"discover: {web: {files: ["+file+"], allow: [127.0.0.0/8], use: [t], every: 200ms}}\n"+
		"channels: {hook: {webhook: {url: "+m.receiver(t, "hook", "")+"}}}\n", nil)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-changed:
				_ = m.Reload(ctx)
			}
		}
	}()
	broken := func(target string) func() bool {
		return func() bool { return m.status(target+"/port") == holdfast.Broken }
	}
	m.until(t, "both are broken", func() bool { return broken(stays)() && broken(leaves)() })
	list("half writ")
	m.until(t, "the list is unknown", func() bool { return m.status("discover/web") == holdfast.Unknown })
	if n := len(m.Plan().Checks); n != 3 {
		t.Errorf("%d checks while the list cannot be read, want 3", n)
	}
	list(`[{"targets": ["` + stays + `"]}]`)
	m.until(t, "one is gone", func() bool { return len(m.Plan().Checks) == 2 })
	m.waitFor(t, "hook", "resolved")
	for _, p := range m.posts.list() {
		if p.step != "resolved" {
			continue
		}
		id := strings.Join(strings.Split(p.key, "-")[2:], "-")
		inc, _, err := m.journal.Incident(t.Context(), id)
		if err != nil || inc.Check != leaves+"/port" || inc.Cause != "no longer watched" {
			t.Errorf("incident %s is %+v, %v", id, inc, err)
		}
	}
}
