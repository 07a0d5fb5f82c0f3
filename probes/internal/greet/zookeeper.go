package greet

import (
	"context"
	"io"
	"net"
	"strings"
)

// askZooKeeper sends srvr, a command of four letters that only reads.
func askZooKeeper(_ context.Context, conn net.Conn) (Greeting, error) {
	if _, err := io.WriteString(conn, "srvr\n"); err != nil {
		return Greeting{}, err
	}
	answer, err := io.ReadAll(io.LimitReader(conn, 2<<10))
	if len(answer) == 0 && err != nil {
		return Greeting{}, err
	}
	return ParseZooKeeper(string(answer))
}

// ParseZooKeeper reads the answer to srvr, or the refusal of a server that does
// not allow the command (4lw.commands.whitelist). Neither shows what a client may
// do.
func ParseZooKeeper(answer string) (Greeting, error) {
	g := Greeting{Service: "zookeeper", Title: "ZooKeeper", Access: AccessUnknown}
	version, ok := strings.CutPrefix(answer, "Zookeeper version: ")
	switch {
	case ok:
		version, _, _ = strings.Cut(version, ",")
		version, _, _ = strings.Cut(version, "-")
		g.Version, g.Said = clean(version), "answers strangers about itself"
	case strings.HasPrefix(answer, "srvr is not executed because it is not in the whitelist"), strings.HasPrefix(answer, "This ZooKeeper instance is not currently serving requests"):
		g.Said = clean(answer)
	default:
		return Greeting{}, errStranger
	}
	return g, nil
}
