package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"holdfast/probes/internal/front"
)

// Look is what one scanner said of one server.
type Look struct {
	Scanner string `json:"scanner"`
	// Skipped says why it did not look, Failed why it said nothing that can be read.
	Skipped string `json:"skipped,omitempty"`
	Failed  string `json:"failed,omitempty"`
	Found   *Facts `json:"found,omitempty"`
	// Differs has where that is not the truth.
	Differs []Difference `json:"differs,omitempty"`
	// Connections are those that came to the server, Seconds the time that it took.
	Connections int     `json:"connections"`
	Seconds     float64 `json:"seconds"`
}

// exact reports whether all that the scanner says is true.
func (l Look) exact() bool { return l.Skipped == "" && l.Failed == "" && len(l.Differs) == 0 }

// Row is a server with what all scanners said of it.
type Row struct {
	Server Server `json:"server"`
	Truth  Facts  `json:"truth"`
	Looks  []Look `json:"looks"`
}

// Result is a whole comparison.
type Result struct {
	At       time.Time `json:"at"`
	Scanners []Scanner `json:"scanners"`
	Rows     []Row     `json:"servers"`
}

// longest is how long a scanner may take for one server.
const longest = 20 * time.Minute

// compare shows every server to every scanner, one after the other.
func compare(ctx context.Context, scanners []Scanner, servers []Server, s settings, log io.Writer) (Result, error) {
	result := Result{At: time.Now().UTC(), Scanners: scanners}
	slow := map[string]int{}
	for _, server := range servers {
		row := Row{Server: server}
		var err error
		if row.Truth, err = truth(server.Truth); err != nil {
			return result, fmt.Errorf("%s: %w", server, err)
		}
		for _, scanner := range scanners {
			if scanner.Absent != "" {
				continue
			}
			l := Look{Scanner: scanner.Name, Skipped: scanner.tool.unable(server)}
			if l.Skipped == "" && scanner.tool.slow && s.slow >= 0 && slow[scanner.Name] >= s.slow {
				l.Skipped = fmt.Sprintf("it is shown %d servers", s.slow)
			}
			if l.Skipped == "" {
				slow[scanner.Name]++
				if l, err = look(ctx, scanner, server, row.Truth, s); err != nil {
					return result, err
				}
				fmt.Fprintf(log, "%s: %s: %s\n", server, scanner.Name, l.words())
			}
			row.Looks = append(row.Looks, l)
		}
		result.Rows = append(result.Rows, row)
	}
	return result, nil
}

// words say in short what came of a look.
func (l Look) words() string {
	text := fmt.Sprintf("%d connections, %.1f s", l.Connections, l.Seconds)
	switch {
	case l.Failed != "":
		return text + ", nothing that can be read"
	case len(l.Differs) > 0:
		return text + fmt.Sprintf(", %d differences", len(l.Differs))
	default:
		return text
	}
}

// look shows one server to one scanner.
func look(ctx context.Context, scanner Scanner, server Server, want Facts, s settings) (Look, error) {
	l := Look{Scanner: scanner.Name}
	counter, err := front.Before(ctx, server.Address, front.Manner{})
	if err != nil {
		return l, err
	}
	defer counter.Close()
	host, port, err := net.SplitHostPort(counter.Address())
	if err != nil {
		return l, err
	}
	begun := time.Now()
	output, err := scanner.run(ctx, server, host, port)
	l.Seconds = time.Since(begun).Round(time.Millisecond).Seconds()
	l.Connections = counter.Counts().All
	if ctx.Err() != nil {
		return l, ctx.Err()
	}
	if kept := keep(s, scanner.Name, server, output); kept != nil {
		return l, kept
	}
	found, unread := scanner.tool.read(output)
	if unread != nil {
		l.Failed = errors.Join(unread, err).Error()
		return l, nil
	}
	l.Found, l.Differs = &found, differ(want, found, scanner.Tells)
	return l, nil
}

// run runs the scanner, and returns what it found. An error is not the last word:
// some say by their exit code what they think of the server.
func (s Scanner) run(ctx context.Context, server Server, host, port string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	dir, err := os.MkdirTemp("", "compare")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "found")
	output, err := exec.CommandContext(ctx, s.path, s.tool.command(server, host, port, file)...).Output() //nolint:gosec // the table's own words
	if text, unread := os.ReadFile(file); unread == nil {
		output = text
	}
	return output, err
}
