// Command compare asks the same TLS servers with Holdfast and with the scanners
// that people use, and prints where they differ from each other and from what is
// known to be true.
//
// # What is compared
//
// The servers are those of the matrix (probes/tlsgrade/matrix): real ones, whose
// facts are known by construction. Of each, these sorts of fact are compared:
//
//   - versions: which are offered, from SSL 3 to TLS 1.3
//   - suites: the set of each version
//   - order: whether server or client chooses, and of a server that does, the whole
//     sequence
//   - groups: the set of each version that has some
//   - dh: the size of the finite-field prime
//   - grade: the letter
//
// A scanner that does not say a thing is not compared there, and what it does not
// say is named once. A scanner that cannot be pointed at a server at all
// (STARTTLS on a port of one's own, say) has not looked at it, which is not
// counted as wrong.
//
// # What is counted
//
// Between a scanner and the server stands a proxy that counts connections, a new
// one for each pair. The wall time is that of the scanner's process from start to
// end. Scanners take turns; nothing else is asked at the same time.
//
// docs/tls-compare.md says how to run it, and what a run has shown.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := command(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(0)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// settings are what the command line says.
type settings struct {
	holdfast, servers, tools, only, format, keep, from string
	slow                                               int
}

// read reads the command line.
func read(args []string, errors io.Writer) (settings, error) {
	var s settings
	f := flag.NewFlagSet("compare", flag.ContinueOnError)
	f.SetOutput(errors)
	f.StringVar(&s.holdfast, "holdfast", "bin/holdfast", "the `program` to compare with the others")
	f.StringVar(&s.servers, "servers", "", "a `file` of servers that run already; without it those of the matrix are started")
	f.StringVar(&s.tools, "tools", "", "the scanners to run, by name, with commas between; without it all that are installed")
	f.StringVar(&s.only, "only", "", "only the servers whose software or name has this `text`")
	f.IntVar(&s.slow, "testssl", 3, "how many servers testssl.sh is shown, which takes minutes for each; -1 is all")
	f.StringVar(&s.format, "o", "table", "table, markdown or json")
	f.StringVar(&s.keep, "keep", "", "a `folder` for the output of every scanner, as it came")
	f.StringVar(&s.from, "from", "", "a `file` written with -o json, to be printed again instead of comparing")
	if err := f.Parse(args); err != nil {
		return s, err
	}
	if f.NArg() > 0 {
		return s, fmt.Errorf("%q is one word too many", f.Arg(0))
	}
	if !slices.Contains([]string{"table", "markdown", "json"}, s.format) {
		return s, fmt.Errorf("-o %s: want table, markdown or json", s.format)
	}
	return s, nil
}

// command compares, and writes what came of it. Only what kept it from comparing is
// an error: that somebody is wrong is its result.
func command(ctx context.Context, args []string, out, errors io.Writer) error {
	s, err := read(args, errors)
	if err != nil {
		return err
	}
	if s.from != "" {
		return again(out, s)
	}
	tools, err := chosen(ctx, s)
	if err != nil {
		return err
	}
	servers, end, err := theServers(ctx, s, errors)
	if err != nil {
		return err
	}
	defer end()
	result, err := compare(ctx, tools, servers, s, errors)
	if err != nil {
		return err
	}
	return write(out, s.format, result)
}

// again prints an earlier result.
func again(out io.Writer, s settings) error {
	text, err := os.ReadFile(s.from)
	if err != nil {
		return err
	}
	var r Result
	if err := json.Unmarshal(text, &r); err != nil {
		return fmt.Errorf("%s: %w", s.from, err)
	}
	return write(out, s.format, r)
}

// theServers are those of a file, or of the matrix, started.
func theServers(ctx context.Context, s settings, log io.Writer) ([]Server, func(), error) {
	var servers []Server
	var err error
	end := func() {}
	if s.servers != "" {
		servers, err = readServers(s.servers)
	} else {
		fmt.Fprintln(log, "starting the servers of the matrix")
		servers, end, err = startMatrix(ctx)
	}
	if err != nil {
		return nil, nil, err
	}
	servers = slices.DeleteFunc(servers, func(server Server) bool {
		return !strings.Contains(strings.ToLower(server.String()), strings.ToLower(s.only))
	})
	if len(servers) == 0 {
		end()
		return nil, nil, fmt.Errorf("no server has %q in its software or name", s.only)
	}
	return servers, end, nil
}

// keep writes a scanner's output into the folder for it.
func keep(s settings, tool string, server Server, output []byte) error {
	if s.keep == "" {
		return nil
	}
	if err := os.MkdirAll(s.keep, 0o750); err != nil {
		return err
	}
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune("/ ,:", r) {
			return '-'
		}
		return r
	}, server.String()+"."+tool)
	return os.WriteFile(filepath.Join(s.keep, name), output, 0o600)
}
