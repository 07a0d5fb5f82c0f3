//go:build check

package matrix

import (
	"context"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/netlab"
	"holdfast/probes/internal/front"
	"holdfast/probes/internal/pki"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsask"
	"holdfast/probes/internal/tlsexam"
	"holdfast/probes/tlsgrade/report"
)

// What a gentle look may cost.
const mostMedian, mostAtAll = 15, 40

// makers start the servers of each software.
func makers() map[string]struct {
	start   func(*testing.T, *house, []*server)
	servers []*server
} {
	return map[string]struct {
		start   func(*testing.T, *house, []*server)
		servers []*server
	}{
		"nginx": {nginx, nginxServers()}, "Apache": {apache, apacheServers()}, "HAProxy": {haproxy, haproxyServers()},
		"lighttpd": {lighttpd, lighttpdServers()}, "stunnel": {stunnel, stunnelServers()}, "OpenSSL": {openssl, opensslServers()},
		"GnuTLS": {gnutls, gnutlsServers()}, "Exim": {exim, eximServers()}, "Java": {java, javaServers()}, "Go": {golang, goServers()},
	}
}

// examiner trusts the house's root alone, knows its authority as browsers know
// those of the Internet, and asks nobody.
func examiner(t *testing.T, h *house) *pki.Examiner {
	t.Helper()
	text, err := os.ReadFile(h.path("root.pem"))
	if err != nil {
		t.Fatal(err)
	}
	store, err := pki.Pinned(text)
	if err != nil {
		t.Fatal(err)
	}
	return pki.New(pki.Options{Stores: []*pki.Store{store}, Counts: store.Name(), Intermediates: [][]byte{h.issuing.cert.Raw}})
}

// look examines a server and grades it.
func look(t *testing.T, s *server, e *pki.Examiner, mode tlsask.Mode, prev *survey.Survey) report.Target {
	t.Helper()
	at, err := netip.ParseAddrPort(s.address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	target := tlsask.Target{Host: at.Addr().String(), Port: at.Port(), ServerName: shop, Addresses: []netip.Addr{at.Addr()}, StartTLS: s.startTLS}
	gap, patience := time.Millisecond, 3*time.Second
	if s.unmannered {
		gap = 0 // the default
	}
	if s.hostile {
		patience = time.Second / 2
	}
	o := tlsexam.Options{
		Options:  tlsask.Options{Mode: mode, Prev: prev, Patience: patience},
		Examiner: e, HTTP: true, UserAgent: "Holdfast (matrix)", Flaws: prev == nil, FlawGap: gap,
	}
	seen, err := tlsexam.Examine(ctx, target, o)
	found := report.Of(seen)
	if err != nil {
		found.Error = err.Error()
	}
	return found
}

// TestMatrix looks at every server, and wants its truth and nothing else.
func TestMatrix(t *testing.T) {
	t.Parallel()
	netlab.Need(t, "openssl")
	h := newHouse(t)
	e := examiner(t, h)
	costs := &ledger{}
	t.Run("servers", func(t *testing.T) {
		for software, m := range makers() {
			t.Run(software, func(t *testing.T) {
				t.Parallel()
				m.start(t, h, m.servers)
				for _, s := range m.servers {
					t.Run(s.name, func(t *testing.T) {
						t.Parallel()
						put(t, s)
						found := look(t, s, e, tlsask.Gentle, nil)
						if s.hostile {
							unclaimed(t, found)
							return
						}
						if diff := cmp.Diff(s.truth, told(found)); diff != "" {
							t.Errorf("facts (-truth +found):\n%s\nmissing: %v", diff, found.Missing)
						}
						costs.add(t, s, found)
						again(t, s, e, found)
					})
				}
			})
		}
	})
	costs.judge(t)
}

// unclaimed wants no letter, a reason for that, and no more connections than allowed.
func unclaimed(t *testing.T, found report.Target) {
	t.Helper()
	if found.Grade != "" || len(found.Missing) == 0 && found.Error == "" {
		t.Errorf("grade %q, missing %v, error %q; want no letter, and why", found.Grade, found.Missing, found.Error)
	}
	if c := found.Survey.Connections; c.Total() > c.Budget {
		t.Errorf("%d connections of %d", c.Total(), c.Budget)
	}
}

// put puts the server's front before it.
func put(t *testing.T, s *server) {
	t.Helper()
	if s.before == nil {
		return
	}
	f, err := front.Before(t.Context(), s.address, *s.before)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	s.address = f.Address()
}

// again looks once more in the other modes, which must find the same.
func again(t *testing.T, s *server, e *pki.Examiner, first report.Target) {
	t.Helper()
	if s.unmannered {
		return
	}
	for _, mode := range []tlsask.Mode{tlsask.Fast, tlsask.Confirm} {
		found := look(t, s, e, mode, first.Survey)
		if diff := cmp.Diff(facts(first), facts(found)); diff != "" {
			t.Errorf("%s mode (-gentle +%s):\n%s", mode, mode, diff)
		}
	}
}

// facts are what is told but the letter, the flaws, and what is asked with them,
// which is left out of those looks here.
func facts(t report.Target) []string {
	return slices.DeleteFunc(told(t)[1:], func(line string) bool {
		return strings.HasPrefix(line, "flaw ") || line == "resumes by id" || line == "ignores the fallback signal"
	})
}

// ledger adds connections up.
type ledger struct {
	mu    sync.Mutex // protects costs
	costs []int
}

// add notes what a look has cost.
func (l *ledger) add(t *testing.T, s *server, found report.Target) {
	t.Helper()
	n := found.Connections
	t.Logf("%d connections, %d for the vulnerabilities", n, found.FlawConnections)
	if budget := found.Survey.Connections.Budget; n > budget {
		t.Errorf("%d connections of %d", n, budget)
	}
	if s.unmannered {
		return
	}
	if n > mostAtAll {
		t.Errorf("%d connections; want %d at most", n, mostAtAll)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.costs = append(l.costs, n)
}

// judge wants the median to be low.
func (l *ledger) judge(t *testing.T) {
	t.Helper()
	if len(l.costs) == 0 {
		return
	}
	slices.Sort(l.costs)
	median, most := l.costs[len(l.costs)/2], l.costs[len(l.costs)-1]
	t.Logf("%d servers: %d connections in the median, %d at most (%s)", len(l.costs), median, most, joined(l.costs))
	if median > mostMedian {
		t.Errorf("%d connections in the median; want %d at most", median, mostMedian)
	}
}

// joined are numbers in a line.
func joined(list []int) string {
	text := ""
	for _, n := range list {
		text += " " + strconv.Itoa(n)
	}
	return text
}
