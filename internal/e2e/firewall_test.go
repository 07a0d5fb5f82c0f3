//go:build check

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"holdfast"
	"holdfast/internal/netlab"
	"holdfast/internal/proving"
)

// TestFirewall puts a real Redis into the open, behind a firewall of its own,
// into the open again, and behind a filter on our own way out. The first silence
// is proof: for one monitor because its way out is declared open, for its twin
// because it sees how far its questions get. The second is none.
func TestFirewall(t *testing.T) {
	t.Parallel()
	netlab.Need(t, "redis-server")
	lab := netlab.NewChain(t,
		netlab.Link{Near: "198.51.100.2/24", Far: "198.51.100.1/24"},
		netlab.Link{Near: "192.0.2.1/24", Far: "192.0.2.2/24"},
		netlab.Link{Near: "203.0.113.1/24", Far: "203.0.113.9/24"},
	).Lab
	lab.Serve(t, "target", netlab.TargetAddr+":443")
	lab.Start(t, "target", nil, "redis-server", "--bind", netlab.TargetAddr, "--protected-mode", "no", "--save", "", "--dir", t.TempDir(), "--loglevel", "warning")
	lab.Await(t, "target", netlab.TargetAddr+":6379")
	told := newWatcher(t, lab, "127.0.0.1:9781", "egress: open\n")
	twin := newWatcher(t, lab, "127.0.0.1:9782", "")
	for _, w := range []*watcher{told, twin} {
		w.sees(t, holdfast.Broken, "203.0.113.9:6379 said Redis 7.0", "no AUTH asked; nothing written")
		w.opened(t, 1)
		if i := w.open(t)[0]; i.Headline != "EXPOSED" || !strings.Contains(i.Reason, "said Redis 7.0") {
			t.Errorf("%s: %s: %s; want EXPOSED with what Redis said", w.listen, i.Headline, i.Reason)
		}
	}
	lab.Firewall(t, "target", "input", "tcp dport 6379 drop")
	told.sees(t, holdfast.Holds, "silent (egress is declared open)", "203.0.113.9:443 answered meanwhile")
	twin.sees(t, holdfast.Holds, "silent (proven by hop: SYNs to them get to hop 2 of 3 (192.0.2.2), as those to 443 do)")
	told.opened(t, 0)
	twin.opened(t, 0)
	lab.Firewall(t, "target", "input")
	twin.sees(t, holdfast.Broken, "said Redis 7.0")
	twin.opened(t, 1)
	lab.Firewall(t, "r1", "forward", "tcp dport 6379 drop")
	twin.cannotSee(t, "no answer on 6379 on 203.0.113.9, and nothing shows that our own way out lets these ports through")
	twin.opened(t, 1) // nothing shows that it is over
}

// watcher is a monitor in the lab's outer network, with one check, called db.
type watcher struct {
	lab            *netlab.Lab
	listen, config string
	life           *proving.Life
}

// newWatcher starts one; egress is what its config says of its way out.
func newWatcher(t *testing.T, lab *netlab.Lab, listen, egress string) *watcher {
	t.Helper()
	config := install(t, listen, egress+"checks:\n  - {name: db, unreachable: {host: 203.0.113.9, services: [redis]}, every: 12s, confirm: 1 of 1}\n")
	return &watcher{lab, listen, config, proving.Start(t, config, nil, lab.Within("probe")...)}
}

// cannotSee wants a look by the command line to be Unknown for a reason, and the
// monitor to come to the same. The check's state stays what it was: its outage
// is not shown to be over.
func (w *watcher) cannotSee(t *testing.T, reason string) {
	t.Helper()
	command := append(w.lab.Within("probe"), proving.Bin(t), "check", "-c", w.config, "-o", "json")
	out, err := exec.CommandContext(t.Context(), command[0], command[1:]...).Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("holdfast check: %v, want exit code 3 (unknown)", err)
	}
	var said struct{ Checks []holdfast.Verdict }
	if err := json.Unmarshal(out, &said); err != nil || len(said.Checks) != 1 {
		t.Fatalf("holdfast check: %v: %s", err, out)
	}
	v := said.Checks[0]
	t.Logf("%s: %s: %s", w.listen, v.Status, v.Reason)
	if v.Status != holdfast.Unknown || !strings.Contains(v.Reason, reason) {
		t.Errorf("%s: %s: %s; want unknown: %s", w.listen, v.Status, v.Reason, reason)
	}
	w.life.Until(t, patience, w.listen+": "+reason, func() bool {
		return strings.Contains(reasonOf(page(t, w.lab, w.listen+"/checks/db")), reason)
	})
}

// sees waits until the check is in a state, and wants words in its reason.
func (w *watcher) sees(t *testing.T, want holdfast.Status, words ...string) {
	t.Helper()
	state := fmt.Sprintf(`holdfast_check_state{check="db",state=%q,target="203.0.113.9"} 1`, want)
	reason := ""
	defer func() { t.Logf("%s: %s: %s", w.listen, want, reason) }()
	w.life.Until(t, patience, fmt.Sprintf("%s: db is %s", w.listen, want), func() bool {
		reason = reasonOf(page(t, w.lab, w.listen+"/checks/db"))
		return strings.Contains(page(t, w.lab, w.listen+"/metrics"), state)
	})
	reason = reasonOf(page(t, w.lab, w.listen+"/checks/db"))
	for _, word := range words {
		if !strings.Contains(reason, word) {
			t.Errorf("%s: %s: no %q in %q", w.listen, want, word, reason)
		}
	}
}

// opened waits until so many incidents are open.
func (w *watcher) opened(t *testing.T, want int) {
	t.Helper()
	w.life.Until(t, patience, fmt.Sprintf("%s: %d incidents are open", w.listen, want), func() bool { return len(w.open(t)) == want })
}

// open returns the open incidents, as the command line tells them.
func (w *watcher) open(t *testing.T) []holdfast.Incident {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), proving.Bin(t), "incidents", "--data", filepath.Join(filepath.Dir(w.config), "data"), "-o", "json").Output()
	if err != nil {
		t.Fatalf("incidents: %v", err)
	}
	var list struct{ Incidents []holdfast.Incident }
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatalf("incidents: %v: %s", err, out)
	}
	return list.Incidents
}

// page reads a page from within the lab's outer network; empty when there is
// none yet.
func page(t *testing.T, lab *netlab.Lab, address string) string {
	t.Helper()
	body, _ := read(t, lab.Client("probe"), "http://"+address)
	return body
}

// reasonOf finds the reason on the page of a check.
func reasonOf(page string) string {
	m := regexp.MustCompile(`<p class="reason">(.*?)</p>`).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}
