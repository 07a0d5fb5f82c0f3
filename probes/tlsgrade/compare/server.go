package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Server is one server with its truth, as the matrix and the file of `-servers`
// have it.
type Server struct {
	Software string `json:"software"`
	Name     string `json:"name"`
	// Address is host:port.
	Address string `json:"address"`
	// ServerName is sent as SNI, and must be in the certificate.
	ServerName string `json:"server_name"`
	// Root is a PEM file of the authority to trust.
	Root string `json:"root"`
	// StartTLS names the protocol before TLS; empty for none.
	StartTLS string `json:"starttls,omitempty"`
	// Truth are the facts in the matrix's words, the letter first.
	Truth []string `json:"truth"`
}

// String is the software and the name.
func (s Server) String() string { return s.Software + ", " + s.Name }

// readServers reads a file of servers.
func readServers(file string) ([]Server, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var servers []Server
	if err := json.Unmarshal(text, &servers); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return servers, nil
}

// holdEnv makes the matrix's test hold its servers: it names the file to which
// they are written once they run. They end when the test's standard input does.
const holdEnv = "HOLDFAST_MATRIX_HOLD"

// startMatrix builds the test binary of the matrix and lets it hold its servers.
func startMatrix(ctx context.Context) ([]Server, func(), error) {
	dir, err := os.MkdirTemp("", "compare")
	if err != nil {
		return nil, nil, err
	}
	const matrix = "./probes/tlsgrade/matrix"
	binary, file := filepath.Join(dir, "matrix.test"), filepath.Join(dir, "servers.json")
	build := exec.CommandContext(ctx, "go", "test", "-c", "-tags", "check", "-o", binary, matrix) //nolint:gosec // our own words
	if text, err := build.CombinedOutput(); err != nil {
		return nil, nil, fmt.Errorf("building the servers of the matrix: %w: %s", err, text)
	}
	held := exec.CommandContext(ctx, binary, "-test.run", "^TestServers$", "-test.timeout", "0") //nolint:gosec // what was built just now
	held.Dir, held.Env = matrix, append(os.Environ(), holdEnv+"="+file)
	servers, end, err := hold(held, file)
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, nil, err
	}
	return servers, func() { end(); _ = os.RemoveAll(dir) }, nil
}

// errEnded says that the servers ended before they were up.
var errEnded = errors.New("the servers of the matrix did not come up")

// hold starts the servers, which say "up" when they are.
func hold(held *exec.Cmd, file string) ([]Server, func(), error) {
	in, err := held.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := held.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := held.Start(); err != nil {
		return nil, nil, err
	}
	end := func() { _ = in.Close(); _ = held.Wait() }
	var said strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() == "up" {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			servers, err := readServers(file)
			if err != nil {
				end()
				return nil, nil, err
			}
			return servers, end, nil
		}
		said.WriteString(lines.Text() + "\n")
	}
	end()
	return nil, nil, fmt.Errorf("%w: %s", errEnded, said.String())
}
