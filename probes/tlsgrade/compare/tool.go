package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
)

// tool is one scanner.
type tool struct {
	name string
	// program is looked for in the PATH; pack is the Debian package it comes from.
	program, pack string
	// version asks for its version, in what it prints to either stream.
	version []string
	// tells are the sorts of fact that it can tell.
	tells []Sort
	// unable says why it cannot look at a server; empty when it can.
	unable func(Server) string
	// command are the arguments that look at a server at an address; what it finds
	// comes on the standard output, or in file.
	command func(s Server, host, port, file string) []string
	// read reads what it found.
	read func(output []byte) (Facts, error)
	// slow scanners take minutes for a server.
	slow bool
}

// tools are all scanners, ours first.
func tools(holdfast string) []tool {
	return []tool{ours("holdfast", holdfast), ours("holdfast --fast", holdfast, "--fast"), sslscan(), nmap(), testssl()}
}

// Scanner is a scanner that takes part, or does not.
type Scanner struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	// Absent says why it takes no part.
	Absent string `json:"absent,omitempty"`
	Tells  []Sort `json:"tells"`

	tool tool
	path string
}

// errNobody says that no scanner is there.
var errNobody = errors.New("no scanner is installed")

// chosen are the scanners that were asked for, or all.
func chosen(ctx context.Context, s settings) ([]Scanner, error) {
	var out []Scanner
	wanted := strings.FieldsFunc(s.tools, func(r rune) bool { return r == ',' })
	there := 0
	for _, t := range tools(s.holdfast) {
		if len(wanted) > 0 && !contains(wanted, t.name) {
			continue
		}
		scanner := Scanner{Name: t.name, Tells: t.tells, tool: t}
		if scanner.find(ctx); scanner.Absent == "" {
			there++
		}
		out = append(out, scanner)
	}
	if there == 0 {
		return nil, errNobody
	}
	return out, nil
}

// contains reports whether a name is in the list, as a whole or by its first word.
func contains(list []string, name string) bool {
	for _, want := range list {
		if first, _, _ := strings.Cut(name, " "); want == name || want == first {
			return true
		}
	}
	return false
}

// find looks for the program and asks its version.
func (s *Scanner) find(ctx context.Context) {
	path, err := exec.LookPath(s.tool.program)
	if err != nil {
		if s.Absent = s.tool.program + " is not there"; s.tool.pack != "" {
			s.Absent += " (Debian package " + s.tool.pack + ")"
		}
		return
	}
	s.path = path
	text, err := exec.CommandContext(ctx, path, s.tool.version...).CombinedOutput() //nolint:gosec // the table's own words
	if err != nil && len(text) == 0 {
		s.Absent = fmt.Sprintf("%s %s: %v", path, strings.Join(s.tool.version, " "), err)
		return
	}
	s.Version = firstVersion(string(text))
}

// firstVersion is the first thing that looks like a version; the first line where
// nothing does, or the second word is "(devel)". Colours are left out.
func firstVersion(text string) string {
	text = strings.TrimSpace(regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(text, ""))
	first, _, _ := strings.Cut(text, "\n")
	if strings.Contains(first, "(devel)") {
		return "devel"
	}
	if v := regexp.MustCompile(`[0-9]+\.[0-9]+(\.[0-9]+)?[0-9A-Za-z~+.-]*`).FindString(text); v != "" {
		return v
	}
	return first
}

// anyServer is for scanners that can look at every server.
func anyServer(Server) string { return "" }
