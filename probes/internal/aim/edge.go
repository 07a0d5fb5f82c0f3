package aim

import (
	_ "embed"
	"net/netip"
	"strings"
)

//go:embed edges.txt
var edges string

// Edge returns the name of the content-delivery network whose published ranges
// hold the address.
func Edge(addr netip.Addr) (string, bool) {
	owner := ""
	for line := range strings.Lines(edges) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case strings.HasSuffix(line, ":"):
			owner = strings.TrimSuffix(line, ":")
		default:
			if p, err := netip.ParsePrefix(line); err == nil && p.Contains(addr) {
				return owner, true
			}
		}
	}
	return "", false
}
