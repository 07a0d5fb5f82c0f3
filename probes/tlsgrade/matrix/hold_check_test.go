//go:build check

package matrix

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/netlab"
)

// holdEnv makes TestServers start all servers, write them to the file that it
// names, say "up", and hold them until the standard input ends. So other programs
// can look at them: probes/tlsgrade/compare does.
const holdEnv = "HOLDFAST_MATRIX_HOLD"

// held is a server as it is written to that file.
type held struct {
	Software   string   `json:"software"`
	Name       string   `json:"name"`
	Address    string   `json:"address"`
	ServerName string   `json:"server_name"`
	Root       string   `json:"root"`
	StartTLS   string   `json:"starttls,omitempty"`
	Truth      []string `json:"truth"`
}

// TestServers checks that no two servers of a software have the same name, and that
// each has a truth but those that have none.
func TestServers(t *testing.T) {
	t.Parallel()
	for software, m := range makers() {
		seen := map[string]bool{}
		for _, s := range m.servers {
			if seen[s.name] || s.hostile != (len(s.truth) == 0) {
				t.Errorf("%s, %s: named twice, or hostile %v with %d facts", software, s.name, s.hostile, len(s.truth))
			}
			seen[s.name] = true
		}
	}
	if file := os.Getenv(holdEnv); file != "" {
		holdAll(t, file)
	}
}

// stranger is the truth for who is told the root alone: without the authority in
// between, a server that does not send it has a certificate of nobody's.
func stranger(s *server) []string {
	if s.cert != "alone" {
		return s.truth
	}
	return append([]string{"T untrusted"}, s.truth[1:]...)
}

// holdAll starts all servers that have a truth, and holds them.
func holdAll(t *testing.T, file string) {
	t.Helper()
	netlab.Need(t, "openssl")
	h := newHouse(t)
	var list []held
	for software, m := range makers() {
		m.start(t, h, m.servers)
		for _, s := range m.servers {
			if s.hostile {
				continue
			}
			put(t, s)
			list = append(list, held{software, s.name, s.address, shop, h.path("root.pem"), s.startTLS, stranger(s)})
		}
	}
	slices.SortFunc(list, func(a, b held) int { return strings.Compare(a.Software+a.Name, b.Software+b.Name) })
	text, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintln(os.Stdout, "up")
	_, _ = io.Copy(io.Discard, os.Stdin)
}
